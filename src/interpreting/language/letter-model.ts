import { createRowTable, type RowTable } from './row-table.js';

/**
 * Which letters follow one another in each of several languages: how likely a spelling is in each, as
 * logarithms.
 */
export interface LetterModel {
  /** Adds the logarithm of a word's likelihood in each language to `sums`, one place a language. */
  addLikelihoods(spelling: string, sums: Float64Array): void;
}

/** Spellings of one language and how often each is to be counted. */
export type SpellingCounts = ReadonlyMap<string, number>;

/** How many occurrences a guess from fewer letters is worth. */
const trust = 3;
/** Letters that a language may have beside those it was seen with. */
const alphabetSize = 60;

/** Learns from one table of spellings a language. */
export function createLetterModel(languages: readonly SpellingCounts[]): LetterModel {
  const { totals, counts, contexts } = countLetters(languages);
  const unseen = new Float64Array(languages.length).fill(1 / alphabetSize);
  const one = likelihoodsOf(1, () => undefined);
  const two = likelihoodsOf(2, (letters) => one.get(letters));
  const three = likelihoodsOf(3, (letters) => two.get(letters));
  return modelOf({
    contexts: createRowTable(contexts),
    one: createRowTable(one),
    two: createRowTable(two),
    unseen,
    logarithms: createRowTable(new Map([...three].map(([letters, row]) => [letters, row.map(Math.log)]))),
  });

  /** Likelihoods of each sequence's last letter behind the others, by language. */
  function likelihoodsOf(length: 1 | 2 | 3, guessFrom: (letters: string) => Float64Array | undefined) {
    const rows = new Map<string, Float64Array>();
    for (const [letters, row] of counts) {
      if (letters.length !== length) continue;
      const guesses = guessFrom(letters.slice(1)) ?? unseen;
      const context = length === 1 ? totals : contexts.get(letters.slice(0, -1));
      rows.set(
        letters,
        row.map((count, index) => {
          const seen = context ? at(context, index) : 0;
          return (count + trust * at(guesses, index)) / (seen + trust);
        }),
      );
    }
    return rows;
  }
}

/** What is kept of what was learned, by letters: some 20,000 rows. */
interface Learned {
  readonly contexts: RowTable;
  readonly one: RowTable;
  readonly two: RowTable;
  readonly unseen: Float64Array;
  /** Logarithms of the likelihoods of three letters. */
  readonly logarithms: RowTable;
}

function modelOf({ contexts, one, two, unseen, logarithms }: Learned): LetterModel {
  return {
    addLikelihoods(spelling, sums) {
      const letters = bounded(spelling);
      for (let end = 3; end <= letters.length; end += 1) {
        const known = logarithms.get(letters.slice(end - 3, end));
        if (known) {
          for (let index = 0; index < sums.length; index += 1)
            sums[index] = at(sums, index) + at(known, index);
        } else {
          addUnseen(letters, end, sums);
        }
      }
    },
  };

  function addUnseen(letters: string, end: number, sums: Float64Array) {
    const guesses = two.get(letters.slice(end - 2, end)) ?? one.get(letters.slice(end - 1, end)) ?? unseen;
    const context = contexts.get(letters.slice(end - 3, end - 1));
    for (let index = 0; index < sums.length; index += 1) {
      const seen = context ? at(context, index) : 0;
      sums[index] = at(sums, index) + Math.log((trust * at(guesses, index)) / (seen + trust));
    }
  }
}

function countLetters(languages: readonly SpellingCounts[]) {
  const totals = new Float64Array(languages.length);
  /** Occurrences of one, two and three letters in a row, by language. */
  const counts = new Map<string, Float64Array>();
  /** How often one or two letters were followed by another. */
  const contexts = new Map<string, Float64Array>();
  for (const [language, spellings] of languages.entries()) {
    for (const [spelling, count] of spellings) learn(language, bounded(spelling), count);
  }
  return { totals, counts, contexts };

  function learn(language: number, letters: string, count: number) {
    for (let end = 3; end <= letters.length; end += 1) {
      totals[language] = at(totals, language) + count;
      for (const length of [1, 2, 3]) {
        raise(counts, letters.slice(end - length, end), language, count);
        if (length > 1) raise(contexts, letters.slice(end - length, end - 1), language, count);
      }
    }
  }

  function raise(table: Map<string, Float64Array>, letters: string, language: number, count: number) {
    const row = table.get(letters) ?? new Float64Array(languages.length);
    row[language] = at(row, language) + count;
    table.set(letters, row);
  }
}

/** Where a word begins and ends tells as much as its letters. */
function bounded(spelling: string): string {
  return `  ${spelling} `;
}

function at(row: Float64Array, index: number): number {
  return row[index] ?? 0;
}
