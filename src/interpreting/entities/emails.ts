import { readNumberWords } from './number-words.js';
import type { Found } from './phrases.js';
import { fold, type Token } from './tokens.js';
import type { Vocabulary } from './vocabulary.js';

/** An address that is said, wholly or in part: "ana punto garcía arroba ejemplo punto com", "ana85 at gmail.com". */
export function readSpokenEmail(
  tokens: readonly Token[],
  start: number,
  vocabulary: Vocabulary,
): Found<string> | undefined {
  const local = readLabels(tokens, start, vocabulary);
  const at = tokens[local?.end ?? -1];
  if (local === undefined || at === undefined || !vocabulary.emailAt.has(at.word)) return undefined;
  if (vocabulary.notAddresses.has(local.value)) return undefined;
  const domain = readLabels(tokens, local.end + 1, vocabulary);
  if (domain === undefined || !/\.\p{L}{2,}$/u.test(domain.value)) return undefined;
  return { value: plainEmail(`${local.value}@${domain.value}`), end: domain.end };
}

/** An address as it is compared: in lower case, without the accents that speech recognition adds. */
export function plainEmail(address: string): string {
  return fold(address).replaceAll('ñ', 'n').replaceAll('ç', 'c');
}

/** Labels with the marks between them. Without a mark only digits and single letters go on: "j o e", "ana 85". */
function readLabels(
  tokens: readonly Token[],
  start: number,
  vocabulary: Vocabulary,
): Found<string> | undefined {
  let label = readLabel(tokens, start, vocabulary);
  let labels = label?.value ?? '';
  for (let index = label?.end ?? start; label; index = label.end) {
    const mark = markAt(tokens, index, vocabulary);
    const next = readLabel(tokens, mark?.end ?? index, vocabulary);
    const isSpelled = next && isShort(next.value) && (isShort(label.value) || /^\d/.test(next.value));
    if (next === undefined || !(mark ?? isSpelled)) return { value: labels, end: index };
    labels += (mark?.value ?? '') + next.value;
    label = next;
  }
  return undefined;
}

function isShort(label: string): boolean {
  return /^(?:\p{L}|\d+)$/u.test(label);
}

function readLabel(
  tokens: readonly Token[],
  index: number,
  vocabulary: Vocabulary,
): Found<string> | undefined {
  const token = tokens[index];
  if (token === undefined) return undefined;
  const text = token.text.toLowerCase();
  if (token.kind === 'numeral' || token.kind === 'code') return { value: text, end: index + 1 };
  const isMark = vocabulary.emailAt.has(token.word) || vocabulary.emailMarks.at(tokens, index);
  if (token.kind !== 'word' || isMark) return undefined;
  const number = text.length === 1 ? undefined : readNumberWords(tokens, index, vocabulary);
  return number ? { value: String(number.value), end: number.end } : { value: text, end: index + 1 };
}

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
