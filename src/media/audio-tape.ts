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

  /** Adds what does not fit before the ring's end, of which the last is kept. */
  function wrap(mulaw: Uint8Array, at: number) {
    const kept = mulaw.subarray(Math.max(0, mulaw.length - ring.length));
    const first = (at + mulaw.length - kept.length) % ring.length;
    ring.set(kept.subarray(0, ring.length - first), first);
    ring.set(kept.subarray(ring.length - first), 0);
  }

  return {
    add(mulaw) {
      const at = heardBytes % ring.length;
      heardBytes += mulaw.length;
      // A view of a frame costs more than its copy.
      if (mulaw.length <= ring.length - at) ring.set(mulaw, at);
      else wrap(mulaw, at);
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
