import type { Logger } from 'pino';
import type { KeptGlossary, Translator } from './translator.js';

/** It is asked for while the service starts, by which no caller has come yet. */
const keepDeadlineMs = 30_000;

/**
 * Gives the glossary to the translators that keep one. Nobody waits for it: one that could not keep it translates without
 * it, and its translations are looked at afterwards as everyone's are.
 */
export function keepGlossary(
  translators: readonly Translator[],
  glossary: KeptGlossary,
  log: Pick<Logger, 'info' | 'warn'>,
): void {
  if (glossary.pairs.length === 0) return;
  for (const translator of translators) {
    const { provider } = translator;
    translator.keepGlossary?.(glossary, AbortSignal.timeout(keepDeadlineMs)).then(
      () => log.info({ provider }, 'glossary kept'),
      (error: unknown) => log.warn({ provider, err: error }, 'glossary could not be kept'),
    );
  }
}
