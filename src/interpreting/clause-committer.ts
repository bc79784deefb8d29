import type { RecognizedWord, RecognizerEvent } from '../providers/recognizer.js';
import { wordsOf } from './words.js';
import { isConjunction, leansOnNext, opensPhrase, saysValue } from './clause-boundaries.js';
import type { CommitPolicy } from './commit-policy.js';

/** Text that will not be revised any more. Times are ms of audio since the recognizer's first byte. */
export interface Commit {
  readonly text: string;
  /** BCP-47, where the recognizer says it. */
  readonly language?: string;
  /** The recognizer's, 0 to 1: the mean of its words. */
  readonly confidence: number;
  /** Whether the speaker has paused behind it. */
  readonly endsUtterance: boolean;
  readonly startMs: number;
  readonly endMs: number;
}

/** Who goes on within so much is in the same turn, ms: an utterance ends with the shortest of pauses. */
const turnPauseMs = 1500;

/** From one hypothesis to the next, about, ms. */
const hypothesisMs = 300;

export interface CommitCircumstances {
  readonly policy: CommitPolicy;
  /** BCP-47: what is spoken, where the recognizer does not say. */
  readonly language: string;
}

/** Turns hypotheses, which are revised, into clauses, which are not. */
export interface ClauseCommitter {
  /** Takes one event of the recognizer; what it settles, in order. */
  take(event: RecognizerEvent, circumstances: CommitCircumstances): readonly Commit[];
  /** What is committed next if the next hypothesis agrees with the last; undefined where nothing is near. */
  readonly expected: Commit | undefined;
}

/**
 * Commits while the speaker goes on: the longest prefix on which two hypotheses in a row agree (local agreement,
 * Liu et al. 2020; Macháček et al. 2023), up to the last place where a clause may end. The rest is committed when
 * the utterance ends.
 *
 * What was committed is known by its place in the audio and not by its words: a recognizer that later writes them
 * in another way ("twenty three", "23") neither repeats nor swallows any.
 */
export function createClauseCommitter(): ClauseCommitter {
  /** Final words of earlier segments that no clause has taken. */
  let carried: readonly RecognizedWord[] = [];
  let previous: readonly RecognizedWord[] = [];
  /** Audio up to here is committed, ms. */
  let committedMs = 0;
  let turn: { readonly startMs: number; readonly endMs: number } | undefined;
  let language: string | undefined;
  let expected: Commit | undefined;

  function commitOf(words: readonly RecognizedWord[], endsUtterance: boolean): Commit | undefined {
    const first = words[0];
    const last = words.at(-1);
    if (first === undefined || last === undefined) return undefined;
    return {
      text: words.map((word) => word.text).join(' '),
      confidence: words.reduce((sum, word) => sum + word.confidence, 0) / words.length,
      endsUtterance,
      startMs: first.startMs,
      endMs: last.endMs,
      ...(language !== undefined && { language }),
    };
  }

  function commit(words: readonly RecognizedWord[], endsUtterance: boolean): readonly Commit[] {
    const settled = commitOf(words, endsUtterance);
    if (settled === undefined) return [];
    committedMs = settled.endMs;
    return [settled];
  }

  /** How long the turn has lasted with these words, ms. */
  function turnSoFar(words: readonly RecognizedWord[]): number {
    const startMs = words[0]?.startMs ?? 0;
    const endMs = words.at(-1)?.endMs ?? 0;
    const begun = turn !== undefined && startMs - turn.endMs <= turnPauseMs ? turn.startMs : startMs;
    turn = { startMs: begun, endMs };
    return endMs - begun;
  }

  return {
    take(event, { policy, language: presumed }) {
      if (event.type === 'utterance.ended') {
        const rest = carried;
        carried = [];
        previous = [];
        expected = undefined;
        return commit(rest, true);
      }
      language = event.languages[0] ?? language;
      const words = event.words.filter((word) => (word.startMs + word.endMs) / 2 > committedMs);
      const agreed = event.isFinal ? words.length : agreement(previous, words);
      const settled = [...carried, ...words.slice(0, agreed)];
      const lastedMs = turnSoFar(event.words);
      const spoken = language ?? presumed;
      const commits: Commit[] = [];
      let end = 0;
      if (event.endsUtterance === true) {
        end = settled.length;
        commits.push(...commit(settled, true));
      } else if (lastedMs >= policy.patienceMs) {
        for (let next = clauseEnd(settled, words[agreed], policy, spoken); next > 0;) {
          commits.push(...commit(settled.slice(end, end + next), false));
          end += next;
          next = clauseEnd(settled.slice(end), words[agreed], policy, spoken);
        }
      }
      const left = settled.slice(end);
      const open = [...left, ...words.slice(agreed)];
      const isNear = !event.isFinal && lastedMs + hypothesisMs >= policy.patienceMs;
      const likely = isNear ? clauseEnd(open, undefined, policy, spoken) : 0;
      expected = commitOf(open.slice(0, likely), false);
      if (event.isFinal) {
        carried = left;
        previous = [];
      } else {
        carried = carried.slice(Math.min(end, carried.length));
        previous = words;
      }
      return commits;
    },
    get expected() {
      return expected;
    },
  };
}

