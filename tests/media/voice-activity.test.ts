import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createVoices, type Voices } from '../../sandbox/sound/voices.js';
import { encodeMulaw, frameBytes, mulawSilence } from '../../src/media/mulaw.js';
import {
  createVoiceActivity,
  VoiceActivityError,
  type VoiceActivityLeg,
  type VoiceEdge,
} from '../../src/media/voice-activity/voice-activity.js';

/** The compiled worker: the tests run from TypeScript, which a thread of Node 20 cannot load. */
const builtWorker = new URL('../../dist/src/media/voice-activity/voice-activity-worker.js', import.meta.url);
const patience = { timeout: 10_000 };

let voices: Voices;
let sentence: Uint8Array;

beforeAll(async () => {
  voices = createVoices();
  sentence = encodeMulaw(await voices.speak({ text: 'Could you wait a moment, please?', language: 'en' }));
});

afterAll(() => voices.close());

/** A worker that starts well and does `program` with each message of audio. */
function brokenWorker(program: string): URL {
  const source = `
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', (message) => {
      if (message.type === 'close') parentPort.close();
      else { ${program} }
    });
    parentPort.postMessage({ type: 'ready' });
  `;
  return new URL(`data:text/javascript,${encodeURIComponent(source)}`);
}

async function open(workerUrl = builtWorker) {
  const errors: VoiceActivityError[] = [];
  const voiceActivity = await createVoiceActivity({
    aggressiveness: 2,
    onError: (error) => errors.push(error),
    workerUrl,
  });
  onTestFinished(() => voiceActivity.close());

  function listen(): { leg: VoiceActivityLeg; edges: VoiceEdge[] } {
    const edges: VoiceEdge[] = [];
    return { leg: voiceActivity.openLeg((edge) => edges.push(edge)), edges };
  }
  return { voiceActivity, errors, listen };
}

/** Pushes audio in frames, as it comes from the line. */
function speak(leg: VoiceActivityLeg, mulaw: Uint8Array): void {
  for (let start = 0; start < mulaw.length; start += frameBytes)
    leg.push(mulaw.subarray(start, start + frameBytes));
}

function silence(ms: number): Uint8Array {
  return new Uint8Array(ms * 8).fill(mulawSilence);
}

