import type { ServerResponse } from 'node:http';
import type { FaultKind } from '../../sandbox/script.js';
import { answerJson, breakOff, untilClosed } from '../../sandbox/vendors/http-vendor.js';
import type { FailingVendor } from './vendor-messages.js';

/** How the vendors fail at present: each as it is told, from now until it is told otherwise. */
export interface VendorFaults {
  of(vendor: FailingVendor): FaultKind | undefined;
  set(vendor: FailingVendor, kind: FaultKind | undefined): void;
  /** Hears of each fault of the vendor that begins. @returns the way out. */
  onBegun(vendor: FailingVendor, listener: (kind: FaultKind) => void): () => void;
}

export function createVendorFaults(): VendorFaults {
  const kinds = new Map<FailingVendor, FaultKind>();
  const listeners = new Map<FailingVendor, Set<(kind: FaultKind) => void>>();
  return {
    of: (vendor) => kinds.get(vendor),
    set(vendor, kind) {
      if (kind === undefined) {
        kinds.delete(vendor);
        return;
      }
      kinds.set(vendor, kind);
      for (const listener of [...(listeners.get(vendor) ?? [])]) listener(kind);
    },
    onBegun(vendor, listener) {
      const known = listeners.get(vendor) ?? new Set();
      listeners.set(vendor, known.add(listener));
      return () => {
        known.delete(listener);
      };
    },
  };
}

/** HTTP status of a vendor that does not take a request. */
export const refusalStatus = { refuse: 503, rateLimit: 429 } as const;

/**
 * Plays the faults that come before any work: refusals, and a request that is never answered.
 *
 * @param signal aborts when the client has left.
 * @returns whether that was all.
 */
export async function playRefusal(
  kind: FaultKind | undefined,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<boolean> {
  if (kind === 'refuse' || kind === 'rateLimit') {
    answerJson(response, refusalStatus[kind], { message: 'Please try again later' });
    return true;
  }
  if (kind !== 'stall') return false;
  await untilClosed(signal);
  return true;
}

/** Plays the faults of an answer: it breaks off in the middle, or is no JSON. @returns whether there was one. */
export function playBrokenJson(kind: FaultKind | undefined, response: ServerResponse, body: object): boolean {
  const text = JSON.stringify(body);
  if (kind === 'drop') breakOff(response, Buffer.from(text));
  else if (kind === 'garbage') response.end(text.slice(0, text.length / 2));
  else return false;
  return true;
}
