import type { RecognizedWord, RecognizerEvent } from '../providers/recognizer.js';
import { isConjunction, type CommitPolicy } from './commit-policy.js';

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

/** A speaker whose last turn was shorter is expected to be brief again, ms. */
const shortTurnMs = 6000;

/** Turns hypotheses, which are revised, into clauses, which are not. */
export interface ClauseCommitter {
  /** Takes one event of the recognizer; what it settles, in order. */
  take(event: RecognizerEvent, policy: CommitPolicy): readonly Commit[];
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
  let utteranceStartMs: number | undefined;
  let isBrief = false;
  let language: string | undefined;

  function commit(words: readonly RecognizedWord[], endsUtterance: boolean): readonly Commit[] {
    const first = words[0];
    const last = words.at(-1);
    if (first === undefined || last === undefined) return [];
    committedMs = last.endMs;
    return [
      {
        text: words.map((word) => word.text).join(' '),
        confidence: words.reduce((sum, word) => sum + word.confidence, 0) / words.length,
        endsUtterance,
        startMs: first.startMs,
        endMs: last.endMs,
        ...(language !== undefined && { language }),
      },
    ];
  }

  return {
    take(event, policy) {
      if (event.type === 'utterance.ended') {
        const rest = carried;
        carried = [];
        previous = [];
        if (utteranceStartMs !== undefined) isBrief = event.endMs - utteranceStartMs < shortTurnMs;
        utteranceStartMs = undefined;
        return commit(rest, true);
      }
      language = event.languages[0] ?? language;
      const words = event.words.filter((word) => (word.startMs + word.endMs) / 2 > committedMs);
      const agreed = event.isFinal ? words.length : agreement(previous, words);
      const settled = [...carried, ...words.slice(0, agreed)];
      utteranceStartMs ??= settled[0]?.startMs;
      const lastedMs = event.endMs - (utteranceStartMs ?? event.endMs);
      const patienceMs = isBrief ? policy.patienceWithBriefMs : policy.patienceMs;
      const commits: Commit[] = [];
      let end = 0;
      if (event.endsUtterance === true) {
        end = settled.length;
        commits.push(...commit(settled, true));
      } else if (lastedMs >= patienceMs) {
        for (let next = clauseEnd(settled, words[agreed], policy, language ?? ''); next > 0;) {
          commits.push(...commit(settled.slice(end, end + next), false));
          end += next;
          next = clauseEnd(settled.slice(end), words[agreed], policy, language ?? '');
        }
      }
      const left = settled.slice(end);
      if (event.isFinal) {
        carried = left;
        previous = [];
      } else {
        carried = carried.slice(Math.min(end, carried.length));
        previous = words;
      }
      return commits;
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

/** How many of the settled words make a clause, or several; 0 where they are to wait. */
function clauseEnd(
  settled: readonly RecognizedWord[],
  following: RecognizedWord | undefined,
  policy: CommitPolicy,
  language: string,
): number {
  const endsBehind = (count: number) => {
    const word = settled[count - 1];
    if (word === undefined) return false;
    if (/[.,;:?!…،؛؟]["'»”)]*$/.test(word.text)) return true;
    const next = settled[count] ?? following;
    if (next === undefined) return false;
    if (next.startMs - word.endMs >= policy.pauseMs) return true;
    return policy.endsAtConjunctions && isConjunction(plain(next), language);
  };
  const onsetMs = settled[0]?.startMs ?? 0;
  let earliest = 0;
  for (let count = settled.length; count >= policy.leastWords; count -= 1) {
    if (!endsBehind(count)) continue;
    if ((settled[count - 1]?.endMs ?? 0) - onsetMs <= policy.usualMs) return count;
    earliest = count;
  }
  if (earliest > 0) return earliest;
  return settled.length < policy.mostWords ? 0 : policy.mostWords;
}

/** A word without its punctuation and capitals. */
function plain(word: RecognizedWord | undefined): string {
  return (word?.text ?? '').toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
}
