import { sampleRateHz } from './mulaw.js';

const bytesPerMs = sampleRateHz / 1000;

/** The end of a stream's audio, of which stretches are wanted again. */
export interface AudioTape {
  /** Appends 8 kHz mu-law; a copy is kept. */
  add(mulaw: Uint8Array): void;
  /** A copy of a stretch, ms since the stream's first byte; of what is not there (any more) nothing. */
  cut(span: { readonly startMs: number; readonly endMs: number }): Uint8Array<ArrayBuffer>;
}

/** @param keptMs - how much is kept. */
export function createAudioTape(keptMs: number): AudioTape {
  const ring = new Uint8Array(keptMs * bytesPerMs);
  let heardBytes = 0;
  return {
    add(mulaw) {
      const kept = mulaw.subarray(Math.max(0, mulaw.length - ring.length));
      const at = (heardBytes + mulaw.length - kept.length) % ring.length;
      const untilEnd = kept.subarray(0, ring.length - at);
      ring.set(untilEnd, at);
      ring.set(kept.subarray(untilEnd.length), 0);
      heardBytes += mulaw.length;
    },
    cut({ startMs, endMs }) {
      const start = Math.max(0, Math.round(startMs * bytesPerMs), heardBytes - ring.length);
      const end = Math.min(heardBytes, Math.round(endMs * bytesPerMs));
      return Uint8Array.from({ length: Math.max(0, end - start) }, (_, index) => {
        return ring[(start + index) % ring.length] ?? 0;
      });
    },
  };
}
