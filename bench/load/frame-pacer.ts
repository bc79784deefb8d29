import { frameMs } from '../../src/media/mulaw.js';
import { createHistogram, type Histogram } from './histogram.js';

/** Legs share the frame's 20 ms: so many groups, each with its own phase. */
const phases = 10;
const phaseMs = frameMs / phases;

/** The clock of all telephones: each is told once a frame. */
export interface FramePacer {
  /** How late the telephones were told, ms, each time. */
  readonly lateness: Histogram;
  /**
   * Tells the listener every 20 ms, in the phase that has the fewest listeners.
   *
   * @param drift how much faster than that, as a share: one whose clock drifts changes its phase in time.
   * @returns the way out.
   */
  subscribe(listener: () => void, drift?: number): () => void;
  close(): void;
}

/** One timer for all. A tick that comes late is made up for, so that every telephone sends fifty frames a second. */
export function createFramePacer(): FramePacer {
  const groups = Array.from({ length: phases }, () => new Set<() => void>());
  const drifting = new Set<{ readonly listener: () => void; readonly intervalMs: number; dueAt: number }>();
  const lateness = createHistogram();
  let phase = 0;
  let dueAt = performance.now() + phaseMs;
  let timer = setTimeout(tick, phaseMs);

  function tick() {
    for (let now = performance.now(); dueAt <= now; dueAt += phaseMs, now = performance.now()) {
      const group = groups[phase];
      phase = (phase + 1) % phases;
      for (const one of drifting) {
        if (one.dueAt > dueAt) continue;
        one.dueAt += one.intervalMs;
        one.listener();
      }
      if (group === undefined) continue;
      lateness.add(now - dueAt, group.size);
      for (const listener of group) listener();
    }
    timer = setTimeout(tick, Math.max(0, dueAt - performance.now()));
  }

  return {
    lateness,
    subscribe(listener, drift = 0) {
      if (drift !== 0) {
        const one = { listener, intervalMs: frameMs / (1 + drift), dueAt };
        drifting.add(one);
        return () => {
          drifting.delete(one);
        };
      }
      const group = groups.reduce((least, one) => (one.size < least.size ? one : least));
      group.add(listener);
      return () => {
        group.delete(listener);
      };
    },
    close: () => clearTimeout(timer),
  };
}
