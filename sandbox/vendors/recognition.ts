import { sampleRateHz } from '../../src/media/mulaw.js';
import type { Clip, VendorDelays } from '../script.js';
import { createSoundListener, type SoundEvent, type SoundLibrary } from '../sound/matcher.js';
import { createArrivals } from './arrivals.js';
import { createHeardClip, type HeardClip, type HeardSegment, type HeardWord } from './heard-clip.js';

/** From one interim result to the next, ms: at least, and how much more it may be. */
const interimIntervalMs = 250;
const interimJitterMs = 50;

/** From one result to the next while nobody speaks, ms. */
const silenceIntervalMs = 1000;

/** After so much silence the window of results is closed, ms; but for its end, in which a clip may have begun. */
const silentWindowMs = 5000;
const undecidedMs = 1000;

/** Of the words that first come as the last of an interim result, those at every such place in the segment are shaky. */
const shakyOneIn = 3;

/** What the recognizer has to say. Times are ms of audio since the stream's first sample. */
export type RecognitionAnswer =
  | {
      readonly type: 'results';
      /** What was heard; undefined for silence. */
      readonly clip: Clip | undefined;
      readonly words: readonly HeardWord[];
      readonly isFinal: boolean;
      readonly isSpeechFinal: boolean;
      readonly isFromFinalize: boolean;
      /** Whether the last word is a first guess. */
      readonly isLastWordShaky: boolean;
      readonly startMs: number;
      readonly endMs: number;
      /** When the last word had arrived whole, `performance.now()` ms. */
      readonly lastWordAt: number;
    }
  | { readonly type: 'utteranceEnd'; readonly lastWordEndMs: number };

export interface RecognitionOptions {
  readonly library: SoundLibrary;
  readonly delays: VendorDelays;
  /** Pause that ends an utterance, ms; undefined where pauses are not looked for. */
  readonly endpointingMs: number | undefined;
  readonly hasInterims: boolean;
  /** Time without words after which the end of an utterance is told, ms; undefined where it is not asked for. */
  readonly utteranceEndMs: number | undefined;
}

/** One stream's recognition. It keeps no time: moments are `performance.now()`, ms. */
export interface Recognition {
  /** Takes 8 kHz samples, which arrived at a moment. */
  hear(samples: Int16Array, at: number): void;
  /** What is due at a moment. */
  answers(now: number): RecognitionAnswer[];
  /** When the next final result is due, as far as it is known; undefined if none is awaited. */
  nextFinalAt(): number | undefined;
  /** All that was heard and is not final. */
  finalize(): RecognitionAnswer[];
  /** The same, when no more sound comes. */
  end(): RecognitionAnswer[];
  /** Length of the stream so far. */
  readonly heardMs: number;
}

