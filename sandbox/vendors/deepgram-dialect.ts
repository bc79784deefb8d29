import { randomUUID } from 'node:crypto';
import type { ScriptLine } from '../script.js';
import {
  metadataMessage,
  resultsMessage,
  turnInfoMessage,
  understand,
  utteranceEndMessage,
} from './deepgram-messages.js';
import type { DeepgramQuery, FluxQuery } from './deepgram-query.js';
import type { ResultsAnswer } from './heard-text.js';
import type { RecognitionAnswer, RecognitionOptions } from './recognition.js';

/** A pause after which Flux takes a turn for over, ms: its model seldom waits for longer. */
const fluxPauseMs = 300;

/** An answer as a message, and what it tells of sound, where it does. */
export interface DeepgramAnswer {
  readonly message: object;
  readonly heard?: { readonly answer: ResultsAnswer; readonly language: string; readonly text: string };
}

/** How one of the two live protocols says what was recognized. Of one stream. */
export interface DeepgramDialect {
  readonly requestId: string;
  readonly recognition: Pick<RecognitionOptions, 'endpointingMs' | 'hasInterims' | 'utteranceEndMs'>;
  /** Types of the messages that a client may send. */
  readonly controls: readonly string[];
  /** What the stream begins with. */
  readonly greeting: readonly object[];
  answer(answer: RecognitionAnswer): DeepgramAnswer | undefined;
  /** The last messages of a stream of so much audio, ms. */
  farewell(heardMs: number): readonly object[];
  /** What the stream is closed with when its client has asked for it; undefined: no status. */
  readonly closeCode: number | undefined;
}

type Lines = ReadonlyMap<string, ScriptLine>;

/** `/v1/listen`. */
export function createNovaDialect(query: DeepgramQuery, lines: Lines): DeepgramDialect {
  const requestId = randomUUID();
  const created = new Date();
  return {
    requestId,
    recognition: {
      endpointingMs: query.endpointing,
      hasInterims: query.interim_results,
      utteranceEndMs: query.utterance_end_ms,
    },
    controls: ['KeepAlive', 'Finalize', 'CloseStream'],
    greeting: [],
    answer(answer) {
      if (answer.type === 'utteranceEnd') return { message: utteranceEndMessage(answer.lastWordEndMs) };
      const { language, words, transcript } = understand(answer, query, lines);
      const message = resultsMessage(answer, { language, words, transcript }, { query, requestId });
      return { message, ...(answer.clip && { heard: { answer, language, text: transcript } }) };
    },
    farewell: (heardMs) => [metadataMessage({ requestId, created, heardMs })],
    closeCode: 1000,
  };
}

/** `/v2/listen`: the turn that is going on is restated with every answer, silence has none. */
export function createFluxDialect(query: FluxQuery, lines: Lines): DeepgramDialect {
  const requestId = randomUUID();
  const asked = { language: query.model === 'flux-general-en' ? 'en' : 'multi', smart_format: true };
  let sequence = 0;
  let turn = 0;
  let isGoingOn = false;
  /** Parts of the turn that will not change. */
  let settled: ResultsAnswer[] = [];
  return {
    requestId,
    recognition: {
      endpointingMs: Math.min(fluxPauseMs, query.eot_timeout_ms),
      hasInterims: true,
      utteranceEndMs: undefined,
    },
    controls: ['CloseStream', 'Configure'],
    greeting: [{ type: 'Connected', request_id: requestId, sequence_id: sequence++ }],
    answer(answer) {
      if (answer.type === 'utteranceEnd') return undefined;
      if (answer.clip === undefined && !(isGoingOn && answer.isSpeechFinal)) return undefined;
      const parts = [...settled, answer];
      const heard = parts.map((part) => understand(part, asked, lines));
      const event = answer.isSpeechFinal ? 'EndOfTurn' : isGoingOn ? 'Update' : 'StartOfTurn';
      const language = heard.findLast(({ words }) => words.length > 0)?.language ?? 'en';
      const text = heard.flatMap(({ transcript }) => (transcript === '' ? [] : [transcript])).join(' ');
      const message = turnInfoMessage({
        event,
        requestId,
        sequence: sequence++,
        turn,
        startMs: parts[0]?.startMs ?? answer.startMs,
        endMs: answer.endMs,
        text,
        words: heard.flatMap(({ words }) => words),
        languages: asked.language === 'multi' ? [language] : undefined,
        hinted: query.languageHints,
      });
      isGoingOn = !answer.isSpeechFinal;
      settled = answer.isSpeechFinal ? [] : answer.isFinal ? parts : settled;
      if (answer.isSpeechFinal) turn += 1;
      return { message, ...(answer.clip && { heard: { answer, language, text } }) };
    },
    farewell: () => [],
    closeCode: undefined,
  };
}
