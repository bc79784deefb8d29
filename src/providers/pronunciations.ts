import type { Synthesizer } from './synthesizer.js';

/** Gives a synthesizer every text as it is to be read, which is not always as it is written. */
export function withPronunciations(
  synthesizer: Synthesizer,
  pronounced: (text: string, language: string) => string,
): Synthesizer {
  return {
    ...synthesizer,
    synthesize: (request) =>
      synthesizer.synthesize({ ...request, text: pronounced(request.text, request.language) }),
  };
}
