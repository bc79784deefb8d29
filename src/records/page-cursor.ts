import { z } from 'zod';
import type { HistoryPlace } from './call-history.js';

const placeSchema = z.tuple([z.iso.datetime(), z.string().min(1).max(64)]);

/** A place in the history as a word that fits into a URL. */
export function cursorOf({ endedAt, callSid }: HistoryPlace): string {
  return Buffer.from(JSON.stringify([endedAt, callSid])).toString('base64url');
}

/** The place that a cursor names; undefined for what is none. */
export function placeOf(cursor: string): HistoryPlace | undefined {
  try {
    const [endedAt, callSid] = placeSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { endedAt, callSid };
  } catch {
    // Whatever is wrong with it, it is the asker's mistake.
    return undefined;
  }
}
