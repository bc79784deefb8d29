import type { VoiceGender } from '../media/pitch.js';
import { primaryLanguage } from './capabilities.js';

/** A vendor's names of voices by BCP-47 tag, a woman's and a man's; `*` is any language. */
export type Voices = Readonly<Record<string, Readonly<Partial<Record<VoiceGender, string>>>>>;

/**
 * The voice for a language: of the gender, if any table has one. Earlier tables go before later ones; in each of them the
 * language's own voice goes before that of the language it is a variety of, and that before any language's.
 */
export function voiceFor(
  tables: readonly Voices[],
  language: string,
  gender: VoiceGender,
): string | undefined {
  const keys = [language, primaryLanguage(language), '*'];
  const rows = tables.flatMap((voices) => keys.map((key) => voices[key] ?? {}));
  const other = gender === 'female' ? 'male' : 'female';
  return rows.find((row) => row[gender] !== undefined)?.[gender] ?? rows.find((row) => row[other])?.[other];
}
