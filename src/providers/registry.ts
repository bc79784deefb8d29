import type { Config } from '../config.js';
import { withSynthesisDeadline, withTranslationDeadline } from './deadlines.js';
import { createDeepgramRecognizer } from './deepgram/deepgram-recognizer.js';
import { createDeeplTranslator } from './deepl/deepl-translator.js';
import { createElevenlabsSynthesizer } from './elevenlabs/elevenlabs-synthesizer.js';
import { ProviderError } from './provider-error.js';
import type { Recognizer } from './recognizer.js';
import type { Synthesizer } from './synthesizer.js';
import type { Translator } from './translator.js';

type Settings = Config['providers'];
type Factories<Name extends string, Provider> = Readonly<Record<Name, (settings: Settings) => Provider>>;

const recognizers: Factories<Settings['recognizers'][number], Recognizer> = {
  deepgram: ({ deepgram }) => createDeepgramRecognizer(withKey('deepgram', deepgram)),
};

const translators: Factories<Settings['translators'][number], Translator> = {
  deepl: ({ deepl }) => createDeeplTranslator(withKey('deepl', deepl)),
};

const synthesizers: Factories<Settings['synthesizers'][number], Synthesizer> = {
  elevenlabs: ({ elevenlabs }) => createElevenlabsSynthesizer(withKey('elevenlabs', elevenlabs)),
};

/** A clause that takes longer is worth less than the next one. */
const translationDeadlineMs = 4000;

/** Two minutes of audio are more than any clause says. */
const synthesisDeadlines = { firstByteMs: 4000, betweenBytesMs: 2000, maxBytes: 120 * 8000 };

/** What the calls are interpreted with: of each capability the first is used, the rest are its fallbacks, in order. */
export interface Providers {
  readonly recognizers: readonly Recognizer[];
  readonly translators: readonly Translator[];
  readonly synthesizers: readonly Synthesizer[];
}

/**
 * Creates the configured providers, each with the deadlines of a live call. Nothing is connected yet.
 *
 * @throws ProviderError where a key is missing.
 */
export function createProviders(settings: Settings): Providers {
  return {
    recognizers: settings.recognizers.map((name) => recognizers[name](settings)),
    translators: settings.translators.map((name) =>
      withTranslationDeadline(translators[name](settings), translationDeadlineMs),
    ),
    synthesizers: settings.synthesizers.map((name) =>
      withSynthesisDeadline(synthesizers[name](settings), synthesisDeadlines),
    ),
  };
}

function withKey<Given extends { readonly apiKey: string | undefined }>(provider: string, settings: Given) {
  const { apiKey } = settings;
  if (apiKey === undefined) throw new ProviderError(provider, 'unauthorized', 'has no key');
  return { ...settings, apiKey };
}
