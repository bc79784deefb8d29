import { languageOf, type Announcements as Phrases } from '../languages.js';
import type { Synthesizer } from '../providers/synthesizer.js';

export type PhraseName = keyof Phrases;

/** What the interpreter says of its own accord: each phrase is synthesized once in each language, then kept. */
export interface Announcements {
  /**
   * Headerless 8 kHz mu-law.
   *
   * @throws ProviderError where it could not be synthesized; the next call tries again.
   */
  audio(phrase: PhraseName, language: string): Promise<Uint8Array>;
}

/** How long a phrase may take to be synthesized, ms. */
const synthesisTimeout = 10_000;

/** Where a language has no phrases of its own, the fallback's are spoken. */
export function createAnnouncements(synthesizer: Synthesizer, fallbackLanguage: string): Announcements {
  const kept = new Map<string, Promise<Uint8Array>>();

  async function synthesize(phrase: PhraseName, language: string): Promise<Uint8Array> {
    const spoken = languageOf(language) ?? languageOf(fallbackLanguage);
    if (spoken === undefined) throw new Error(`No announcements in ${language} nor in ${fallbackLanguage}`);
    const chunks: Uint8Array[] = [];
    for await (const chunk of synthesizer.synthesize({
      text: spoken.announcements[phrase],
      language: spoken.tag,
      speed: 1,
      signal: AbortSignal.timeout(synthesisTimeout),
    })) {
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }

  return {
    audio(phrase, language) {
      const key = `${phrase}/${language}`;
      const audio = kept.get(key) ?? synthesize(phrase, language);
      kept.set(key, audio);
      audio.catch(() => kept.delete(key));
      return audio;
    },
  };
}
