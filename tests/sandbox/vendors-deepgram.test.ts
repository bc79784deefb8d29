import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Clip, Observation, ScriptLine } from '../../sandbox/script.js';
import { toClip } from '../../sandbox/sound/clip.js';
import { createSoundLibrary, type SoundLibrary } from '../../sandbox/sound/matcher.js';
import { createVoices, type Voices } from '../../sandbox/sound/voices.js';
import { createFrameClock } from '../../sandbox/telephone/frame-clock.js';
import { startDeepgramServer } from '../../sandbox/vendors/deepgram-server.js';
import { createFaultPlan, type FaultPlan } from '../../sandbox/vendors/faults.js';
import { createRecognition, type RecognitionAnswer } from '../../sandbox/vendors/recognition.js';
import type { VendorServer } from '../../sandbox/vendors/vendor-server.js';
import { encodeMulaw, frameBytes, frameMs } from '../../src/media/mulaw.js';
import {
  createDeepgramRecognizer,
  createFluxRecognizer,
} from '../../src/providers/deepgram/deepgram-recognizer.js';
import type { RecognizerEvent, RecognizerStream } from '../../src/providers/recognizer.js';
import { recognition } from '../providers/recognizer-contract.js';
import { collect, failureOf } from '../support/vendor-outcome.js';

const delays = {
  recognizerFinalMs: 350,
  recognizerInterimMs: 200,
  translationMs: 0,
  synthesisFirstByteMs: 0,
};
const query = 'model=nova-3&language=multi&encoding=mulaw&sample_rate=8000&interim_results=true';
const headers = { authorization: 'Token key' };

const french = "Bonjour, je vous appelle au sujet de ma facture d'électricité.";
const spanish = 'Ya veo la factura, son ciento ochenta euros.';
const long =
  'I would like to know whether the parcel that I sent to my sister in Manchester last Monday has been delivered ' +
  'or not because nobody told me.';

let voices: Voices;
let clips: { readonly french: Clip; readonly spanish: Clip; readonly english: Clip };
let library: SoundLibrary;
let server: VendorServer;
let faults: FaultPlan;
let observations: Observation[];

beforeAll(async () => {
  voices = createVoices();
  const clipOf = async (text: string, language: string, voice: string) =>
    toClip({ id: language, language, text, samples: await voices.speak({ text, language, voice }) });
  clips = {
    french: await clipOf(french, 'fr', 'f2'),
    spanish: await clipOf(spanish, 'es', 'm3'),
    english: await clipOf(long, 'en', 'f1'),
  };
});

afterAll(() => voices.close());

beforeEach(async () => {
  library = createSoundLibrary();
  for (const clip of Object.values(clips)) library.add(clip);
  faults = createFaultPlan();
  observations = [];
  server = await startDeepgramServer({
    apiKey: 'key',
    library,
    lines: new Map(),
    voices,
    delays,
    faults,
    observe: (observation) => observations.push(observation),
  });
});

afterEach(() => server.close());

const silence = (milliseconds: number) => new Int16Array(8 * milliseconds);

function open(options: { language?: string; apiKey?: string } = {}): RecognizerStream {
  const recognizer = createDeepgramRecognizer({ apiKey: options.apiKey ?? 'key', baseUrl: server.url });
  return recognizer.open({
    language: options.language ?? 'multi',
    hints: [],
    keyterms: [],
    signal: new AbortController().signal,
  });
}

/** Frames of sounds one after the other. */
function framesOf(...sounds: readonly Int16Array[]): Uint8Array[] {
  const mulaw = Buffer.concat(sounds.map((samples) => encodeMulaw(samples)));
  return Array.from({ length: Math.ceil(mulaw.length / frameBytes) }, (_, index) =>
    mulaw.subarray(index * frameBytes, (index + 1) * frameBytes),
  );
}

/** Sends sounds as fast as they go. */
function rush(stream: RecognizerStream, ...sounds: readonly Int16Array[]): void {
  for (const frame of framesOf(...sounds)) stream.write(frame);
}

/** Sends sounds as a telephone line does. */
function speak(stream: RecognizerStream, ...sounds: readonly Int16Array[]): Promise<void> {
  const frames = framesOf(...sounds);
  return new Promise((resolve) => {
    const leave = createFrameClock().subscribe(() => {
      const frame = frames.shift();
      if (frame !== undefined) {
        stream.write(frame);
      } else {
        leave();
        resolve();
      }
    });
  });
}

/** What is recognized up to the end of so many utterances; the stream is ended then. */
async function utterances(stream: RecognizerStream, count: number): Promise<RecognizerEvent[]> {
  const events: RecognizerEvent[] = [];
  for await (const event of stream) {
    events.push(event);
    if (events.filter(({ type }) => type === 'utterance.ended').length === count) stream.end();
  }
  return events;
}

