import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createVoices, type Voices } from '../../sandbox/sound/voices.js';
import { readWav } from '../../sandbox/sound/wav.js';
import { encodeMulaw, frameBytes, mulawSilence, sampleRateHz } from '../../src/media/mulaw.js';
import type { VoiceEdge } from '../../src/media/voice-activity/speech-edges.js';
import {
  createVoiceActivityBatch,
  type VoiceActivityBatch,
} from '../../src/media/voice-activity/voice-activity-batch.js';

/** An edge, and how much of the leg's audio had been pushed when it was found. */
interface TimedEdge {
  readonly edge: VoiceEdge;
  readonly pushedMs: number;
}

const recordings = fileURLToPath(new URL('../../../shared/audio/', import.meta.url));
const withRecordings = { skip: !existsSync(recordings) };

let voices: Voices;
let sentences: Uint8Array[];

beforeAll(async () => {
  voices = createVoices();
  const requests = [
    { text: 'Could you wait a moment, please?', language: 'en' },
    { text: 'Espere un momento, por favor.', language: 'es', voice: 'm3' },
    { text: 'Warten Sie bitte einen Augenblick.', language: 'de', voice: 'm1' },
    { text: 'Attendez un instant, je vous prie.', language: 'fr' },
    { text: 'Aspetti un momento, per favore.', language: 'it', voice: 'f4' },
  ];
  sentences = await Promise.all(requests.map(async (request) => encodeMulaw(await voices.speak(request))));
});

afterAll(() => voices.close());

function silence(ms: number): Uint8Array {
  return new Uint8Array((ms * sampleRateHz) / 1000).fill(mulawSilence);
}

function join(...pieces: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(pieces);
}

async function openBatch(aggressiveness: 0 | 1 | 2 | 3 = 2): Promise<VoiceActivityBatch> {
  const batch = await createVoiceActivityBatch(aggressiveness);
  onTestFinished(() => batch.close());
  return batch;
}

/** Plays a line to each leg, all at once, frame by frame as a telephone does; returns what was found on each. */
async function play(batch: VoiceActivityBatch, lines: readonly Uint8Array[]): Promise<TimedEdge[][]> {
  const found = lines.map((): TimedEdge[] => []);
  const longest = Math.max(...lines.map((line) => line.length));
  for (let position = 0; position < longest; position += frameBytes) {
    for (const [leg, line] of lines.entries()) {
      if (position < line.length) batch.push(leg, position, line.subarray(position, position + frameBytes));
    }
    for (const { leg, edge } of await batch.run()) {
      found[leg]?.push({ edge, pushedMs: ((position + frameBytes) * 1000) / sampleRateHz });
    }
  }
  return found;
}

function typesOf(edges: readonly TimedEdge[] | undefined): string[] {
  return (edges ?? []).map(({ edge }) => edge.type);
}

