import type { BargeInCase, SoundKind } from './barge-in-cases.js';
import { isSameSound, meaningProblems } from './heard-meaning.js';
import type { HeardPiece } from './heard-pieces.js';

/** A rendition that sounds so much later than it should was held back, ms. */
const leastPauseMs = 60;
/** After a cut the rest is said from the beginning of its clause: so many words at most are heard again. */
const mostWordsAgain = 10;
/** Sound in an ear that nothing explains, ms: more is somebody else's, or damaged. */
const mostUnexplainedMs = 400;

/** What a party heard of what was meant for them. */
export interface HeardText {
  /** In the order in which they were heard. */
  readonly pieces: readonly HeardPiece[];
  /** Sound that is none of these, ms. */
  readonly unexplainedMs: number;
}

/** What is known of a case that was played. Times are `performance.now()` ms. */
export interface BargeInEvidence {
  readonly drawn: BargeInCase;
  /** Of the line that was talked over, and of what was said over it. */
  readonly translation: string;
  readonly wordsTranslation: string | undefined;
  /** First sound in the listener's mouth; undefined if there was no rendition to talk over. */
  readonly onsetAt: number | undefined;
  /** When the API first showed that the rendition was cut; undefined if it was not watched, or never did. */
  readonly cutSeenAt: number | undefined;
  /** Whether the API showed it in the end. */
  readonly isCut: boolean;
  readonly heardByListener: HeardText;
  readonly heardBySpeaker: HeardText;
}

/** What became of a case. */
export interface BargeInFigures {
  readonly number: number;
  readonly kind: SoundKind;
  readonly listener: BargeInCase['listener'];
  /** What the listener said; undefined for what is no speech. */
  readonly words: string | undefined;
  readonly isCut: boolean;
  /** Onset of the sound to the last of the rendition before it went silent, ms; undefined if it never did. */
  readonly yieldedMs: number | undefined;
  /** Onset of the sound to when the rendition was cut for good, or went on, ms; undefined if it never stopped. */
  readonly decidedMs: number | undefined;
  /** What both heard, for whoever looks into a case: ms after the onset of the sound. */
  readonly heardByListener: readonly PieceFigures[];
  readonly heardBySpeaker: readonly PieceFigures[];
  /** What was not heard exactly once, in words for people. */
  readonly problems: readonly string[];
}

interface PieceFigures {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Judges a case by what both parties heard. */
export function judgeBargeIn(evidence: BargeInEvidence): BargeInFigures {
  const { drawn, onsetAt, isCut, cutSeenAt, heardByListener, heardBySpeaker } = evidence;
  const { number, kind, listener } = drawn;
  const words = drawn.words?.map(({ text }) => text).join(' ');
  const identity = { number, kind, listener, words, isCut };
  if (onsetAt === undefined) {
    const problems = ['no rendition was heard'];
    return {
      ...identity,
      yieldedMs: undefined,
      decidedMs: undefined,
      heardByListener: [],
      heardBySpeaker: [],
      problems,
    };
  }
  const { pieces } = heardByListener;
  const index = pieces.findLastIndex(({ startAt, endAt }) => startAt < onsetAt && endAt > onsetAt);
  const before = pieces[index];
  const after = pieces[index + 1];
  const hasStopped =
    before !== undefined && (isCut || (after !== undefined && pauseMs(before, after) >= leastPauseMs));
  // A cut that should not have been counts as one, and not as a late decision.
  const wentOnAt =
    isCut || !hasStopped || after === undefined
      ? undefined
      : Math.min(after.startAt, before.endAt + pauseMs(before, after));
  const decidedAt = kind === 'interruption' ? cutSeenAt : wentOnAt;
  return {
    ...identity,
    yieldedMs: hasStopped ? before.endAt - onsetAt : undefined,
    decidedMs: decidedAt === undefined ? undefined : decidedAt - onsetAt,
    heardByListener: figuresOf(pieces, onsetAt),
    heardBySpeaker: figuresOf(heardBySpeaker.pieces, onsetAt),
    problems: [
      ...textProblems('the line', evidence.translation, pieces),
      ...(evidence.wordsTranslation === undefined
        ? []
        : textProblems('what was said over it', evidence.wordsTranslation, heardBySpeaker.pieces)),
      ...otherProblems('listener', heardByListener),
      ...otherProblems('speaker', heardBySpeaker),
    ],
  };
}

function figuresOf(pieces: readonly HeardPiece[], onsetAt: number): PieceFigures[] {
  return pieces.map(({ clip, startAt, endAt }) => ({
    text: clip.text,
    startMs: startAt - onsetAt,
    endMs: endAt - onsetAt,
  }));
}

/** How much later a piece was heard than the sound itself has it, after the piece before, ms. */
function pauseMs(before: HeardPiece, after: HeardPiece): number {
  const silence = after.startAt - before.endAt;
  return isSameSound(before, after) ? silence - (after.fromMs - before.toMs) : silence;
}

function textProblems(name: string, text: string, pieces: readonly HeardPiece[]): string[] {
  return meaningProblems(text, pieces, mostWordsAgain).map((problem) => `${name}: ${problem}`);
}

function otherProblems(party: string, { unexplainedMs }: HeardText): string[] {
  if (unexplainedMs <= mostUnexplainedMs) return [];
  return [`the ${party} heard ${Math.round(unexplainedMs)} ms of something else`];
}