const hypotheses = (events: readonly RecognizerEvent[]) =>
  events.flatMap((event) => (event.type === 'hypothesis' ? [event] : []));

const finals = (events: readonly RecognizerEvent[]) =>
  hypotheses(events).flatMap(({ isFinal, text }) => (isFinal ? [text] : []));

/** A socket of the wire protocol itself. */
async function connect(parameters = query): Promise<WebSocket> {
  const socket = new WebSocket(`${server.url}/v1/listen?${parameters}`, { headers });
  await once(socket, 'open');
  return socket;
}

/** All messages until the socket is closed, and how it was. */
async function untilClosed(socket: WebSocket) {
  const messages: unknown[] = [];
  socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString())));
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
  return { messages, code, reason: reason.toString() };
}

async function refusal(parameters: string, authorization: string, path = '/v1/listen') {
  const socket = new WebSocket(`${server.url}${path}?${parameters}`, { headers: { authorization } });
  const [, response] = (await once(socket, 'unexpected-response')) as [
    unknown,
    { statusCode: number; headers: Record<string, string>; resume(): void },
  ];
  response.resume();
  return { status: response.statusCode, error: response.headers['dg-error'] };
}

describe('the stand-in of Deepgram', () => {
  test('Scenario: a caller is heard word by word, at the pace of the vendor', async () => {
    const stream = open();
    const [events] = await Promise.all([
      utterances(stream, 1),
      speak(stream, silence(400), clips.french.samples, silence(1500)),
    ]);
    const heard = hypotheses(events);
    expect(finals(events)).toEqual([french]);
    expect(events.at(-1)).toEqual({ type: 'utterance.ended', endMs: heard.at(-1)?.words.at(-1)?.endMs });
    expect(heard.at(-1)?.languages).toEqual(['fr']);

    // Interims hold ever more of the line, and are right but for their last words.
    const lineWords = french.split(' ');
    const interims = heard.slice(0, -1);
    expect(interims.length).toBeGreaterThan(6);
    const settled = interims.map(({ words }) => words.map(({ text }) => text).slice(0, -1));
    expect(settled).toEqual(settled.map((words) => lineWords.slice(0, words.length)));
    const lengths = interims.map(({ words }) => words.length);
    expect(lengths).toEqual([...lengths].sort((left, right) => left - right));

    // Words lie in the stream where they were said.
    const offsets = (heard.at(-1)?.words ?? []).map(({ startMs }, index) =>
      Math.abs(startMs - 400 - (clips.french.words[index]?.startMs ?? 0)),
    );
    expect(Math.max(...offsets)).toBeLessThan(10);

    const answers = observations.flatMap((one) => (one.type === 'recognition.answered' ? [one] : []));
    expect(answers.map(({ clip, language, text, isFinal }) => ({ clip, language, text, isFinal }))).toEqual(
      heard.map(({ text, isFinal }) => ({ clip: 'fr', language: 'fr', text, isFinal })),
    );
    for (const { at, lastWordAt, isFinal } of answers) {
      expect(at - lastWordAt).toBeGreaterThanOrEqual(isFinal ? 350 : 200);
    }
    expect(observations[0]?.type).toBe('recognition.opened');
    await expect.poll(() => observations.at(-1)?.type).toBe('recognition.closed');
  });

  test('Scenario: at the moments that are due, guesses first, which the next answer sets right', () => {
    const recognize = () => {
      const recognition = createRecognition({
        library,
        delays,
        endpointingMs: 100,
        hasInterims: true,
        utteranceEndMs: 1000,
      });
      const told: { readonly at: number; readonly answer: RecognitionAnswer }[] = [];
      const samples = Int16Array.from([...clips.french.samples, ...silence(1400)]);
      for (let at = frameMs; at * 8 <= samples.length; at += frameMs) {
        recognition.hear(samples.subarray((at - frameMs) * 8, at * 8), at);
        told.push(...recognition.answers(at).map((answer) => ({ at, answer })));
      }
      return told;
    };
    const told = recognize();
    expect(recognize()).toEqual(told);
    expect(told.at(-1)?.answer.type).toBe('utteranceEnd');

    const results = told.flatMap(({ at, answer }) =>
      answer.type === 'results' && answer.clip !== undefined ? [{ at, ...answer }] : [],
    );
    const guesses = results.flatMap(({ isLastWordShaky }, index) => (isLastWordShaky ? [index] : []));
    expect(guesses.length).toBeGreaterThan(1);
    expect(guesses.map((index) => results[index + 1]?.isLastWordShaky)).toEqual(guesses.map(() => false));
    const delaysMs = results.slice(1).map(({ at }, index) => at - (results[index]?.at ?? 0));
    expect(Math.max(...delaysMs)).toBeLessThanOrEqual(320);
    expect(Math.min(...delaysMs.slice(0, -1))).toBeGreaterThanOrEqual(250);
    const last = results.at(-1);
    expect(last).toMatchObject({ isFinal: true, isSpeechFinal: true, isLastWordShaky: false });
    expect((last?.at ?? 0) - (last?.lastWordAt ?? 0)).toBe(360);
  });

  test('Scenario: lines in a row are utterances of their own, each in its language', async () => {
    const stream = open();
    rush(stream, clips.french.samples, silence(300), clips.spanish.samples, silence(1200));
    const events = await utterances(stream, 2);
    expect(finals(events).join(' ')).toBe(`${french} ${spanish}`);
    expect(new Set(hypotheses(events).flatMap(({ languages }) => languages))).toEqual(new Set(['fr', 'es']));
  });

  test('Scenario: a long speech is made final in parts, of which the last one ends the utterance', async () => {
    const stream = open();
    rush(stream, clips.english.samples, silence(600));
    const events = await utterances(stream, 1);
    expect(finals(events).length).toBeGreaterThan(1);
    expect(finals(events).join(' ')).toBe(long);
    expect(events.at(-1)?.type).toBe('utterance.ended');
  });

  test('Scenario: of a line whose beginning was lost only what was heard is recognized', async () => {
    const stream = open();
    const half = clips.french.samples.subarray(clips.french.samples.length / 2);
    rush(stream, silence(300), half, silence(1200));
    const [text] = finals(await utterances(stream, 1));
    const words = text?.split(' ') ?? [];
    const lineWords = french.split(' ');
    expect(words.length).toBeGreaterThan(2);
    expect(words.length).toBeLessThan(lineWords.length - 2);
    expect(words).toEqual(lineWords.slice(-words.length));
  });

  test('Scenario: of a line that breaks off only what was heard is recognized', async () => {
    const stream = open();
    const half = clips.spanish.samples.subarray(0, clips.spanish.samples.length / 2);
    rush(stream, half, silence(1500));
    const [text] = finals(await utterances(stream, 1));
    const words = text?.split(' ') ?? [];
    const lineWords = spanish.split(' ');
    expect(words.length).toBeGreaterThan(2);
    expect(words.length).toBeLessThan(lineWords.length - 1);
    expect(words).toEqual(lineWords.slice(0, words.length));
  });

  test('Scenario: the model of one language makes nothing of another, and is not sure of it', async () => {
    const stream = open({ language: 'es' });
    rush(stream, clips.french.samples, silence(600));
    const last = hypotheses(await utterances(stream, 1)).at(-1);
    expect(last?.text).toBe("cupkuas ki wuat eqqimmi ea takiv fi ne gedvasi f'imidvsodovi");
    expect(last?.confidence).toBeLessThan(0.5);
    expect(last?.words).toHaveLength(french.split(' ').length);
  });

  test('Scenario: what was said so far is final when it is asked for, or when the stream ends', async () => {
    const stream = open();
    const all = collect(stream);
    rush(stream, clips.spanish.samples);
    stream.end();
    expect(finals(await all).join(' ')).toBe(spanish);

    const socket = await connect();
    for (const frame of framesOf(clips.spanish.samples, silence(100))) socket.send(frame);
    socket.send('{"type":"Finalize"}');
    const [data] = (await once(socket, 'message')) as [Buffer];
    expect(JSON.parse(data.toString())).toMatchObject({ is_final: true, from_finalize: true });
    socket.terminate();
  });

  test('Scenario: silence is answered once a second, and the end of an utterance is told where it is asked for', async () => {
    const socket = await connect(`${query}&endpointing=100&utterance_end_ms=1000&smart_format=true`);
    const closed = untilClosed(socket);
    for (const frame of framesOf(clips.spanish.samples)) socket.send(frame);
    const ended = new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer) => {
        if (data.toString().includes('UtteranceEnd')) resolve();
      });
    });
    const leave = createFrameClock().subscribe(() => {
      for (const frame of framesOf(silence(20))) socket.send(frame);
    });
    await ended;
    await once(socket, 'message');
    leave();
    socket.send('{"type":"CloseStream"}');
    const { messages, code } = await closed;
    const last = clips.spanish.words.at(-1)?.endMs ?? 0;
    const [end, silent, metadata] = messages.slice(-3);
    expect(end).toEqual({
      type: 'UtteranceEnd',
      channel: [0, 1],
      last_word_end: expect.closeTo(last / 1000, 1) as number,
    });
    expect(silent).toMatchObject({
      type: 'Results',
      is_final: false,
      speech_final: false,
      channel: { alternatives: [{ transcript: '', words: [], languages: [] }] },
    });
    expect(metadata).toMatchObject({ type: 'Metadata', channels: 1, sha256: 'incomplete' });
    expect(code).toBe(1000);
  });

  test('Scenario: a stream that gets nothing for ten seconds is closed', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const socket = await connect();
      const closed = untilClosed(socket);
      vi.advanceTimersByTime(10_000);
      const { messages, code, reason } = await closed;
      expect(messages).toEqual([expect.objectContaining({ type: 'Metadata', duration: 0 })]);
      expect({ code, reason }).toEqual({
        code: 1011,
        reason:
          'Deepgram did not receive audio data or a text message within the timeout window. See https://dpgr.am/net0001',
      });
    } finally {
      vi.useRealTimers();
    }
  });

  test('Scenario: Flux hears the same lines as turns, each in its language', async () => {
    const stream = createFluxRecognizer({ apiKey: 'key', baseUrl: server.url }).open(
      recognition({ hints: ['fr', 'es'] }),
    );
    rush(stream, clips.french.samples, silence(700), clips.spanish.samples, silence(700));
    const events = await utterances(stream, 2);
    expect(finals(events)).toEqual([french, spanish]);
    expect(hypotheses(events).flatMap(({ isFinal, languages }) => (isFinal ? [languages] : []))).toEqual([
      ['fr'],
      ['es'],
    ]);
    const words = hypotheses(events).findLast(({ isFinal }) => isFinal)?.words ?? [];
    const spanishStartMs = (clips.french.samples.length + silence(700).length) / 8;
    expect(words[0]?.startMs).toBeGreaterThanOrEqual(spanishStartMs - 50);
    expect(words).toHaveLength(spanish.split(' ').length);
  });

  test('Scenario: Flux refuses a hint that it does not know', async () => {
    const asked = 'model=flux-general-multi&encoding=mulaw&sample_rate=8000&language_hint=gl';
    expect(await refusal(asked, 'Token key', '/v2/listen')).toEqual({
      status: 400,
      error: 'Bad Request: failed to process language_hint',
    });
  });

  test('Scenario: wrong upgrades are refused, with the reason in a header', async () => {
    expect(await refusal(query, 'Token other')).toEqual({
      status: 401,
      error: 'INVALID_AUTH: Invalid credentials.',
    });
    expect(await refusal(query.replace('mulaw', 'opus'), 'Token key')).toEqual({
      status: 400,
      error: 'Bad Request: failed to process encoding',
    });
    expect(await refusal(query.replace('multi', 'eu'), 'Token key')).toEqual({
      status: 400,
      error: 'Bad Request: failed to process language',
    });
    expect(await failureOf(open({ apiKey: 'other' }))).toEqual({
      provider: 'deepgram',
      kind: 'unauthorized',
      isRetryable: false,
    });
  });

  test.each([
    ['refuse', 'unavailable'],
    ['rateLimit', 'rateLimited'],
  ] as const)('Scenario: the fault %s meets the next upgrade', async (kind, failureKind) => {
    faults.add({ vendor: 'deepgram', kind, times: 1 });
    expect((await failureOf(open())).kind).toBe(failureKind);
    const stream = open();
    rush(stream, clips.spanish.samples);
    stream.end();
    expect(finals(await collect(stream)).join(' ')).toBe(spanish);
  });

  test.each([
    ['refuse', 'unavailable'],
    ['drop', 'unavailable'],
    ['garbage', 'invalidResponse'],
    ['stall', 'timedOut'],
  ] as const)('Scenario: the fault %s is played on the words of its line', async (kind, failureKind) => {
    const line: ScriptLine = {
      id: 'fr',
      party: 'client',
      language: 'fr',
      targetLanguage: 'es',
      segments: [],
      clip: clips.french,
    };
    faults.add({ vendor: 'deepgram', kind, times: 1, line });
    const stream = open();
    const failure = failureOf(stream);
    rush(stream, clips.spanish.samples, silence(500), clips.french.samples, silence(600));
    await expect
      .poll(() => observations.map(({ type }) => type), { timeout: 5000 })
      .toContain('fault.played');
    stream.end();
    expect((await failure).kind).toBe(failureKind);
    const answered = observations.flatMap((one) => (one.type === 'recognition.answered' ? [one.clip] : []));
    expect(new Set(answered)).toEqual(new Set(['es']));
  });
});
