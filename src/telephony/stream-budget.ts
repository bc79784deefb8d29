import { bytesToMs } from '../media/audio-clock.js';

/** What a stream may send: as much as its party can have said in the time that has gone by. */
export interface StreamBudget {
  /** Books a message with so much audio, bytes of 8 kHz mu-law. False where it is more than the stream may send. */
  take(bytes: number): boolean;
}

/** A fresh stream has something in hand, ms: a line that is opened late begins with what it kept. */
const firstMs = 5000;

/** What the network holds back comes at once when it lets go, ms: a telephone that is silent for longer is gone. */
const mostMs = 30_000;

/** A message without audio, or with very little, costs as much as this, ms. */
const leastCostMs = 2;

/** @param now monotonic, ms. */
export function createStreamBudget(now: () => number): StreamBudget {
  let leftMs = firstMs;
  let bookedAt = now();
  return {
    take(bytes) {
      const at = now();
      leftMs = Math.min(mostMs, leftMs + at - bookedAt);
      bookedAt = at;
      const costMs = Math.max(leastCostMs, bytesToMs(bytes));
      if (costMs > leftMs) return false;
      leftMs -= costMs;
      return true;
    },
  };
}
