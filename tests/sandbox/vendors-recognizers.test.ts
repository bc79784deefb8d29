import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Clip, FaultKind, Observation, ScriptLine } from '../../sandbox/script.js';
import { toClip } from '../../sandbox/sound/clip.js';
import { createSoundLibrary, type SoundLibrary } from '../../sandbox/sound/matcher.js';
import { createVoices, type Voices } from '../../sandbox/sound/voices.js';
import { startElevenlabsServer } from '../../sandbox/vendors/elevenlabs-server.js';
import { createFaultPlan, type FaultPlan } from '../../sandbox/vendors/faults.js';
import { startOpenaiRealtimeServer } from '../../sandbox/vendors/openai-realtime-server.js';
import { startScribeServer } from '../../sandbox/vendors/scribe-server.js';
import type { VendorOptions, VendorServer } from '../../sandbox/vendors/vendor-server.js';
import { startWhisperServer } from '../../sandbox/vendors/whisper-server.js';
import { createScribeRecognizer } from '../../src/providers/elevenlabs/scribe-recognizer.js';
import { createRealtimeRecognizer } from '../../src/providers/openai/realtime-recognizer.js';
import type { RecognizerEvent, RecognizerStream } from '../../src/providers/recognizer.js';
import { createWhisperRecognizer } from '../../src/providers/whisper/whisper-recognizer.js';
import { finals, hypotheses, rush, silence, speak, utterances } from '../support/speaking.js';
import { collect, failureOf } from '../support/vendor-outcome.js';

const delays = {
  recognizerFinalMs: 350,
  recognizerInterimMs: 200,
  translationMs: 0,
  synthesisFirstByteMs: 0,
};

const french = "Bonjour, je vous appelle au sujet de ma facture d'électricité.";
const spanish = 'Ya veo la factura, son ciento ochenta euros.';

let voices: Voices;
let clips: { readonly french: Clip; readonly spanish: Clip };
let library: SoundLibrary;
let faults: FaultPlan;
let observations: Observation[];
let server: VendorServer;

beforeAll(async () => {
  voices = createVoices();
  const clipOf = async (text: string, language: string, voice: string) =>
    toClip({ id: language, language, text, samples: await voices.speak({ text, language, voice }) });
  clips = { french: await clipOf(french, 'fr', 'f2'), spanish: await clipOf(spanish, 'es', 'm3') };
});
afterAll(() => voices.close());

beforeEach(() => {
  library = createSoundLibrary();
  for (const clip of Object.values(clips)) library.add(clip);
  faults = createFaultPlan();
  observations = [];
});
afterEach(() => server.close());

async function start(startServer: (options: VendorOptions) => Promise<VendorServer>): Promise<void> {
  server = await startServer({
    apiKey: 'key',
    library,
    lines: new Map(),
    voices,
    delays,
    faults,
    observe: (observation) => observations.push(observation),
  });
}

/** A final text, less its punctuation and capitals. */
const plain = (text: string) => text.toLowerCase().replace(/[.,]/g, '');