describe('voice activity', () => {
  test('Scenario: one party speaks while the other is silent', async () => {
    const { listen, errors, voiceActivity } = await open();
    const speaker = listen();
    const listener = listen();
    for (const mulaw of [silence(320), sentence, silence(640)]) speak(speaker.leg, mulaw);
    speak(listener.leg, silence(3200));
    await vi.waitFor(() => expect(speaker.edges.at(-1)?.type).toBe('ended'), patience);

    const [started, confirmed] = speaker.edges;
    const ended = speaker.edges.at(-1);
    expect([started?.type, confirmed?.type]).toEqual(['started', 'confirmed']);
    expect(started?.positionMs).toBeGreaterThan(320);
    expect(confirmed?.positionMs).toBeGreaterThanOrEqual((started?.positionMs ?? Number.NaN) + 4 * 32);
    expect(ended?.positionMs).toBeGreaterThan(confirmed?.positionMs ?? Number.NaN);
    expect(ended?.positionMs).toBeLessThan(320 + sentence.length / 8 + 2 * 32);
    expect(listener.edges).toEqual([]);
    expect(errors).toEqual([]);
    expect(voiceActivity.counts.droppedBytes).toBe(0);
    expect(voiceActivity.counts.gated).toBeGreaterThanOrEqual(100);
  });

  test('Scenario: a party hangs up in the middle of a sentence, and the other is still heard', async () => {
    const { listen } = await open();
    const leaving = listen();
    const staying = listen();
    speak(leaving.leg, sentence);
    leaving.leg.close();
    leaving.leg.push(sentence);
    for (const mulaw of [sentence, silence(640)]) speak(staying.leg, mulaw);
    await vi.waitFor(() => expect(staying.edges.at(-1)?.type).toBe('ended'), patience);
    expect(leaving.edges).toEqual([]);
  });

  test('Scenario: it is closed while much is still to be judged, and nobody hears of that', async () => {
    const { listen, errors, voiceActivity } = await open();
    const party = listen();
    for (let times = 0; times < 20; times += 1) speak(party.leg, sentence);
    await voiceActivity.close();
    speak(party.leg, sentence);
    const late = listen();
    speak(late.leg, sentence);
    expect([party.edges, late.edges, errors]).toEqual([[], [], []]);
  });

  test('Scenario: what was judged is known, leg by leg', async () => {
    const { listen } = await open();
    const [early, late] = [listen().leg, listen().leg];
    speak(early, silence(2000));
    expect(early.hasJudged(0, 2000)).toBe(false);
    await vi.waitFor(() => expect(early.hasJudged(0, 2000)).toBe(true), patience);
    speak(late, silence(1000));
    expect(late.hasJudged(0, 1000)).toBe(false);
    expect(early.hasJudged(500, 2000)).toBe(true);
    // Times of words that reach beyond what was heard: there is nothing more to be judged.
    expect(early.hasJudged(1800, 2200)).toBe(true);
    await vi.waitFor(() => expect(late.hasJudged(0, 1000)).toBe(true), patience);
  });

  test('Scenario: the worker dies, which is reported once, and the legs fall silent', async () => {
    const { listen, errors } = await open(brokenWorker(`throw new Error('out of order')`));
    const party = listen();
    party.leg.push(sentence);
    await vi.waitFor(() => expect(errors).toHaveLength(1), patience);
    party.leg.push(sentence);
    expect(errors).toEqual([new VoiceActivityError('The voice activity worker failed.')]);
    expect(errors[0]?.cause).toEqual(new Error('out of order'));
    expect(party.edges).toEqual([]);
  });

  test('Scenario: the worker exits without a word', async () => {
    const { listen, errors } = await open(brokenWorker('process.exit(3);'));
    listen().leg.push(sentence);
    await vi.waitFor(() => expect(errors).toHaveLength(1), patience);
    expect(errors).toEqual([new VoiceActivityError('The voice activity worker exited with code 3.')]);
  });

  test('Scenario: the worker cannot be started', async () => {
    const starting = open(new URL(`data:text/javascript,throw new Error('no model')`));
    await expect(starting).rejects.toEqual(
      new VoiceActivityError('The voice activity worker did not start.'),
    );
    await expect(starting).rejects.toHaveProperty('cause', new Error('no model'));
  });

  test('Scenario: the worker does not answer: audio is kept up to a bound, then dropped, then it is given up', async () => {
    const { listen, errors, voiceActivity } = await open(brokenWorker(''));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const { leg } = listen();
    leg.push(sentence);
    vi.advanceTimersByTime(32);
    leg.push(new Uint8Array(1_000_000));
    expect(voiceActivity.counts.droppedBytes).toBe(0);
    leg.push(new Uint8Array(100_000));
    expect(voiceActivity.counts.droppedBytes).toBe(100_000);
    const sentenceMs = sentence.length / 8;
    expect(leg.hasJudged(0, sentenceMs)).toBe(false);
    vi.advanceTimersByTime(4999);
    expect(errors).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(errors).toEqual([
      new VoiceActivityError('The voice activity worker has not answered for 5000 ms.'),
    ]);
  });

  test('Scenario: audio was dropped while the worker was behind: nobody knows of that stretch', async () => {
    const answering = `
      globalThis.count = (globalThis.count ?? 0) + 1;
      setTimeout(() => parentPort.postMessage(
        { type: 'judged', pieces: message.pieces, edges: [], counts: { judged: 0, gated: 0 } },
        [message.pieces],
      ), globalThis.count === 1 ? 300 : 0);
    `;
    const { listen, voiceActivity } = await open(brokenWorker(answering));
    const { leg } = listen();
    leg.push(silence(1000));
    // A piece that no buffer has room for.
    leg.push(silence(200_000));
    leg.push(silence(1000));
    expect(voiceActivity.counts.droppedBytes).toBe(1_600_000);
    await vi.waitFor(() => expect(leg.hasJudged(201_200, 202_000)).toBe(true), patience);
    expect(leg.hasJudged(0, 1000)).toBe(true);
    expect(leg.hasJudged(500, 1500)).toBe(false);
    expect(leg.hasJudged(200_900, 201_500)).toBe(false);
  });
});
