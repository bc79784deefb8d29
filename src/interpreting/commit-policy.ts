/** When a clause is long enough, and where it may end. */
export interface CommitPolicy {
  /** An utterance that is not yet so long waits for its end, ms. */
  readonly patienceMs: number;
  /**
   * The same for a speaker whose last turn was brief. A short turn that is cut in two is heard later than a whole one: its
   * end waits for the rendition of its beginning.
   */
  readonly patienceWithBriefMs: number;
  /** A clause is to be no longer than this, if there is a place to end it, ms: its rendition keeps the next one waiting. */
  readonly usualMs: number;
  /** Fewer words wait for more, or for the end of the utterance. */
  readonly leastWords: number;
  /** With so many words the clause ends at the best place there is. */
  readonly mostWords: number;
  /** A gap between two words that ends a clause, ms. */
  readonly pauseMs: number;
  /** Whether a clause may end before a conjunction; where the verb comes last, the half before it has none. */
  readonly endsAtConjunctions: boolean;
}

export type InterpretingMode = 'simultaneous' | 'consecutive';

const eager: CommitPolicy = {
  patienceMs: 1200,
  patienceWithBriefMs: 4200,
  usualMs: 1800,
  leastWords: 3,
  mostWords: 8,
  pauseMs: 300,
  endsAtConjunctions: true,
};

/** Waits longer: verbs at the end, or word orders far from the listener's. */
const patient: CommitPolicy = {
  ...eager,
  usualMs: 2500,
  leastWords: 4,
  mostWords: 12,
  pauseMs: 400,
  endsAtConjunctions: false,
};

/** The utterance as a whole; the bound is for speeches. */
const consecutive: CommitPolicy = {
  patienceMs: 0,
  patienceWithBriefMs: 0,
  usualMs: Number.POSITIVE_INFINITY,
  leastWords: 60,
  mostWords: 80,
  pauseMs: Number.POSITIVE_INFINITY,
  endsAtConjunctions: false,
};

/** Language pairs that want another policy than `eager`; `*` stands for any language. */
const byPair: Readonly<Record<string, CommitPolicy>> = {
  'de-*': patient,
  'nl-*': patient,
  'ar-*': patient,
  'eu-*': patient,
  '*-ar': patient,
  '*-eu': patient,
};

/** The policy for interpreting from one language (BCP-47) to another. */
export function commitPolicy(source: string, target: string, mode: InterpretingMode): CommitPolicy {
  if (mode === 'consecutive') return consecutive;
  const [from, to] = [base(source), base(target)];
  return byPair[`${from}-${to}`] ?? byPair[`${from}-*`] ?? byPair[`*-${to}`] ?? eager;
}

/** Words that open a new clause, by language. */
const conjunctions: Readonly<Record<string, ReadonlySet<string>>> = {
  en: new Set([
    'and',
    'but',
    'because',
    'so',
    'or',
    'which',
    'who',
    'when',
    'if',
    'although',
    'while',
    'since',
  ]),
  fr: new Set(['et', 'mais', 'parce', 'car', 'donc', 'ou', 'qui', 'quand', 'si', 'puis', 'alors', 'lorsque']),
  it: new Set(['e', 'ma', 'perché', 'quindi', 'oppure', 'che', 'quando', 'se', 'poi', 'mentre', 'però']),
  pt: new Set(['e', 'mas', 'porque', 'então', 'ou', 'que', 'quando', 'se', 'depois', 'enquanto', 'pois']),
  es: new Set([
    'y',
    'e',
    'pero',
    'porque',
    'entonces',
    'o',
    'que',
    'cuando',
    'si',
    'después',
    'mientras',
    'pues',
  ]),
  gl: new Set(['e', 'pero', 'porque', 'entón', 'ou', 'que', 'cando', 'se', 'despois', 'mentres', 'pois']),
  ca: new Set(['i', 'però', 'perquè', 'llavors', 'o', 'que', 'quan', 'si', 'després', 'mentre', 'doncs']),
  ro: new Set(['și', 'dar', 'pentru', 'deci', 'sau', 'care', 'când', 'dacă', 'apoi', 'deoarece']),
};

/** Whether a word (in lower case, without punctuation) opens a clause in a language. */
export function isConjunction(word: string, language: string): boolean {
  return conjunctions[base(language)]?.has(word) ?? false;
}

const base = (tag: string) => tag.split('-', 1)[0] ?? tag;
