import type { TranslationRequest, Translator } from './translator.js';

/** What a translation is to be like, and which terms it is to use. */
export type Wording = Required<Pick<TranslationRequest, 'formality' | 'terms'>>;

/** Tells a translator with every request how it is to be worded. */
export function withWording(
  translator: Translator,
  wordingOf: (request: TranslationRequest) => Wording,
): Translator {
  return {
    ...translator,
    translate: (request) => translator.translate({ ...request, ...wordingOf(request) }),
  };
}