describe.each([
  {
    vendor: 'scribe',
    startServer: startScribeServer,
    createRecognizer: createScribeRecognizer,
    saysLanguage: true,
    provider: 'elevenlabs',
  },
  {
    vendor: 'openai-realtime',
    startServer: startOpenaiRealtimeServer,
    createRecognizer: createRealtimeRecognizer,
    saysLanguage: false,
    provider: 'openai',
  },
  {
    vendor: 'whisper',
    startServer: startWhisperServer,
    createRecognizer: createWhisperRecognizer,
    saysLanguage: true,
    provider: 'whisper',
  },
] as const)(
  'the stand-in of $vendor',
  ({ vendor, startServer, createRecognizer, saysLanguage, provider }) => {
    beforeEach(() => start(startServer));

    const open = ({
      language = 'multi',
      apiKey = 'key',
      signal = new AbortController().signal,
    } = {}): RecognizerStream =>
      createRecognizer({ apiKey, baseUrl: server.url }).open({ language, hints: [], keyterms: [], signal });

    /** Adds a fault on the words of the French line. */
    const addFault = (kind: FaultKind) => {
      const line: ScriptLine = {
        id: 'fr',
        party: 'client',
        language: 'fr',
        targetLanguage: 'es',
        segments: [],
        clip: clips.french,
      };
      faults.add({ vendor, kind, times: 1, line });
    };
    const faultsPlayed = () => observations.filter(({ type }) => type === 'fault.played').length;

    test('Scenario: a caller is heard word by word, at the pace of the vendor', async () => {
      const stream = open();
      const hangUp = speak(stream, silence(400), clips.french.samples);
      const startedAt = performance.now();
      const events = await utterances(stream, 1);
      const tookMs = performance.now() - startedAt;
      hangUp();
      expect(finals(events)).toEqual([french]);
      const heard = hypotheses(events);
      expect(heard.at(-1)?.languages).toEqual(saysLanguage ? ['fr'] : []);

      // Guesses hold ever more of the line, and are right but for their last words.
      const guesses = heard.slice(0, -1).map(({ words }) => words.map(({ text }) => plain(text)));
      expect(guesses.length).toBeGreaterThan(5);
      const lineWords = plain(french).split(' ');
      for (const words of guesses) expect(words.slice(0, -1)).toEqual(lineWords.slice(0, words.length - 1));

      // Words lie in the stream about where they were said.
      const places = heard.at(-1)?.words ?? [];
      const offsets = places.map(({ startMs }, index) =>
        Math.abs(startMs - 400 - (clips.french.words[index]?.startMs ?? 0)),
      );
      expect(Math.max(...offsets)).toBeLessThan(500);
      const lineEndMs = 400 + (clips.french.words.at(-1)?.endMs ?? 0);
      const ended = events.at(-1);
      expect(ended?.type).toBe('utterance.ended');
      expect(Math.abs((ended?.endMs ?? 0) - lineEndMs)).toBeLessThan(60);
      // The pause takes a third of a second to be one, and the vendor its own time.
      expect(tookMs - lineEndMs).toBeGreaterThan(350);
      expect(tookMs - lineEndMs).toBeLessThan(1200);
      expect(observations.filter(({ type }) => type === 'recognition.answered').at(-1)).toMatchObject({
        clip: 'fr',
        isFinal: true,
      });
    });

    test('Scenario: lines in a row are utterances of their own', async () => {
      const stream = open();
      rush(stream, silence(200), clips.french.samples, silence(700), clips.spanish.samples, silence(700));
      const events = await utterances(stream, 2);
      expect(finals(events)).toEqual([french, spanish]);
      expect(events.filter(({ type }) => type === 'utterance.ended')).toHaveLength(2);
    });

    test('Scenario: of a line that breaks off only what was heard is recognized', async () => {
      const stream = open();
      rush(stream, clips.spanish.samples.subarray(0, clips.spanish.samples.length / 2), silence(1500));
      const [text = ''] = finals(await utterances(stream, 1));
      const words = text.split(' ');
      expect(words.length).toBeGreaterThan(2);
      expect(words).toEqual(spanish.split(' ').slice(0, words.length));
      expect(words.length).toBeLessThan(spanish.split(' ').length - 1);
    });

    test('Scenario: the model of one language makes nothing of another', async () => {
      const stream = open({ language: 'es' });
      rush(stream, silence(200), clips.french.samples, silence(700));
      const [text = ''] = finals(await utterances(stream, 1));
      expect(text).not.toContain('facture');
      expect(text.split(' ')).toHaveLength(french.split(' ').length);
    });

    test('Scenario: what was said so far is final when the stream ends', async () => {
      const stream = open();
      const all = collect(stream);
      rush(stream, silence(200), clips.spanish.samples);
      stream.end();
      expect(finals(await all)).toEqual([spanish]);
    });

    test('Scenario: a stream with a wrong key is refused', async () => {
      const stream = open({ apiKey: 'other' });
      const failure = failureOf(stream);
      rush(stream, clips.spanish.samples, silence(500));
      expect(await failure).toEqual({ provider, kind: 'unauthorized', isRetryable: false });
    });

    test.each([
      ['refuse', 'unavailable'],
      ['rateLimit', 'rateLimited'],
      ['drop', 'unavailable'],
      ['garbage', 'invalidResponse'],
    ] as const)('Scenario: the fault %s is played on the words of its line', async (kind, failureKind) => {
      addFault(kind);
      const stream = open();
      const failure = failureOf(stream);
      rush(stream, silence(200), clips.spanish.samples, silence(700), clips.french.samples, silence(700));
      expect((await failure).kind).toBe(failureKind);
      expect(faultsPlayed()).toBe(1);
      const answered = observations.flatMap((one) => (one.type === 'recognition.answered' ? [one.clip] : []));
      expect(new Set(answered)).toEqual(new Set(['es']));
    });

    test('Scenario: the vendor stalls on the words of a line, until the caller hangs up', async () => {
      addFault('stall');
      const hangUp = new AbortController();
      const stream = open({ signal: hangUp.signal });
      const events: RecognizerEvent[] = [];
      const over = (async () => {
        for await (const event of stream) events.push(event);
      })();
      rush(stream, silence(200), clips.spanish.samples, silence(700), clips.french.samples, silence(700));
      await expect.poll(faultsPlayed, { timeout: 5000 }).toBe(1);
      hangUp.abort();
      await over;
      expect(finals(events)).toEqual([spanish]);
      expect(hypotheses(events).filter(({ text }) => text.startsWith('Bonjour'))).toEqual([]);
    });

    test('Scenario: a fault without a line meets the next that comes; the one after it is served', async () => {
      faults.add({ vendor, kind: 'rateLimit', times: 1 });
      const refused = open();
      const failure = failureOf(refused);
      rush(refused, silence(200), clips.spanish.samples, silence(700));
      expect((await failure).kind).toBe('rateLimited');
      const stream = open();
      rush(stream, silence(200), clips.spanish.samples, silence(700));
      expect(finals(await utterances(stream, 1))).toEqual([spanish]);
    });
  },
);

