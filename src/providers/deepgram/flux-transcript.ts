import { z } from 'zod';
import { ProviderError } from '../provider-error.js';
import { createTurnTranscript, type TextDetails } from '../turn-transcript.js';
import { codeAmong, confidence, mostTurnWords, seconds, tagsAmong } from '../vendor-values.js';
import type { DeepgramTranscript } from './deepgram-transcript.js';

/** A turn of Flux goes on until the speaker has finished, which may take minutes: so many characters of so many words. */
const longestTranscript = 8 * mostTurnWords;

const turnInfoSchema = z.object({
  event: z.string(),
  /** Of the turn so far. */
  audio_window_start: seconds,
  audio_window_end: seconds,
  transcript: z.string().max(longestTranscript),
  words: z
    .array(
      z.object({
        word: z.string(),
        confidence,
        /** Absent where the model does not time its words. */
        start: seconds.nullish(),
        end: seconds.nullish(),
      }),
    )
    .max(mostTurnWords),
  /** Most used first. */
  languages: z.array(z.string()).nullish(),
});

const errorSchema = z.object({ code: z.string() });
const messageSchema = z.object({ type: z.string().min(1) });

type TurnInfo = z.infer<typeof turnInfoSchema>;

/**
 * Makes events out of `/v2/listen` messages. Each restates its turn; `EndOfTurn` is the last one of it. That a turn may
 * be over (`EagerEndOfTurn`) and goes on after all (`TurnResumed`) are restatements like others.
 */
export function createFluxTranscript(provider: string): DeepgramTranscript {
  const transcript = createTurnTranscript();
  let last: TurnInfo | undefined;

  const settle = (turn: TurnInfo, offsetMs: number) => {
    last = undefined;
    const span = spanOf(turn, offsetMs);
    return transcript.settle(turn.transcript, { ...span, isBeforePause: true }, detailsOf(turn, offsetMs));
  };

  return {
    read(message, offsetMs) {
      switch (messageSchema.parse(message).type) {
        case 'TurnInfo': {
          const turn = turnInfoSchema.parse(message);
          if (turn.event === 'EndOfTurn') return settle(turn, offsetMs);
          last = turn;
          return transcript.restate(turn.transcript, spanOf(turn, offsetMs), detailsOf(turn, offsetMs));
        }
        case 'Error': {
          const { code } = errorSchema.parse(message);
          const kind = code === 'UNPARSABLE_CLIENT_MESSAGE' ? 'invalidRequest' : 'unavailable';
          throw new ProviderError(provider, kind, `reported ${codeAmong([code]) ?? 'an error'}`);
        }
        default:
          return [];
      }
    },
    end: (offsetMs) => (last === undefined ? [] : settle(last, offsetMs)),
  };
}

function spanOf(turn: TurnInfo, offsetMs: number) {
  return {
    startMs: milliseconds(turn.audio_window_start) + offsetMs,
    endMs: milliseconds(Math.max(turn.audio_window_start, turn.audio_window_end)) + offsetMs,
  };
}

function detailsOf({ words, languages }: TurnInfo, offsetMs: number): TextDetails {
  const timed = words.flatMap(({ word, start, end }) =>
    typeof start === 'number' && typeof end === 'number'
      ? [
          {
            text: word,
            startMs: milliseconds(start) + offsetMs,
            endMs: milliseconds(Math.max(start, end)) + offsetMs,
          },
        ]
      : [],
  );
  return {
    ...(timed.length === words.length && { words: timed }),
    ...(words.length > 0 && {
      confidence: words.reduce((sum, { confidence }) => sum + confidence, 0) / words.length,
    }),
    languages: tagsAmong(languages ?? []),
  };
}

/** Seconds, which come as rounded 32-bit floats, as ms. */
function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}
