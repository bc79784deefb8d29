import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createVoices, type Voices } from '../../sandbox/sound/voices.js';
import { createRandom } from '../../sandbox/telephone/random.js';
import { encodeMulaw } from '../../src/media/mulaw.js';
import type { VoiceEdge } from '../../src/media/voice-activity/voice-activity.js';
import { detectVoiceByLevel } from '../../src/providers/voice-detector.js';

let voices: Voices;
let speech: Int16Array;

beforeAll(async () => {
  voices = createVoices();
  speech = await voices.speak({ text: 'Chamo pola factura da luz.', language: 'gl', voice: 'f2' });
});
afterAll(() => voices.close());

const speechMs = () => speech.length / 8;

/** The edges in one second of a line, the speech, and two seconds of the line. */
function edgesOn(noiseDb: number): VoiceEdge[] {
  const random = createRandom(1);
  // Uniform noise has a third of the power of its peak.
  const peak = 32_768 * Math.sqrt(3) * 10 ** (noiseDb / 20);
  const samples = Int16Array.from({ length: speech.length + 24_000 }, (_, index) => {
    const sample = (speech[index - 8000] ?? 0) + (2 * random() - 1) * peak;
    return Math.max(-32_768, Math.min(32_767, sample));
  });
  const edges: VoiceEdge[] = [];
  const detector = detectVoiceByLevel((edge) => edges.push(edge));
  const mulaw = encodeMulaw(samples);
  for (let at = 0; at < mulaw.length; at += 160) detector.push(mulaw.subarray(at, at + 160));
  detector.close();
  detector.push(mulaw);
  return edges;
}

describe('detecting voice by its level', () => {
  it.each([-90, -50, -42])('finds where somebody speaks on a line with noise of %i dBFS', (noiseDb) => {
    const edges = edgesOn(noiseDb).filter(({ type }) => type === 'confirmed' || type === 'ended');
    const starts = edgesOn(noiseDb).filter(({ type }) => type === 'started');
    expect(edges.at(-1)?.type).toBe('ended');
    expect(Math.abs((starts.at(0)?.positionMs ?? 0) - 1000)).toBeLessThan(200);
    expect(Math.abs((edges.at(-1)?.positionMs ?? 0) - 1000 - speechMs())).toBeLessThan(200);
  });

  it('tells the edges of one stretch in order', () => {
    const types = edgesOn(-60).map(({ type }) => type);
    expect(types.slice(0, 2)).toEqual(['started', 'confirmed']);
    expect(types.slice(-2)).toEqual(['paused', 'ended']);
    expect(types.filter((type) => type === 'misfired')).toEqual([]);
  });
});
