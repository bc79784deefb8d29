import type { Candidate } from './candidate.js';
import { withTranslationDeadline, type TranslationDeadlines } from './deadlines.js';
import { withFailover, type FailoverWork } from './failover.js';
import { ProviderError } from './provider-error.js';
import { translatorRoute, unionOfTranslators } from './routes.js';
import type { TranslationRequest, Translator } from './translator.js';

/** Nobody else could do it: a clause that takes longer is worth less than the next one. */
const patient: TranslationDeadlines = { firstPieceMs: 4000, betweenPiecesMs: 4000, wholeMs: 4000 };
/** Somebody else could: the listener waits for both. */
const impatient: TranslationDeadlines = { firstPieceMs: 1100, betweenPiecesMs: 600, wholeMs: 4000 };

export type RoutedOptions = Pick<FailoverWork<never, never>, 'metrics' | 'log'>;

/**
 * Translates with the first of the translators that cover the pair of languages, and with the next where that one
 * fails. A translation comes in one piece: half of one, and the whole of another, would be heard twice.
 */
export function createRoutedTranslator(
  candidates: readonly Candidate<Translator>[],
  { metrics, log }: RoutedOptions,
): Translator {
  const provider = candidates.map(({ name }) => name).join(',');

  async function* translate(request: TranslationRequest): AsyncGenerator<string> {
    const { sourceLanguage, targetLanguage, signal, onProvider } = request;
    const route = translatorRoute(candidates, sourceLanguage, targetLanguage);
    if (route.length === 0) {
      const pair = `${sourceLanguage} into ${targetLanguage}`;
      throw new ProviderError(provider, 'unsupportedLanguage', `nobody translates ${pair}`);
    }
    let pieces: string[] = [];
    const work = withFailover<Translator, string>({
      stage: 'translation',
      route,
      signal,
      start(translator, hasAlternative) {
        pieces = [];
        onProvider?.(translator.provider);
        return withTranslationDeadline(translator, hasAlternative ? impatient : patient).translate(request);
      },
      metrics,
      log,
    });
    for await (const piece of work) pieces.push(piece);
    yield pieces.join('');
  }

  return {
    provider,
    capabilities: unionOfTranslators(candidates.map((candidate) => candidate.provider.capabilities)),
    translate,
    close() {
      for (const candidate of candidates) candidate.provider.close?.();
    },
  };
}