/** Recognizes the clips of the library by their sound, word by word; of several voices at once, the first. */
export function createRecognition(options: RecognitionOptions): Recognition {
  const { library, delays, endpointingMs, hasInterims, utteranceEndMs } = options;
  const listener = createSoundListener(library);
  const arrivals = createArrivals();
  let hearings: { readonly number: number; readonly heard: HeardClip }[] = [];
  let heardMs = 0;
  /** All before is final. */
  let windowStartMs = 0;
  let answeredAt = 0;
  let interimDueAt = 0;
  let interims = 0;
  let shownWords = 0;
  /** End of the last final word, while the end of its utterance was not told. */
  let openWordEndMs: number | undefined;

  function take(event: SoundEvent): void {
    const heard = hearings.find(({ number }) => number === event.hearing)?.heard;
    switch (event.type) {
      case 'clip.began':
        for (const prepared of library.prepared) {
          if (prepared.clip.id !== event.clip) continue;
          hearings.push({
            number: event.hearing,
            heard: createHeardClip(prepared, endpointingMs ?? Number.POSITIVE_INFINITY),
          });
        }
        break;
      case 'clip.progressed':
        heard?.progress(event.clipMs, event.streamMs);
        break;
      case 'clip.ended':
        heard?.end();
        break;
      case 'clip.retracted':
        hearings = hearings.filter(({ number }) => number !== event.hearing);
        break;
    }
  }

  /** The first voice's segment; voices that are done with are forgotten. */
  function current(): { heard: HeardClip; segment: HeardSegment } | undefined {
    for (;;) {
      const heard = hearings[0]?.heard;
      const segment = heard?.segment();
      if (heard === undefined) return undefined;
      if (segment !== undefined) return { heard, segment };
      hearings.shift();
    }
  }

  /** Words that are not final yet. */
  const openWords = ({ words }: HeardSegment) =>
    words.filter(({ startMs, endMs }) => (startMs + endMs) / 2 > windowStartMs);

  function results(
    clip: Clip | undefined,
    words: readonly HeardWord[],
    endMs: number,
    rest: { isFinal?: boolean; isSpeechFinal?: boolean; isFromFinalize?: boolean; isLastWordShaky?: boolean },
  ): RecognitionAnswer {
    return {
      type: 'results',
      clip,
      words,
      isFinal: false,
      isSpeechFinal: false,
      isFromFinalize: false,
      isLastWordShaky: false,
      startMs: windowStartMs,
      endMs,
      lastWordAt: arrivals.whenHad(words.at(-1)?.endMs ?? endMs),
      ...rest,
    };
  }

  /** Makes a segment final. */
  function settle(
    heard: HeardClip,
    segment: HeardSegment,
    how: { isSpeechFinal: boolean; isFromFinalize: boolean },
  ) {
    const words = openWords(segment);
    heard.pass(segment);
    shownWords = 0;
    if (words.length === 0) return [];
    const answer = results(heard.clip, words, segment.endMs, { isFinal: true, ...how });
    windowStartMs = segment.endMs;
    openWordEndMs = words.at(-1)?.endMs;
    return [answer];
  }

  const finalAt = ({ endMs }: HeardSegment) => arrivals.whenHad(endMs) + delays.recognizerFinalMs;

  function isFinalDue(heard: HeardClip, segment: HeardSegment, now: number): boolean {
    const pauseMs = segment.isBeforePause && !heard.isOver ? (endpointingMs ?? 0) : 0;
    return heardMs >= segment.endMs + pauseMs && now >= finalAt(segment);
  }

  function dueFinals(now: number): RecognitionAnswer[] {
    const answers: RecognitionAnswer[] = [];
    for (let voice = current(); voice !== undefined; voice = current()) {
      const { heard, segment } = voice;
      if (!isFinalDue(heard, segment, now)) break;
      const isSpeechFinal = endpointingMs !== undefined && segment.isBeforePause;
      answers.push(...settle(heard, segment, { isSpeechFinal, isFromFinalize: false }));
    }
    return answers;
  }

  function dueInterim(now: number): RecognitionAnswer[] {
    const voice = current();
    if (!hasInterims || voice === undefined || now < interimDueAt) return [];
    const words = openWords(voice.segment).filter(
      ({ endMs }) => heardMs >= endMs && now >= arrivals.whenHad(endMs) + delays.recognizerInterimMs,
    );
    if (words.length === 0) return [];
    interims += 1;
    interimDueAt = now + interimIntervalMs + ((interims * 17) % interimJitterMs);
    const isLastWordShaky = words.length > Math.max(1, shownWords) && words.length % shakyOneIn === 0;
    shownWords = words.length;
    return [results(voice.heard.clip, words, heardMs, { isLastWordShaky })];
  }

  function dueUtteranceEnd(): RecognitionAnswer[] {
    if (utteranceEndMs === undefined || openWordEndMs === undefined) return [];
    const voice = current();
    const isSpeaking = voice !== undefined && openWords(voice.segment).length > 0;
    if (isSpeaking || heardMs < openWordEndMs + utteranceEndMs) return [];
    const lastWordEndMs = openWordEndMs;
    openWordEndMs = undefined;
    return [{ type: 'utteranceEnd', lastWordEndMs }];
  }

  function dueSilence(now: number): RecognitionAnswer[] {
    if (hearings.length > 0 || now < answeredAt + silenceIntervalMs) return [];
    if (heardMs - windowStartMs < silentWindowMs)
      return hasInterims ? [results(undefined, [], heardMs, {})] : [];
    const endMs = heardMs - undecidedMs;
    const answer = results(undefined, [], endMs, {
      isFinal: true,
      isSpeechFinal: endpointingMs !== undefined,
    });
    windowStartMs = endMs;
    return [answer];
  }

  function finalize(): RecognitionAnswer[] {
    return hearings.flatMap(({ heard }) => {
      const rest = heard.rest();
      return rest === undefined ? [] : settle(heard, rest, { isSpeechFinal: true, isFromFinalize: true });
    });
  }

  return {
    hear(samples, at) {
      if (heardMs === 0) answeredAt = at;
      heardMs += (samples.length * 1000) / sampleRateHz;
      arrivals.add(heardMs, at);
      for (const event of listener.push(samples)) take(event);
    },
    answers(now) {
      const answers = [...dueFinals(now), ...dueInterim(now), ...dueUtteranceEnd()];
      answers.push(...(answers.length === 0 ? dueSilence(now) : []));
      if (answers.length > 0) answeredAt = now;
      return answers;
    },
    nextFinalAt() {
      const voice = current();
      return voice !== undefined && heardMs >= voice.segment.endMs ? finalAt(voice.segment) : undefined;
    },
    finalize,
    end() {
      // The listener tells of a sound when it knows what comes after it.
      for (const event of listener.push(new Int16Array(sampleRateHz))) take(event);
      return finalize();
    },
    get heardMs() {
      return heardMs;
    },
  };
}
