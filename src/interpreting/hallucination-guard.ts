import { wordsOf } from './words.js';

/** What is known of the sound behind a clause. */
export interface ClauseEvidence {
  readonly text: string;
  /** Of the recognizer, 0 to 1. */
  readonly confidence: number;
  /** Span of the clause's words, ms on any one clock. */
  readonly startMs: number;
  readonly endMs: number;
  /**
   * How much of the span voice activity detection took for speech, ms. A recognizer's times are off by a tenth of a
   * second or two: what lies that close to the span may count.
   */
  readonly voicedMs: number;
  /** Mean level over the span, dB relative to full scale. */
  readonly meanLevelDb?: number;
}

/**
 * What the evidence says of a clause:
 * - `accepted`: somebody said it, as far as can be known;
 * - `noSpeech`: nobody was speaking;
 * - `tooFast`: nobody speaks so fast;
 * - `repetitive`: a loop, of which there is less proof than a loop needs;
 * - `unsure`: the less voice there is, the surer the recognizer has to be, and it was not.
 */
export type ClauseVerdict = 'accepted' | 'noSpeech' | 'tooFast' | 'repetitive' | 'unsure';

/** Shorter than the shortest word: two windows of the detector. */
const leastVoicedMs = 60;
/** Pauses and a detector that comes late leave less than this to nobody who spoke. */
const leastVoicedShare = 0.2;
/** Between line noise and the quietest speech that a telephone carries. */
const leastLevelDb = -55;

/** Well above what fast speech has. */
const mostLettersPerSecond = 30;
/** A recognizer may give a short word no time at all. */
const lettersForNothing = 10;

/** Runs that recognizers fall into on noise: a word four times in a row, a group of words three times. */
const mostRepetitions = { ofWord: 3, ofGroup: 2 };
const longestGroup = 8;
/** "No, no, no, no" is said too: by a voice that is heard all the time, in words that are clear. */
const proofOfLoop = { voicedShare: 0.8, confidence: 0.85 };

/** The confidence that is needed falls with the voiced share of the span, from the one point to the other. */
const littleVoice = { share: leastVoicedShare, confidence: 0.8 };
const muchVoice = { share: 0.7, confidence: 0.3 };

/** Whether a recognized clause was said, or made up from noise, music or silence: by its evidence, not by its words. */
export function judgeClause(evidence: ClauseEvidence): ClauseVerdict {
  const { text, confidence, startMs, endMs, voicedMs, meanLevelDb = 0 } = evidence;
  const words = wordsOf(text);
  const spanMs = Math.max(1, endMs - startMs);
  const voicedShare = Math.min(1, voicedMs / spanMs);

  if (words.length === 0 || voicedMs < leastVoicedMs) return 'noSpeech';
  if (voicedShare < leastVoicedShare || meanLevelDb < leastLevelDb) return 'noSpeech';
  const letters = words.join('').length;
  if (letters > lettersForNothing + (mostLettersPerSecond * spanMs) / 1000) return 'tooFast';
  const isProven = voicedShare >= proofOfLoop.voicedShare && confidence >= proofOfLoop.confidence;
  if (isLoop(words) && !isProven) return 'repetitive';
  return confidence < confidenceNeeded(voicedShare) ? 'unsure' : 'accepted';
}

function confidenceNeeded(voicedShare: number): number {
  const way = Math.min(1, (voicedShare - littleVoice.share) / (muchVoice.share - littleVoice.share));
  return (1 - way) * littleVoice.confidence + way * muchVoice.confidence;
}

function isLoop(words: readonly string[]): boolean {
  for (let group = 1; group <= Math.min(longestGroup, words.length / 2); group += 1) {
    const most = group === 1 ? mostRepetitions.ofWord : mostRepetitions.ofGroup;
    let sameInARow = 0;
    for (let index = group; index < words.length; index += 1) {
      sameInARow = words[index] === words[index - group] ? sameInARow + 1 : 0;
      if (sameInARow >= group * most) return true;
    }
  }
  return false;
}
