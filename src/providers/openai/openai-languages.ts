import { primaryLanguage } from '../capabilities.js';

/**
 * What OpenAI lists as supported by its transcription models, and so by Whisper: ISO 639-1 code and the English name
 * by which `verbose_json` calls it. Galician is in the list. Basque is not: Whisper has a token for it, but gets more
 * than half of its words wrong.
 */
const codes =
  'af:afrikaans ar:arabic hy:armenian az:azerbaijani be:belarusian bs:bosnian bg:bulgarian ca:catalan zh:chinese ' +
  'hr:croatian cs:czech da:danish nl:dutch en:english et:estonian fi:finnish fr:french gl:galician de:german el:greek ' +
  'he:hebrew hi:hindi hu:hungarian is:icelandic id:indonesian it:italian ja:japanese kn:kannada kk:kazakh ko:korean ' +
  'lv:latvian lt:lithuanian mk:macedonian ms:malay mr:marathi mi:maori ne:nepali no:norwegian fa:persian pl:polish ' +
  'pt:portuguese ro:romanian ru:russian sr:serbian sk:slovak sl:slovenian es:spanish sw:swahili sv:swedish tl:tagalog ' +
  'ta:tamil th:thai tr:turkish uk:ukrainian ur:urdu vi:vietnamese cy:welsh';

const tagByName: ReadonlyMap<string, string> = new Map(
  codes.split(' ').map((pair) => [pair.slice(3), pair.slice(0, 2)]),
);

/** BCP-47 tags of what OpenAI's transcription models, and Whisper, recognize. */
export const openaiLanguages: ReadonlySet<string> = new Set(tagByName.values());

/** The BCP-47 tag of a language in an answer, by its English name or its code; undefined for one not in the list. */
export function tagOfOpenaiLanguage(language: string): string | undefined {
  const lower = language.toLowerCase();
  const primary = primaryLanguage(lower);
  return tagByName.get(lower) ?? (openaiLanguages.has(primary) ? primary : undefined);
}

/** The lower-case English name of a language in the list. */
export function englishNameOf(tag: string): string | undefined {
  for (const [name, known] of tagByName) if (known === tag) return name;
  return undefined;
}
