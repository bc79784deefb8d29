import type { Logger } from 'pino';
import type { Synthesizer } from './synthesizer.js';
import type { Translator } from './translator.js';

/** Connections that were opened so lately are still open, ms. */
const openForMs = 20_000;
const connectDeadlineMs = 5000;

/**
 * Opens the providers' connections before a call needs them, so that its first clause does not wait for them. The
 * returned function may be called at every occasion.
 */
export function createWarmConnections(
  providers: readonly (Translator | Synthesizer)[],
  log: Logger,
): () => void {
  let openedAt = Number.NEGATIVE_INFINITY;
  return () => {
    const now = performance.now();
    if (now - openedAt < openForMs) return;
    openedAt = now;
    for (const provider of providers) {
      provider.connect?.(AbortSignal.timeout(connectDeadlineMs)).catch((error: unknown) => {
        // What is wrong will be seen by the first clause, if it still is.
        log.debug({ provider: provider.provider, err: error }, 'connection could not be opened beforehand');
      });
    }
  };
}
