import { wordsOf } from '../words.js';
import type { LanguageProfile } from './language-profile.js';
import { languageProfiles } from './language-profiles.js';

/** Requests that go on with the same words behind the language's name. */
interface RequestPattern {
  /** Its only group is the name. */
  readonly pattern: RegExp;
  /** BCP-47 tags by name. */
  readonly tags: ReadonlyMap<string, string>;
}

const sentenceEnd = /[.!?¡¿…؟。！？]+/u;
const clauseEnd = /[,;:،؛，、；：]+/u;
const han = /\p{Script=Han}/gu;

/** Politeness may stand between any two words of a request. */
const courtesies = [
  'please',
  'bitte',
  'por favor',
  'per favore',
  'per piacere',
  "s'il vous plaît",
  "s'il te plaît",
  'si us plau',
  'mesedez',
  'vă rog',
  'alstublieft',
  'من فضلك',
  'لو سمحت',
].map(comparable);
const courtesy = new RegExp(`(?<=^| )(?:${courtesies.join('|')}) ?`, 'gu');

const patterns = languageProfiles.flatMap(patternsOf);

/**
 * The language in which somebody asks to go on, whatever language they ask in ("can we speak English?",
 * "solo hablo francés"): its BCP-47 tag, or undefined where the text is no such request.
 */
export function requestedLanguage(text: string): string | undefined {
  const sentences = text.split(sentenceEnd);
  const said = sentences.flatMap((sentence) => [sentence, ...sentence.split(clauseEnd)]).map(comparable);
  const parts = new Set(said.flatMap((part) => [part, part.replace(courtesy, '').trim()]));
  parts.delete('');
  for (const part of parts) {
    for (const { pattern, tags } of patterns) {
      const tag = tags.get(pattern.exec(part)?.[1] ?? '');
      if (tag !== undefined) return tag;
    }
  }
  return undefined;
}

function patternsOf({ names, requests }: LanguageProfile): readonly RequestPattern[] {
  const tags = new Map(
    Object.entries(names).flatMap(([tag, list]) => entriesOf(list).map((name) => [comparable(name), tag])),
  );
  const links = entriesOf(requests.links).map(comparable);
  const link = links.length === 0 ? '' : `(?:(?:${anyOf(links)}) )?`;
  const negation = `(?<!(?:^| )(?:${anyOf(entriesOf(requests.negations).map(comparable))}) )`;

  const beginnings = new Map<string, string[]>();
  for (const phrase of entriesOf(requests.phrases)) {
    const [before = '', after = ''] = phrase.split('…').map(comparable);
    const anchor = phrase.startsWith('^') ? '^' : '';
    beginnings.set(after, [...(beginnings.get(after) ?? []), `${anchor}${before}${before && ' '}`]);
  }
  const name = `${link}(${anyOf([...tags.keys()])})`;
  return [...beginnings].map(([after, before]) => {
    const pattern = `(?<=^| )${negation}(?:${anyOf(before)})${name}${after && ` ${after}`}(?= |$)`;
    return { pattern: new RegExp(pattern, 'u'), tags };
  });
}

function entriesOf(list: string): readonly string[] {
  return list
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** The longest come first, so that none hides one that begins with it. */
function anyOf(entries: readonly string[]): string {
  return [...entries].sort((left, right) => right.length - left.length).join('|');
}

/** Where words are not separated, each character is one. */
function comparable(text: string): string {
  return wordsOf(text.replace(han, ' $& ')).join(' ');
}
