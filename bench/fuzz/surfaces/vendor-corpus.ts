import { canary } from '../mutation.js';

/**
 * What vendors say, as recorded, with the canary among the words. The recorded and documented forms are those of
 * tests/providers.
 */

const deepgramWord = (word: string, start: number, language?: string) => ({
  word: word.toLowerCase(),
  punctuated_word: word,
  start,
  end: start + 0.32,
  confidence: 0.98,
  ...(language !== undefined && { language }),
});

const deepgramResults = (isFinal: boolean, isSpeechFinal: boolean) => ({
  type: 'Results',
  channel_index: [0, 1],
  start: 0,
  duration: 1.98,
  is_final: isFinal,
  speech_final: isSpeechFinal,
  channel: {
    alternatives: [
      {
        transcript: `Bonjour ${canary}`,
        confidence: 0.98,
        languages: ['fr'],
        words: [deepgramWord('Bonjour', 0.24, 'fr'), deepgramWord(canary, 0.6, 'fr')],
      },
    ],
  },
  metadata: { request_id: '01a07aad-cb1e-78c3-80ef-181d08b56576' },
  from_finalize: false,
});

export const deepgramMessages: readonly object[] = [
  deepgramResults(false, false),
  deepgramResults(true, false),
  deepgramResults(true, true),
  { type: 'UtteranceEnd', channel: [0, 1], last_word_end: 0.92 },
  { type: 'SpeechStarted', channel: [0, 1], timestamp: 0.24 },
  { type: 'Metadata', transaction_key: 'deprecated', request_id: 'r', duration: 1.98, channels: 1 },
  { type: 'Error', description: canary, message: canary, variant: 'x' },
];

const fluxTurn = (event: string, transcript: string) => ({
  type: 'TurnInfo',
  request_id: '01a07aad-cb1e-78c3-80ef-181d08b56576',
  sequence_id: 3,
  event,
  turn_index: 0,
  audio_window_start: 0,
  audio_window_end: 1.98,
  transcript,
  words: transcript
    .split(' ')
    .flatMap((word, index) =>
      word === '' ? [] : [{ word, confidence: 0.98, start: 0.24 + index * 0.4, end: 0.56 + index * 0.4 }],
    ),
  end_of_turn_confidence: 0.4,
  languages: ['fr'],
});

export const fluxMessages: readonly object[] = [
  { type: 'Connected', request_id: '01a07aad-cb1e-78c3-80ef-181d08b56576', sequence_id: 0 },
  fluxTurn('StartOfTurn', ''),
  fluxTurn('Update', 'Bonjour'),
  fluxTurn('EagerEndOfTurn', `Bonjour ${canary}`),
  fluxTurn('TurnResumed', `Bonjour ${canary}`),
  fluxTurn('EndOfTurn', `Bonjour ${canary}`),
  { type: 'Error', sequence_id: 4, code: 'INTERNAL_SERVER_ERROR', description: canary },
];

export const scribeMessages: readonly object[] = [
  { message_type: 'session_started', session_id: 's', config: { sample_rate: 8000 } },
  { message_type: 'partial_transcript', text: `Bonjour ${canary}` },
  { message_type: 'committed_transcript', text: `Bonjour ${canary}` },
  {
    message_type: 'committed_transcript_with_timestamps',
    text: `Bonjour ${canary}`,
    language_code: 'fra',
    words: [
      { text: 'Bonjour', start: 0.24, end: 0.56, type: 'word', logprob: -0.1 },
      { text: ' ', start: 0.56, end: 0.6, type: 'spacing', logprob: 0 },
      { text: canary, start: 0.6, end: 0.92, type: 'word', logprob: -0.2 },
    ],
  },
  { message_type: 'commit_throttled', error: canary },
  { message_type: 'rate_limited', error: canary },
  { message_type: 'warning', warning: canary },
];

