/** Lets a limited number of processes run at a time; the others wait in order. */
export interface ProcessGate {
  /**
   * Waits for a place, until the returned function gives it back.
   *
   * @returns undefined if too many wait already.
   * @throws the signal's reason once it has aborted.
   */
  enter(signal: AbortSignal): Promise<(() => void) | undefined>;
}

/**
 * @param most - processes at a time.
 * @param mostWaiting - how many more may wait.
 */
export function createProcessGate(most: number, mostWaiting: number): ProcessGate {
  const waiting = new Set<() => void>();
  let running = 0;

  function leave(): void {
    const [next] = waiting;
    running -= 1;
    next?.();
  }

  return {
    async enter(signal) {
      signal.throwIfAborted();
      if (running >= most) {
        if (waiting.size >= mostWaiting) return undefined;
        await new Promise<void>((resolve) => {
          const go = () => {
            waiting.delete(go);
            signal.removeEventListener('abort', go);
            if (!signal.aborted) running += 1;
            resolve();
          };
          waiting.add(go);
          signal.addEventListener('abort', go);
        });
        // Whoever goes in has counted itself before anybody else could.
        signal.throwIfAborted();
      } else {
        running += 1;
      }
      let isInside = true;
      return () => {
        if (isInside) leave();
        isInside = false;
      };
    },
  };
}
