import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { numberOfAnnouncement } from './announcement-numbers.js';
import { findTagWords, tagFrame } from './turn-tag.js';

/** Audio is sent in pieces of 200 ms, five times as fast as it sounds. */
const pieceBytes = 1600;
const pieceIntervalMs = 40;

/** What the cheap voices make of a text: the same sound for everything, behind the tags of its turns, or of the phrase. */
export function soundOf(text: string, sound: Uint8Array): Uint8Array {
  const phrase = numberOfAnnouncement(text);
  const numbers = phrase === undefined ? findTagWords(text) : [phrase];
  return Buffer.concat([...numbers.map((number) => tagFrame(number, 'loud')), sound]);
}

/** Sends mu-law as voices do, and ends the answer. @param onBegun hears of the first piece. */
export async function sendSound(
  audio: Uint8Array,
  response: ServerResponse,
  signal: AbortSignal,
  onBegun: () => void,
): Promise<void> {
  response.setHeader('content-type', 'audio/basic');
  for (let start = 0; start < audio.length; start += pieceBytes) {
    if (start > 0) await wait(pieceIntervalMs, undefined, { signal });
    response.write(audio.subarray(start, start + pieceBytes));
    if (start === 0) onBegun();
  }
  response.end();
}
