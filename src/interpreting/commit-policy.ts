/** When a clause is long enough, and where it may end. */
export interface CommitPolicy {
  /**
   * A turn that is not yet so long waits, ms. Little where clauses are short: the end of a short turn that was cut in two
   * waits no longer for the rendition of its beginning than for its own.
   */
  readonly patienceMs: number;
  /** A clause is to be no longer than this, if the speaker is done with one by then, ms. */
  readonly usualMs: number;
  /** A clause of at least so much speech may also end before a phrase, ms. */
  readonly phraseMs: number;
  /**
   * With so much speech the clause ends at the best place there is: before a phrase rather than within one, ms. Its
   * rendition keeps the next one waiting, which may be the turn's last.
   */
  readonly mostMs: number;
  /** Fewer words wait for more, or for the end of the utterance. */
  readonly leastWords: number;
  /**
   * The same where the speaker is done with a clause: behind a cut in its middle little of it may be left, which would
   * have to wait for half of the next one.
   */
  readonly leastClosingWords: number;
  /** With so many words the clause ends, wherever that is: within a long number, if nowhere else. */
  readonly mostWords: number;
  /** A gap between two words that ends a clause, ms. */
  readonly pauseMs: number;
  /** Whether a clause may end before a conjunction; where the verb comes last, the half before it has none. */
  readonly endsAtConjunctions: boolean;
  /** Whether a clause is translated as soon as it is expected; about one such request in five is for nothing. */
  readonly translatesAhead: boolean;
}

export type InterpretingMode = 'simultaneous' | 'consecutive';

const eager: CommitPolicy = {
  patienceMs: 800,
  usualMs: 1500,
  phraseMs: 700,
  mostMs: 900,
  leastWords: 3,
  leastClosingWords: 2,
  mostWords: 12,
  pauseMs: 300,
  endsAtConjunctions: true,
  translatesAhead: true,
};

/** Waits longer: verbs at the end, or word orders far from the listener's. */
const patient: CommitPolicy = {
  ...eager,
  patienceMs: 2700,
  usualMs: 2500,
  phraseMs: 1500,
  mostMs: 2200,
  leastWords: 4,
  mostWords: 16,
  pauseMs: 400,
  endsAtConjunctions: false,
};

/** The utterance as a whole; the bound is for speeches. */
const consecutive: CommitPolicy = {
  patienceMs: 0,
  usualMs: Number.POSITIVE_INFINITY,
  phraseMs: Number.POSITIVE_INFINITY,
  mostMs: Number.POSITIVE_INFINITY,
  leastWords: 60,
  leastClosingWords: 60,
  mostWords: 80,
  pauseMs: Number.POSITIVE_INFINITY,
  endsAtConjunctions: false,
  translatesAhead: false,
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

const base = (tag: string) => tag.split('-', 1)[0] ?? tag;
