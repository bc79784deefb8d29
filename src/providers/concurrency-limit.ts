/** How many requests a provider takes at a time: the bulkhead before it, shared by all calls. */
export interface ConcurrencyLimit {
  readonly most: number;
  readonly active: number;
  /** Takes a slot, which the returned function gives back; undefined where none is free. */
  take(): (() => void) | undefined;
  /** Waits for a slot for a moment; undefined where none came free in time, too many wait, or the signal aborted. */
  wait(signal: AbortSignal): Promise<(() => void) | undefined>;
}

/** A slot that comes free later is too late for a live call, ms. */
const longestWaitMs = 1000;
const mostWaiting = 64;

export function createConcurrencyLimit(most: number, onChanged: (active: number) => void): ConcurrencyLimit {
  let active = 0;
  const waiting = new Set<() => void>();

  function take(): (() => void) | undefined {
    if (active >= most) return undefined;
    active += 1;
    onChanged(active);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      active -= 1;
      onChanged(active);
      const [next] = waiting;
      next?.();
    };
  }

  return {
    most,
    get active() {
      return active;
    },
    take,
    wait(signal) {
      const slot = take();
      if (slot !== undefined || signal.aborted || waiting.size >= mostWaiting) return Promise.resolve(slot);
      return new Promise((resolve) => {
        const settle = (taken: (() => void) | undefined) => {
          clearTimeout(timer);
          signal.removeEventListener('abort', giveUp);
          waiting.delete(proceed);
          resolve(taken);
        };
        const proceed = () => settle(take());
        const giveUp = () => settle(undefined);
        const timer = setTimeout(giveUp, longestWaitMs);
        signal.addEventListener('abort', giveUp);
        waiting.add(proceed);
      });
    },
  };
}
