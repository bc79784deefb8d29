import { readNumberWords } from './number-words.js';
import { oncePerPlace } from './once-per-place.js';
import type { Found } from './phrases.js';
import { fold, type Token } from './tokens.js';
import type { Vocabulary } from './vocabulary.js';

/** Characters of the longest address, before its "@" and behind (RFC 5321, 4.5.3.1). */
const longestLocalPart = 64;
const longestDomain = 255;

/** An address that is said, wholly or in part: "ana punto garcía arroba ejemplo punto com", "ana85 at gmail.com". */
export function readSpokenEmail(
  tokens: readonly Token[],
  start: number,
  vocabulary: Vocabulary,
): Found<string> | undefined {
  const local = readLabels(tokens, start, vocabulary, longestLocalPart);
  const at = tokens[local?.end ?? -1];
  if (local === undefined || at === undefined || !vocabulary.emailAt.has(at.word)) return undefined;
  if (vocabulary.notAddresses.has(local.value)) return undefined;
  const domain = readLabels(tokens, local.end + 1, vocabulary, longestDomain);
  if (domain === undefined || !/\.\p{L}{2,}$/u.test(domain.value)) return undefined;
  return { value: plainEmail(`${local.value}@${domain.value}`), end: domain.end };
}

/** An address as it is compared: in lower case, without the accents that speech recognition adds. */
export function plainEmail(address: string): string {
  return fold(address).replaceAll('ñ', 'n').replaceAll('ç', 'c');
}

/** Labels with the marks between them, where they are not too long for an address. */
function readLabels(
  tokens: readonly Token[],
  start: number,
  vocabulary: Vocabulary,
  longest: number,
): Found<string> | undefined {
  let label = readLabel(tokens, start, vocabulary);
  let labels = label?.value ?? '';
  while (label && labels.length <= longest) {
    const following = readFollowing(tokens, label.start, vocabulary);
    if (following === undefined) return { value: labels, end: label.end };
    labels += following.mark + following.label.value;
    label = following.label;
  }
  return undefined;
}

/** What goes on with the label at an index. Without a mark only digits and single letters do: "j o e", "ana 85". */
const readFollowing = oncePerPlace((tokens, index, vocabulary) => {
  const label = readLabel(tokens, index, vocabulary);
  if (label === undefined) return undefined;
  const mark = markAt(tokens, label.end, vocabulary);
  const next = readLabel(tokens, mark?.end ?? label.end, vocabulary);
  if (next === undefined) return undefined;
  const isSpelled = isShort(next.value) && (isShort(label.value) || /^\d/.test(next.value));
  return mark || isSpelled ? { mark: mark?.value ?? '', label: next } : undefined;
});

function isShort(label: string): boolean {
  return /^(?:\p{L}|\d+)$/u.test(label);
}

interface Label extends Found<string> {
  readonly start: number;
}

const readLabel = oncePerPlace((tokens, start, vocabulary): Label | undefined => {
  const token = tokens[start];
  if (token === undefined) return undefined;
  const written = { value: token.text.toLowerCase(), start, end: start + 1 };
  if (token.kind === 'numeral' || token.kind === 'code') return written;
  const isMark = vocabulary.emailAt.has(token.word) || vocabulary.emailMarks.at(tokens, start);
  if (token.kind !== 'word' || isMark) return undefined;
  const number = token.text.length === 1 ? undefined : readNumberWords(tokens, start, vocabulary);
  return number ? { value: String(number.value), start, end: number.end } : written;
});

function markAt(
  tokens: readonly Token[],
  index: number,
  { emailMarks }: Vocabulary,
): Found<string> | undefined {
  const token = tokens[index];
  if (token?.gap === '.' || token?.gap === '-') return { value: token.gap, end: index };
  if (token?.text === '_') return { value: '_', end: index + 1 };
  return emailMarks.at(tokens, index);
}