/** How many words two hypotheses have in common from their start. */
function agreement(previous: readonly RecognizedWord[], current: readonly RecognizedWord[]): number {
  // The earlier hypothesis may still begin with words that have been committed since.
  const start = current[0]?.startMs ?? 0;
  const earlier = previous.filter((word) => (word.startMs + word.endMs) / 2 > start);
  let count = 0;
  while (count < current.length && plain(earlier[count]) === plain(current[count])) count += 1;
  return count;
}

/** A place between two words where a clause may end. */
interface Place {
  /** Words before it. */
  readonly count: number;
  /** How long they last, ms. */
  readonly lastedMs: number;
  /** What ends there; `none`: the word before it says nothing without the next one, or both may say one value. */
  readonly ends: 'clause' | 'phrase' | 'word' | 'none';
}

/** How many of the settled words make a clause; 0 where they are to wait. */
function clauseEnd(
  settled: readonly RecognizedWord[],
  following: RecognizedWord | undefined,
  policy: CommitPolicy,
  language: string,
): number {
  const places = placesIn(settled, following, policy, language);
  const isLong = settled.length >= policy.mostWords || (places.at(-1)?.lastedMs ?? 0) >= policy.mostMs;
  const isGood = ({ ends, lastedMs }: Place) =>
    ends === 'clause' || (ends === 'phrase' && lastedMs >= policy.phraseMs && lastedMs <= policy.mostMs);
  const usual = places.filter((place) => isGood(place) && place.lastedMs <= policy.usualMs);
  const best = usual.findLast(({ ends }) => ends === 'clause') ?? usual.at(-1);
  if (best !== undefined) return best.count;
  if (!isLong) return places.find(isGood)?.count ?? 0;
  const near = places.filter(({ lastedMs }) => lastedMs <= policy.mostMs);
  const passable =
    near.findLast(({ ends }) => ends === 'phrase') ??
    near.findLast(({ ends }) => ends === 'word') ??
    places.find(({ ends }) => ends !== 'none');
  return passable?.count ?? (settled.length < policy.mostWords ? 0 : policy.mostWords);
}

/** The places behind the least number of words, as they are counted by `wordsOf`: "m'envoyer" is two. */
function placesIn(
  settled: readonly RecognizedWord[],
  following: RecognizedWord | undefined,
  policy: CommitPolicy,
  language: string,
): readonly Place[] {
  const onsetMs = settled[0]?.startMs ?? 0;
  let words = 0;
  return settled.flatMap((word, index) => {
    words += wordsOf(word.text).length;
    const next = settled[index + 1] ?? following;
    if (words < (closesClause(word, next, policy) ? policy.leastClosingWords : policy.leastWords)) return [];
    const ends = endBetween(word, next, policy, language);
    return { count: index + 1, lastedMs: word.endMs - onsetMs, ends };
  });
}

function endBetween(
  word: RecognizedWord,
  next: RecognizedWord | undefined,
  policy: CommitPolicy,
  language: string,
): Place['ends'] {
  if (closesClause(word, next, policy)) return 'clause';
  if (leansOnNext(plain(word), language) || saysValue(plain(word), language)) return 'none';
  if (next === undefined) return 'word';
  if (saysValue(plain(next), language)) return 'none';
  if (policy.endsAtConjunctions && isConjunction(plain(next), language)) return 'clause';
  return opensPhrase(plain(next), language) ? 'phrase' : 'word';
}

/** Whether the speaker is done with a clause behind a word: by its punctuation, or a pause. */
function closesClause(
  word: RecognizedWord,
  next: RecognizedWord | undefined,
  { pauseMs }: CommitPolicy,
): boolean {
  const isPaused = next !== undefined && next.startMs - word.endMs >= pauseMs;
  return isPaused || /[.,;:?!…،؛؟]["'»”)]*$/.test(word.text);
}

/** A word without its punctuation and capitals. */
function plain(word: RecognizedWord | undefined): string {
  return (word?.text ?? '').toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
}