test('Scenario: ElevenLabs hears on the origin on which it speaks', async () => {
  await start(startElevenlabsServer);
  const stream = createScribeRecognizer({ apiKey: 'key', baseUrl: server.url }).open({
    language: 'es',
    hints: [],
    keyterms: [],
    signal: new AbortController().signal,
  });
  rush(stream, silence(200), clips.spanish.samples, silence(700));
  expect(finals(await utterances(stream, 1))).toEqual([spanish]);
});

describe('what the vendors do not take', () => {
  /** What a session is told, until it is closed. */
  async function told(path: string, headers: Record<string, string>, ...messages: readonly string[]) {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}${path}`, { headers });
    const answers: Record<string, unknown>[] = [];
    socket.on('message', (data: Buffer) => answers.push(JSON.parse(data.toString()) as never));
    socket.on('open', () => messages.forEach((message) => socket.send(message)));
    const [code] = (await once(socket, 'close')) as [number];
    return { code, answers };
  }

  const query = 'model_id=scribe_v2_realtime&audio_format=ulaw_8000&commit_strategy=manual';

  test.each([
    ['another format', query.replace('ulaw_8000', 'pcm_16000'), 'Invalid audio_format'],
    ['Basque', `${query}&language_code=eu`, 'Invalid language_code'],
  ])('Scenario: Scribe is asked for %s', async (_, parameters, error) => {
    await start(startScribeServer);
    const path = `/v1/speech-to-text/realtime?${parameters}`;
    expect(await told(path, { 'xi-api-key': 'key' })).toEqual({
      code: 1008,
      answers: [{ message_type: 'invalid_request', error }],
    });
  });

  test('Scenario: Scribe is sent what is no message of its own', async () => {
    await start(startScribeServer);
    const { code, answers } = await told(
      `/v1/speech-to-text/realtime?${query}`,
      { 'xi-api-key': 'key' },
      '{"type":"input_audio_buffer.commit"}',
    );
    expect(code).toBe(1008);
    expect(answers.map(({ message_type: type }) => type)).toEqual(['session_started', 'input_error']);
  });

  test('Scenario: the model for live speech is asked to detect turns', async () => {
    await start(startOpenaiRealtimeServer);
    const { code, answers } = await told(
      '/v1/realtime?intent=transcription',
      { authorization: 'Bearer key' },
      JSON.stringify({
        type: 'session.update',
        session: {
          type: 'transcription',
          audio: {
            input: {
              format: { type: 'audio/pcmu' },
              transcription: { model: 'gpt-live-transcribe' },
              turn_detection: { type: 'server_vad' },
            },
          },
        },
      }),
    );
    expect(code).toBe(1008);
    expect(answers.map(({ type }) => type)).toEqual(['session.created', 'error']);
  });

  test.each([
    ['no file', { model: 'whisper-1' }, 400],
    ['no model', { file: new Blob(['RIFF']) }, 400],
    [
      'a language that it does not know',
      { model: 'whisper-1', language: 'eu', file: new Blob(['RIFF']) },
      400,
    ],
    ['a file that is no recording', { model: 'whisper-1', file: new Blob(['RIFF']) }, 400],
  ])('Scenario: Whisper is sent %s', async (_, fields, status) => {
    await start(startWhisperServer);
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value === 'string') body.append(name, value);
      else body.append(name, value, 'speech.wav');
    }
    const url = `${server.url}/v1/audio/transcriptions`;
    const response = await fetch(url, { method: 'POST', headers: { authorization: 'Bearer key' }, body });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
  });
});
