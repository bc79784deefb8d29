import { primaryLanguage } from './capabilities.js';
import type { Candidate } from './candidate.js';
import { withSynthesisDeadline, type SynthesisDeadlines } from './deadlines.js';
import { withFailover } from './failover.js';
import { ProviderError } from './provider-error.js';
import { withoutBeginning } from './resumed-audio.js';
import type { RoutedOptions } from './routed-translator.js';
import { synthesizerRoute, unionOfSynthesizers } from './routes.js';
import type { SynthesisRequest, Synthesizer } from './synthesizer.js';

/** Two minutes of audio are more than any clause says. */
const maxBytes = 120 * 8000;
/** Nobody else could speak it. */
const patient: SynthesisDeadlines = { firstByteMs: 4000, betweenBytesMs: 2000, maxBytes };
/** Somebody else could: the listener waits for both. */
const impatient: SynthesisDeadlines = { firstByteMs: 1100, betweenBytesMs: 600, maxBytes };
/** The same, in a language that this provider begins to speak late. */
const impatientWithSlow: SynthesisDeadlines = { ...impatient, firstByteMs: 2500 };

/**
 * Speaks with the first of the synthesizers that cover the language, and goes on with the next where that one fails:
 * what was given of the rendition is not given again.
 */
export function createRoutedSynthesizer(
  candidates: readonly Candidate<Synthesizer>[],
  { metrics, log }: RoutedOptions,
): Synthesizer {
  const provider = candidates.map(({ name }) => name).join(',');

  async function* synthesize(request: SynthesisRequest): AsyncGenerator<Uint8Array> {
    const { language, signal, canWait = false, onProvider } = request;
    const route = synthesizerRoute(candidates, language);
    if (route.length === 0) {
      throw new ProviderError(provider, 'unsupportedLanguage', `nobody speaks ${language}`);
    }
    let givenBytes = 0;
    const work = withFailover<Synthesizer, Uint8Array>({
      stage: 'synthesis',
      route,
      signal,
      start(synthesizer, hasAlternative) {
        onProvider?.(synthesizer.provider);
        const deadlines = hasAlternative && !canWait ? hurried(synthesizer, language) : patient;
        const audio = withSynthesisDeadline(synthesizer, deadlines).synthesize(request);
        return withoutBeginning(audio, givenBytes);
      },
      metrics,
      log,
    });
    for await (const piece of work) {
      yield piece;
      givenBytes += piece.length;
    }
  }

  return {
    provider,
    capabilities: unionOfSynthesizers(candidates.map((candidate) => candidate.provider.capabilities)),
    synthesize,
  };
}

function hurried({ capabilities }: Synthesizer, language: string): SynthesisDeadlines {
  return capabilities.slowLanguages.has(primaryLanguage(language)) ? impatientWithSlow : impatient;
}
