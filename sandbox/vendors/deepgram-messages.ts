import { multilingual } from '../../src/providers/deepgram/deepgram-languages.js';
import { primaryLanguage } from '../../src/providers/capabilities.js';
import type { DeepgramQuery } from './deepgram-query.js';
import type { HeardWord } from './heard-clip.js';
import type { RecognitionAnswer } from './recognition.js';

type ResultsAnswer = Extract<RecognitionAnswer, { type: 'results' }>;

const model = { name: 'general-nova-3', version: '2025-04-17.21547', arch: 'nova-3' };
const modelUuid = '40bd3654-e622-47c4-a111-63a61b23bfe8';

const sureConfidence = 0.98;
const shakyConfidence = 0.55;
const garbledConfidence = 0.3;

const letterRings = ['aeiou', 'bcdfghjklmnpqrstvwxz'];

/** A word as it is written into the answer. */
interface WrittenWord {
  readonly heard: HeardWord;
  readonly text: string;
  readonly confidence: number;
}

/** What was understood of an answer's sound. */
export interface Understanding {
  /** BCP-47. */
  readonly language: string;
  readonly words: readonly WrittenWord[];
  readonly transcript: string;
}

/**
 * Writes down the words. A model of one language writes what it makes of the sounds of another, and is not sure of
 * it; so does the model of many, of a language that it does not know.
 */
export function understand(
  { clip, words, isLastWordShaky }: ResultsAnswer,
  query: DeepgramQuery,
  isMisheard: boolean,
): Understanding {
  const spoken = clip === undefined ? 'en' : primaryLanguage(clip.language);
  const isMultilingual = query.language === 'multi';
  const isKnown = isMultilingual ? multilingual.has(spoken) : primaryLanguage(query.language) === spoken;
  const isUnderstood = isKnown && !isMisheard;
  const written = words.map((heard, index): WrittenWord => {
    if (!isUnderstood) return { heard, text: garbled(heard.text), confidence: garbledConfidence };
    if (isLastWordShaky && index === words.length - 1) {
      return { heard, text: shaky(heard.text), confidence: shakyConfidence };
    }
    return { heard, text: heard.text, confidence: sureConfidence };
  });
  const isFormatted = query.smart_format || query.punctuate;
  return {
    language: !isMultilingual ? query.language : isKnown ? spoken : 'en',
    words: written,
    transcript: written.map(({ text }) => (isFormatted ? text : plain(text))).join(' '),
  };
}

/** A `Results` message of `/v1/listen`. */
export function resultsMessage(
  answer: ResultsAnswer,
  { language, words, transcript }: Understanding,
  { query, requestId }: { readonly query: DeepgramQuery; readonly requestId: string },
) {
  const isMultilingual = query.language === 'multi';
  const isFormatted = query.smart_format || query.punctuate;
  const confidence = words.reduce((sum, word) => sum + word.confidence, 0) / Math.max(1, words.length);
  return {
    type: 'Results',
    channel_index: [0, 1],
    duration: seconds(answer.endMs - answer.startMs),
    start: seconds(answer.startMs),
    is_final: answer.isFinal,
    speech_final: answer.isSpeechFinal,
    channel: {
      alternatives: [
        {
          transcript,
          confidence: Math.fround(confidence),
          ...(isMultilingual && {
            languages: words.length === 0 ? [] : [language],
            languages_hinted: query.languageHints,
          }),
          words: words.map(({ heard, text, confidence }) => ({
            word: plain(text),
            start: seconds(heard.startMs),
            end: seconds(heard.endMs),
            confidence: Math.fround(confidence),
            ...(isMultilingual && { language }),
            ...(isFormatted && { punctuated_word: text }),
          })),
        },
      ],
    },
    metadata: { request_id: requestId, model_info: model, model_uuid: modelUuid },
    from_finalize: answer.isFromFinalize,
  };
}

export function utteranceEndMessage(lastWordEndMs: number) {
  return { type: 'UtteranceEnd', channel: [0, 1], last_word_end: seconds(lastWordEndMs) };
}

/** The last message of a stream. */
export function metadataMessage(stream: { requestId: string; created: Date; heardMs: number }) {
  return {
    type: 'Metadata',
    transaction_key: 'deprecated',
    request_id: stream.requestId,
    sha256: 'incomplete',
    created: stream.created.toISOString(),
    duration: seconds(stream.heardMs),
    channels: 1,
    models: [modelUuid],
    model_info: { [modelUuid]: model },
  };
}

/** Seconds as Deepgram gives them: 32-bit floats. */
function seconds(milliseconds: number): number {
  return Math.fround(milliseconds / 1000);
}

function plain(text: string): string {
  return text.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
}

/** The beginning of a word, as of one that is not over. */
function shaky(text: string): string {
  const letters = plain(text);
  return letters.slice(0, Math.max(1, Math.ceil(letters.length * 0.6)));
}

/** A word of the same length that is none: vowels stay vowels. */
function garbled(text: string): string {
  const letters = plain(text).normalize('NFD').replace(/\p{M}/gu, '');
  return letters.replace(/\p{L}/gu, (letter) => {
    const ring = letterRings.find((candidate) => candidate.includes(letter));
    return ring?.[(ring.indexOf(letter) + 1) % ring.length] ?? letter;
  });
}