const realtimeItem = { item_id: 'item_1', content_index: 0 };
export const realtimeMessages: readonly object[] = [
  { type: 'session.created', session: {} },
  { type: 'session.updated', session: { type: 'transcription' } },
  { type: 'input_audio_buffer.committed', item_id: 'item_1', previous_item_id: null },
  { type: 'conversation.item.input_audio_transcription.delta', ...realtimeItem, delta: `Bonjour ${canary}` },
  {
    type: 'conversation.item.input_audio_transcription.completed',
    ...realtimeItem,
    transcript: `Bonjour ${canary}`,
    logprobs: [{ token: 'Bonjour', logprob: -0.1, bytes: [66] }],
  },
  {
    type: 'conversation.item.input_audio_transcription.failed',
    ...realtimeItem,
    error: { type: 'transcription_error', code: 'audio_unintelligible', message: canary },
  },
  { type: 'error', error: { type: 'invalid_request_error', code: 'invalid_value', message: canary } },
];

export const whisperAnswers: readonly object[] = [
  { text: `Bonjour ${canary}` },
  { text: `Bonjour ${canary}`, languages: [{ code: 'fr' }] },
  {
    task: 'transcribe',
    language: 'french',
    duration: 1.9,
    text: `Bonjour ${canary}`,
    segments: [
      {
        id: 0,
        start: 0,
        end: 1.9,
        text: ` Bonjour ${canary}`,
        avg_logprob: -0.2,
        no_speech_prob: 0.01,
        temperature: 0,
      },
      {
        id: 1,
        start: 1.9,
        end: 2.5,
        text: ' Merci.',
        avg_logprob: -1.4,
        no_speech_prob: 0.9,
        temperature: 0,
      },
    ],
    words: [
      { word: 'Bonjour', start: 0.24, end: 0.56 },
      { word: canary, start: 0.6, end: 0.92 },
    ],
  },
];

const chatChunk = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    model: 'gpt-6-luna',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  })}\n\n`;

export const chatStreams: readonly string[] = [
  chatChunk({ role: 'assistant', content: '', refusal: null }) +
    chatChunk({ content: 'Buenos ' }) +
    chatChunk({ content: 'días' }) +
    chatChunk({}, 'stop') +
    'data: {"id":"chatcmpl-1","choices":[],"usage":{"total_tokens":20}}\n\ndata: [DONE]\n\n',
  `${chatChunk({ content: canary })}${chatChunk({}, 'length')}`,
  chatChunk({ refusal: canary }),
  `${chatChunk({ content: 'Buenos' })}data: {"error":{"message":"${canary}","type":"server_error","code":null}}\n\n`,
  `: comment\r\nevent: x\r\nid: 1\r\n${chatChunk({ content: 'Hola' }).replaceAll('\n', '\r\n')}${chatChunk({}, 'stop')}`,
];

const refusal = (error: object) => JSON.stringify({ error });
/** Bodies of OpenAI's refusals. */
export const openaiRefusals: readonly string[] = [
  refusal({ message: canary, type: 'insufficient_quota', param: null, code: 'insufficient_quota' }),
  refusal({ message: canary, type: 'invalid_request_error', param: 'input', code: null }),
  refusal({ message: canary, type: null, code: 400 }),
];

export const libretranslateAnswers: readonly string[] = [
  JSON.stringify({ translatedText: 'Buenos días', detectedLanguage: { confidence: 90, language: 'fr' } }),
  JSON.stringify({ error: `${canary} is not supported` }),
  JSON.stringify({ error: 'Invalid API key' }),
];

export const deeplAnswers: readonly string[] = [
  JSON.stringify({
    translations: [
      {
        detected_source_language: 'FR',
        text: 'Buenos días',
        billed_characters: 7,
        model_type_used: 'latency_optimized',
      },
    ],
  }),
  JSON.stringify({ message: canary, detail: canary }),
  JSON.stringify({ translations: [] }),
];

export const elevenlabsRefusals: readonly string[] = [
  JSON.stringify({ detail: { status: 'quota_exceeded', message: canary } }),
  JSON.stringify({ detail: [{ loc: ['body', 'text'], msg: canary, type: 'missing' }] }),
];

/** 8 kHz mu-law: something, then silence. */
const sound = Buffer.from(
  Uint8Array.from({ length: 400 }, (_, index) => (index < 200 ? 30 + (index % 60) : 0xff)),
);
export const rawSounds: readonly Buffer[] = [sound, sound.subarray(0, 3), Buffer.alloc(0)];

export const speechSocketMessages: readonly object[] = [
  { audio: sound.toString('base64'), isFinal: null, normalizedAlignment: null, alignment: null },
  { audio: null, isFinal: true },
  { message: canary, error: 'quota_exceeded', code: 1008 },
];
