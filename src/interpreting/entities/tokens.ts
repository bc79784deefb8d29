const tokenKinds = ['word', 'numeral', 'clock', 'date', 'code', 'email', 'symbol'] as const;

/** What a token is written as; the digits and signs of a number, a time or a date are one token. */
export type TokenKind = (typeof tokenKinds)[number];

export interface Token {
  readonly kind: TokenKind;
  /** As it is written, with any script's digits as 0 to 9. */
  readonly text: string;
  /** As the lexicons spell it: in lower case, without the marks that are often left out. */
  readonly word: string;
  /** What stands between the token before it and this one. */
  readonly gap: string;
  readonly start: number;
  readonly end: number;
}

/** What is written in capitals behind a number without making a code of it: a unit, or a French time's minutes. */
const capitalUnit = String.raw`(?:(?:AM|PM|H|KG|KM|GB|MB|TB|EUR|USD|GBP|CHF)|H[0-5]\d)(?![\p{L}\d])`;

/**
 * No more than may stand before an address's "@" (RFC 5321, 4.5.3.1): letters with hyphens between them would otherwise
 * be searched to their end from each of them.
 */
const localPart = String.raw`[\p{L}\d_%+.-]{1,64}`;

/** As many groups of three digits as are said of one number, with many to spare. */
const groupCount = '{1,12}';

const tokenPattern = new RegExp(
  [
    String.raw`(?<email>(?=${localPart}@)[\p{L}\d_%+-]+(?:\.[\p{L}\d_%+-]+)*@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+)`,
    String.raw`(?<date>(?<!\d)(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}(?<separator>[/.-])\d{1,2}\k<separator>(?:\d{4}|\d{2})|\d{1,2}/\d{1,2}|(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])(?=\.(?!\d)))(?![\d/]))`,
    String.raw`(?<clock>(?<!\d)(?:[01]?\d|2[0-4])(?::[0-5]\d|h[0-5]\d)(?![\d:]))`,
    String.raw`(?<code>(?:\p{Lu}{1,6}-|\p{L}+)\d[\p{Lu}\d]*(?=$|[^\p{L}\d])|(?!\d+${capitalUnit})\d+\p{Lu}[\p{Lu}\d]*(?!\p{Ll}))`,
    String.raw`(?<numeral>\d{1,3}(?:(?:\.\d{3})${groupCount}|(?:,\d{3})${groupCount}|(?:['’]\d{3})${groupCount}|(?:[ \u00a0\u202f]\d{3})${groupCount})(?:[.,]\d+)?(?![.,]?\d)|\d+[.,]\d+(?![.,]?\d)|\d+)`,
    String.raw`(?<word>[\p{L}\p{M}]+)`,
    String.raw`(?<symbol>[€$£%@_])`,
  ].join('|'),
  'gu',
);

/** Decimal digits of other scripts that stand in lines of a telephone call, and Arabic's two separators. */
const otherDigits = /[\u0660-\u0669\u06f0-\u06f9\u066b\u066c]/g;

/** The tokens of a text, in order; punctuation is found in the gaps. */
export function tokensOf(text: string): readonly Token[] {
  const written = text.replace(otherDigits, (character) => {
    const point = character.charCodeAt(0);
    if (point === 0x066b) return '.';
    return point === 0x066c ? ',' : String(point & 0xf);
  });
  const tokens: Token[] = [];
  let end = 0;
  for (const match of written.matchAll(tokenPattern)) {
    const [token] = match;
    const start = match.index;
    const kind = tokenKinds.find((candidate) => match.groups?.[candidate] !== undefined) ?? 'symbol';
    const word = kind === 'word' ? fold(token) : '';
    tokens.push({
      kind,
      text: token,
      word,
      gap: written.slice(end, start),
      start,
      end: start + token.length,
    });
    end = start + token.length;
  }
  return tokens;
}

/** A word in lower case, without accents and umlauts; cedillas and tildes stay, because they make other words. */
export function fold(word: string): string {
  const lower = word.toLowerCase();
  if (/^[a-z]*$/.test(lower)) return lower;
  return lower
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/[\u0300\u0301\u0302\u0308]/g, '')
    .normalize('NFC');
}