describe('voice activity of a batch of legs', () => {
  test('Scenario: every voice is confirmed within 230 ms of its onset, and its end is found', async () => {
    const lines = sentences.map((sentence) => join(silence(1000), sentence, silence(600)));
    const found = await play(await openBatch(), lines);
    expect(found.map((edges) => typesOf(edges.slice(0, 2)))).toEqual(
      lines.map(() => ['started', 'confirmed']),
    );
    expect(found.map((edges) => typesOf(edges).at(-1))).toEqual(lines.map(() => 'ended'));
    // The voices have a margin of 50 ms before their first sound.
    const latencies = found.map((edges) => (edges[1]?.pushedMs ?? Number.NaN) - 1050);
    expect(Math.max(...latencies)).toBeLessThanOrEqual(230);
  });

  test('Scenario: five people at once are heard as each is alone', async () => {
    const lines = sentences.map((sentence, leg) => join(silence(200 + 7 * leg), sentence, silence(500)));
    const together = await play(await openBatch(), lines);
    const alone: TimedEdge[][] = [];
    for (const line of lines) alone.push(...(await play(await openBatch(), [line])));
    expect(together).toEqual(alone);
  });

  test('Scenario: audio that comes in one piece is heard as audio that comes in frames', async () => {
    const line = join(silence(300), ...sentences, silence(500));
    const framed = (await play(await openBatch(), [line])).flat().map(({ edge }) => edge);
    const batch = await openBatch();
    batch.push(0, 0, line);
    expect((await batch.run()).map(({ edge }) => edge)).toEqual(framed);
  });

  test('Scenario: more people than one run of the model takes all find their edges', async () => {
    const batch = await openBatch();
    const line = join(silence(300), sentences[0] ?? new Uint8Array(), silence(500));
    for (let leg = 0; leg < 150; leg += 1) batch.push(leg, 0, line);
    const edges = await batch.run();
    const byLeg = Array.from({ length: 150 }, (_, leg) =>
      edges.filter((found) => found.leg === leg).map(({ edge }) => edge),
    );
    expect(byLeg[0]?.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['started', 'confirmed', 'ended']),
    );
    expect(byLeg).toEqual(byLeg.map(() => byLeg[0]));
  });

  test('Scenario: a silent line costs no inference', async () => {
    const batch = await openBatch();
    expect(await play(batch, [silence(3200)])).toEqual([[]]);
    expect(batch.counts).toEqual({ judged: 100, gated: 100 });
  });

  test('Scenario: audio was lost on the way, and the positions stay right', async () => {
    const batch = await openBatch();
    const line = join(silence(512), sentences[0] ?? new Uint8Array());
    const lostBytes = 8000;
    batch.push(0, 0, silence(20));
    batch.push(0, frameBytes + lostBytes, line);
    const whole = await openBatch();
    whole.push(0, 0, line);
    const shiftMs = ((frameBytes + lostBytes) * 1000) / sampleRateHz;
    expect(await batch.run()).toEqual(
      (await whole.run()).map(({ leg, edge }) => ({
        leg,
        edge: { ...edge, positionMs: edge.positionMs + shiftMs },
      })),
    );
  });

  test('Scenario: a leg that was closed in the middle of a sentence has nothing more to tell', async () => {
    const batch = await openBatch();
    const sentence = sentences[0] ?? new Uint8Array();
    batch.push(0, 0, join(silence(200), sentence.subarray(0, 4000)));
    expect((await batch.run()).map(({ edge }) => edge.type)).toEqual(['started', 'confirmed']);
    batch.push(0, 5600, silence(2000));
    batch.closeLeg(0);
    expect(await batch.run()).toEqual([]);
  });

  test('Scenario: a short loud click is no speech to anyone', async () => {
    const click = Uint8Array.from({ length: 80 }, (_, index) => (index % 7 === 0 ? 0x00 : 0x80));
    const line = join(silence(500), click, silence(1000));
    expect(await play(await openBatch(0), [line])).toEqual([[]]);
  });
});

describe(`voice activity on recordings (${withRecordings.skip ? 'skipped: ../shared/audio is missing' : recordings})`, () => {
  test.each([
    'office_livekit',
    'keyboard_livekit',
    'gen_line_noise_-60dBFS',
    'gen_digital_silence',
    'dtmf_1234567890',
  ])('Scenario: nobody speaks in %s, in whichever phase the windows fall', withRecordings, async (name) => {
    const noise = encodeMulaw(await readWav(`${recordings}noise/${name}.wav`));
    const lines = Array.from({ length: 8 }, (_, phase) => join(silence(500 + 4 * phase), noise));
    const found = await play(await openBatch(), lines);
    expect(found.flatMap(typesOf).filter((type) => type === 'confirmed')).toEqual([]);
  });

  /** Onsets of the first audible sound of the recording's first voiced stretch, measured by level and pitch. */
  test.each([
    { name: 'de/fleurs_001', onsetMs: 2260 },
    { name: 'de/fleurs_004', onsetMs: 1590 },
    { name: 'en/asterisk_ss_noservice', onsetMs: 200 },
    { name: 'en/jfk', onsetMs: 320 },
    { name: 'es/cheetah_read', onsetMs: 780 },
    { name: 'es/fleurs_006', onsetMs: 700 },
    { name: 'fr/fleurs_002', onsetMs: 920 },
    { name: 'fr/fleurs_006', onsetMs: 1100 },
    { name: 'it/asterisk_ss_noservice', onsetMs: 0 },
    { name: 'it/cheetah_read', onsetMs: 580 },
    { name: 'pt/fleurs_007', onsetMs: 760 },
  ])(
    'Scenario: the voice of $name is confirmed within 230 ms of its onset',
    withRecordings,
    async ({ name, onsetMs }) => {
      const leadMs = 1000;
      const line = join(silence(leadMs), encodeMulaw(await readWav(`${recordings}${name}.wav`)));
      const [edges = []] = await play(await openBatch(), [line]);
      const found = edges.find(
        ({ edge, pushedMs }) => edge.type === 'confirmed' && pushedMs > leadMs + onsetMs,
      );
      expect((found?.pushedMs ?? Number.NaN) - leadMs - onsetMs).toBeLessThanOrEqual(230);
    },
  );
});
