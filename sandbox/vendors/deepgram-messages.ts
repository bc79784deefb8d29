import { multilingual } from '../../src/providers/deepgram/deepgram-languages.js';
import type { ScriptLine } from '../script.js';
import type { DeepgramQuery } from './deepgram-query.js';
import { plainWord, writeDown, type HeardText, type ResultsAnswer, type WrittenWord } from './heard-text.js';

const model = { name: 'general-nova-3', version: '2025-04-17.21547', arch: 'nova-3' };
const modelUuid = '40bd3654-e622-47c4-a111-63a61b23bfe8';

/** What was understood of an answer's sound. */
export interface Understanding extends HeardText {
  readonly transcript: string;
}

/** Writes down the words, as the query wants them. */
export function understand(
  answer: ResultsAnswer,
  query: Pick<DeepgramQuery, 'language' | 'smart_format'> & Partial<Pick<DeepgramQuery, 'punctuate'>>,
  lines: ReadonlyMap<string, ScriptLine>,
): Understanding {
  const heard = writeDown(answer, { language: query.language, known: multilingual }, lines);
  const isFormatted = query.smart_format || query.punctuate === true;
  return {
    ...heard,
    transcript: heard.words.map(({ text }) => (isFormatted ? text : plainWord(text))).join(' '),
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
            word: plainWord(text),
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

/** What there is to say of a turn, in the terms of `/v2/listen`; times are ms. */
export interface TurnReport {
  readonly event: 'StartOfTurn' | 'Update' | 'EndOfTurn';
  readonly requestId: string;
  readonly sequence: number;
  readonly turn: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
  readonly words: readonly WrittenWord[];
  /** BCP-47 tags; undefined of a model of one language. */
  readonly languages: readonly string[] | undefined;
  readonly hinted: readonly string[];
}

/** A `TurnInfo` message of `/v2/listen`. */
export function turnInfoMessage(report: TurnReport) {
  return {
    type: 'TurnInfo',
    request_id: report.requestId,
    sequence_id: report.sequence,
    event: report.event,
    turn_index: report.turn,
    audio_window_start: seconds(report.startMs),
    audio_window_end: seconds(report.endMs),
    transcript: report.text,
    words: report.words.map(({ heard, text, confidence }) => ({
      word: text,
      confidence: Math.fround(confidence),
      start: seconds(heard.startMs),
      end: seconds(heard.endMs),
    })),
    end_of_turn_confidence: Math.fround(report.event === 'EndOfTurn' ? 0.8 : 0.02),
    ...(report.event === 'EndOfTurn' && { trigger: 'model' }),
    ...(report.languages !== undefined && {
      languages: report.languages,
      languages_hinted: report.hinted,
    }),
  };
}

/** Seconds as Deepgram gives them: 32-bit floats. */
function seconds(milliseconds: number): number {
  return Math.fround(milliseconds / 1000);
}
