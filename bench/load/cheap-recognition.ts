import { bytesToMs } from '../../src/media/audio-clock.js';
import { frameBytes } from '../../src/media/mulaw.js';
import type { Party } from '../../sandbox/scenario.js';
import { isLoud } from './speech-level.js';
import { readTag, tagBytes, tagFrame, tagWord, type TagKind } from './turn-tag.js';
import { turnOfNumber, type KnownLine } from './vendor-messages.js';

/** Speech that is so far apart belongs to two utterances, ms of the stream. */
const utteranceGapMs = 500;

/** What the tags on a line begin with. */
const tagBeginnings = { quiet: beginningOf('quiet'), again: beginningOf('again') } as const;

export interface Heard {
  readonly text: string;
  readonly language: string;
  /** Position of the first and the last speech in the stream, ms. */
  readonly startMs: number;
  readonly endMs: number;
  /** The turn's number; undefined where its tag did not come through. */
  readonly number: number | undefined;
  /** When the first and the last speech arrived, on the clock given. */
  readonly firstSpeechAt: number;
  readonly lastSpeechAt: number;
}

/** Recognizes turns by their tags and by when there is sound: no ear, and next to no cost. */
export interface CheapRecognition {
  /** Takes the stream's next audio: 8 kHz mu-law, any size. Whether there was speech in it. */
  hear(mulaw: Uint8Array, at: number): boolean;
  /** What is being said; undefined where nothing is. */
  readonly heard: Heard | undefined;
  /** Everything that has been said since the last time, utterance by utterance; all of it is then over. */
  take(): readonly Heard[];
}

interface Utterance {
  readonly startMs: number;
  readonly firstAt: number;
  number: number | undefined;
  endMs: number;
  lastAt: number;
}

/** @param lineOf what the turn with a number says, with the number's word in it. */
export function createCheapRecognition(lineOf: (number: number) => KnownLine): CheapRecognition {
  let positionMs = 0;
  let number: number | undefined;
  let speech: Utterance | undefined;
  let over: Heard[] = [];
  /** The end of the audio so far: a tag may go on in what comes next. */
  let tail = new Uint8Array();

  function heardOf(utterance: Utterance, isOver: boolean): Heard {
    const { startMs, endMs, firstAt, lastAt, number } = utterance;
    const common = { startMs, endMs, firstSpeechAt: firstAt, lastSpeechAt: lastAt, number };
    if (number === undefined) return { ...common, text: 'I see', language: 'en' };
    const { text, language, durationMs } = lineOf(number);
    const words = text.split(' ');
    const said = isOver
      ? words.length
      : Math.max(1, Math.floor((words.length * (endMs - startMs)) / durationMs));
    return { ...common, text: words.slice(0, said).join(' '), language };
  }

  function finish() {
    if (speech === undefined) return;
    over.push(heardOf(speech, true));
    speech = undefined;
    number = undefined;
  }

  function findTags(mulaw: Uint8Array) {
    const audio = Buffer.concat([tail, mulaw]);
    tail = audio.subarray(-(tagBytes - 1));
    for (const found of tagsIn(audio, 'quiet')) {
      finish();
      number = found;
    }
    for (const found of tagsIn(audio, 'again')) {
      if (found === number) continue;
      // What is being said is this turn, whose first tag did not come through, unless it had one of its own.
      if (number !== undefined) finish();
      number = found;
      if (speech !== undefined) speech.number = found;
    }
  }

  function hearFrame(frame: Uint8Array, at: number): boolean {
    const startMs = positionMs;
    positionMs += bytesToMs(frame.length);
    findTags(frame);
    if (!isLoud(frame)) return false;
    if (speech !== undefined && startMs - speech.endMs > utteranceGapMs) finish();
    speech ??= { startMs, firstAt: at, endMs: positionMs, lastAt: at, number };
    speech.endMs = positionMs;
    speech.lastAt = at;
    return true;
  }

  return {
    hear(mulaw, at) {
      let hasSpeech = false;
      for (let start = 0; start < mulaw.length; start += frameBytes) {
        hasSpeech = hearFrame(mulaw.subarray(start, start + frameBytes), at) || hasSpeech;
      }
      return hasSpeech;
    },
    get heard() {
      return speech && heardOf(speech, false);
    },
    take() {
      finish();
      const taken = over;
      over = [];
      return taken;
    },
  };
}

function beginningOf(kind: TagKind): Uint8Array {
  return tagFrame(0, kind).subarray(0, 32);
}

function tagsIn(audio: Buffer, kind: keyof typeof tagBeginnings): number[] {
  const numbers: number[] = [];
  const beginning = tagBeginnings[kind];
  for (let at = audio.indexOf(beginning); at !== -1; at = audio.indexOf(beginning, at + 1)) {
    const number = readTag(audio.subarray(at), kind);
    if (number !== undefined) numbers.push(number);
  }
  return numbers;
}

/** What turns say, by their number: one of their party's lines, behind the number's word. */
export function linesOfTurns(
  lines: Readonly<Record<Party, readonly KnownLine[]>>,
): (number: number) => KnownLine {
  return (number) => {
    const { party, line } = turnOfNumber(number, lines);
    const known = lines[party][line];
    if (known === undefined) throw new Error(`There is no line ${line} of the ${party}.`);
    return { ...known, text: `${tagWord(number)}, ${known.text}` };
  };
}
