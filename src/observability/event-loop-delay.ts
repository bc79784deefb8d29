import type { Metrics } from './metrics.js';

/** A frame's time: what is held up longer than this is heard. */
const intervalMs = 20;

/**
 * Measures how late the process gets to its timers, fifty times a second, until the function that it returns is called.
 * Unlike Node's own histogram it is not reset by whoever reads it, so that several may.
 */
export function watchEventLoopDelay({ eventLoopDelay }: Metrics): () => void {
  let dueMs = performance.now() + intervalMs;
  const timer = setInterval(() => {
    const nowMs = performance.now();
    eventLoopDelay.observe(Math.max(0, nowMs - dueMs) / 1000);
    dueMs = nowMs + intervalMs;
  }, intervalMs).unref();
  return () => clearInterval(timer);
}
