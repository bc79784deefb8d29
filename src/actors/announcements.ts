import { languageOf, type Announcements as Phrases } from '../languages.js';
import type { Synthesizer } from '../providers/synthesizer.js';

export type PhraseName = keyof Phrases;

/** A phrase of the interpreter's own. */
export interface Announcement {
  readonly text: string;
  /** BCP-47 tag of the text. */
  readonly language: string;
  /** Headerless 8 kHz mu-law. */
  readonly audio: Uint8Array;
}

/** What the interpreter says of its own accord: each phrase is synthesized once in each language, then kept. */
export interface Announcements {
  /** @throws ProviderError where it could not be synthesized; the next call tries again. */
  get(phrase: PhraseName, language: string): Promise<Announcement>;
}

/** How long a phrase may take to be synthesized, ms. */
const synthesisTimeout = 10_000;

/** Where a language has no phrases of its own, the fallback's are spoken. */
export function createAnnouncements(synthesizer: Synthesizer, fallbackLanguage: string): Announcements {
  const kept = new Map<string, Promise<Announcement>>();

  async function synthesize(phrase: PhraseName, wanted: string): Promise<Announcement> {
    const spoken = languageOf(wanted) ?? languageOf(fallbackLanguage);
    if (spoken === undefined) throw new Error(`No announcements in ${wanted} nor in ${fallbackLanguage}`);
    const text = spoken.announcements[phrase];
    const language = spoken.tag;
    const chunks: Uint8Array[] = [];
    const signal = AbortSignal.timeout(synthesisTimeout);
    const request = { text, language, speed: 1, signal, canWait: true };
    for await (const chunk of synthesizer.synthesize(request)) chunks.push(chunk);
    return { text, language, audio: Buffer.concat(chunks) };
  }

  return {
    get(phrase, language) {
      const key = `${phrase}/${language}`;
      const announcement = kept.get(key) ?? synthesize(phrase, language);
      kept.set(key, announcement);
      announcement.catch(() => kept.delete(key));
      return announcement;
    },
  };
}
