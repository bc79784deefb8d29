import { z } from 'zod';
import { tagOfOpenaiLanguage } from '../openai/openai-languages.js';
import type { TextDetails } from '../turn-transcript.js';
import { mostTurnWords, seconds, turnText } from '../vendor-values.js';
import { wordsOfText } from '../word-times.js';

/** Whisper's own rule for a segment in which nobody speaks: probably no speech, and unsure of its words. */
const noSpeechProbability = 0.6;
const unsureLogprob = -1;

/** An answer in `json` or `verbose_json`, in which servers leave out what they do not know. */
const answerSchema = z.object({
  text: turnText,
  /** Of `verbose_json`: an English name, of some servers a code. */
  language: z.string().nullish(),
  /** Of gpt-transcribe. */
  languages: z.array(z.object({ code: z.string() })).nullish(),
  segments: z
    .array(
      z.object({
        text: z.string(),
        start: seconds,
        end: seconds,
        avg_logprob: z.number().nullish(),
        no_speech_prob: z.number().nullish(),
      }),
    )
    .nullish(),
  words: z
    .array(z.object({ word: z.string(), start: seconds, end: seconds }))
    .max(mostTurnWords)
    .nullish(),
});

type Segment = NonNullable<z.infer<typeof answerSchema>['segments']>[number];

/** What was said in a recording. */
export interface Transcription {
  readonly text: string;
  /** Times are ms since the recording's beginning. */
  readonly details: TextDetails;
}

/**
 * Reads an answer of `/v1/audio/transcriptions`. What Whisper makes up where nobody speaks is left out.
 *
 * @throws ZodError for what is none.
 */
export function readTranscription(answer: unknown): Transcription {
  const { text, language, languages, segments, words } = answerSchema.parse(answer);
  const spoken = (segments ?? []).filter((segment) => !isSilence(segment));
  const isSilent = segments !== null && segments !== undefined && segments.length > 0 && spoken.length === 0;
  const hasSilence = spoken.length < (segments?.length ?? 0);
  const codes = languages?.map(({ code }) => code) ?? (typeof language === 'string' ? [language] : []);
  const tags = codes.flatMap((code) => tagOfOpenaiLanguage(code) ?? []);
  const kept = hasSilence ? spoken.map((segment) => segment.text.trim()).join(' ') : text;
  const confidence = confidenceOf(spoken);
  return {
    text: isSilent ? '' : kept,
    details: {
      languages: tags,
      ...(confidence !== undefined && { confidence }),
      words: (words ?? [])
        .filter(({ start, end }) => !isSilent && (!hasSilence || isWithin(spoken, (start + end) / 2)))
        .flatMap(({ word, start, end }) =>
          wordsOfText(word).map((part) => ({
            text: part,
            startMs: Math.round(start * 1000),
            endMs: Math.round(end * 1000),
          })),
        ),
    },
  };
}

function isSilence({ avg_logprob: logprob, no_speech_prob: noSpeech }: Segment): boolean {
  return (noSpeech ?? 0) > noSpeechProbability && (logprob ?? 0) < unsureLogprob;
}

function isWithin(segments: readonly Segment[], second: number): boolean {
  return segments.some(({ start, end }) => start <= second && second <= end);
}

/** 0 to 1: the geometric mean of the probabilities, of which long segments have more. */
function confidenceOf(segments: readonly Segment[]): number | undefined {
  let seconds = 0;
  let sum = 0;
  for (const { start, end, avg_logprob: logprob } of segments) {
    if (typeof logprob !== 'number') continue;
    const length = Math.max(0.01, end - start);
    seconds += length;
    sum += length * logprob;
  }
  return seconds === 0 ? undefined : Math.min(1, Math.exp(sum / seconds));
}
