import { frameMs } from '../../src/media/mulaw.js';

/** The 20 ms tick that all telephone lines share. */
export interface FrameClock {
  /**
   * Calls the listener once a frame, as long as it is subscribed, with the moment on `performance.now()`, ms. A
   * tick that comes late is made up for, so that a line's audio keeps step with real time.
   *
   * @returns the way out.
   */
  subscribe(listener: (at: number) => void): () => void;
}

/** A clock on one timer, which runs while somebody listens. */
export function createFrameClock(): FrameClock {
  const listeners = new Set<(at: number) => void>();
  let timer: NodeJS.Timeout | undefined;
  let dueAt = 0;

  function tick() {
    for (let now = performance.now(); dueAt <= now; dueAt += frameMs) {
      for (const listener of [...listeners]) listener(now);
    }
    timer = listeners.size === 0 ? undefined : setTimeout(tick, Math.max(0, dueAt - performance.now()));
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      if (timer === undefined) {
        dueAt = performance.now() + frameMs;
        timer = setTimeout(tick, frameMs);
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearTimeout(timer);
        timer = undefined;
      };
    },
  };
}
