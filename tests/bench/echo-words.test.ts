import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEchoLine, playToGate, type EchoLine, type LineVoice } from '../../bench/echo-lines.js';
import { speakLineVoices } from '../../bench/echo-voices.js';
import { isRefusedAsEcho, loopsOf } from '../../bench/echo-words.js';
import { createVoices, type Voices } from '../../sandbox/sound/voices.js';

let synthetic: Voices;
let voices: LineVoice[];
beforeAll(async () => {
  synthetic = createVoices();
  voices = await speakLineVoices(synthetic);
});
afterAll(() => synthetic.close());

/** The gate's judgment of each frame, where it lets a stretch of the first rendition's echo through. */
function leaking(line: EchoLine, fromMs: number, toMs: number): boolean[] {
  const [first] = line.renditions;
  const originMs = (first?.startFrame ?? 0) * 20 + line.delayMs;
  return Array.from(line.echoPowers, (_, frame) => {
    const atMs = frame * 20 - originMs;
    return atMs < fromMs || atMs > toMs;
  });
}

/** The first line whose echo is loud enough for a recognizer. */
function loudLine(): EchoLine {
  for (let seed = 1; ; seed += 1) {
    const line = createEchoLine(seed, voices, { interruption: 'none' });
    if (line.attenuationDb < 14) return line;
  }
}

describe('words of an echo', () => {
  test('Scenario: the gate lets a whole rendition through, and the text check refuses it', () => {
    const line = loudLine();
    expect(loopsOf(line, leaking(line, 0, 20_000))).toEqual([]);
  });

  test('Scenario: so little comes through that the text check cannot know it: a loop', () => {
    const line = loudLine();
    const loops = loopsOf(line, leaking(line, 0, 900));
    expect(loops).toHaveLength(1);
    expect(line.renditions[0]?.voice.text).toContain(loops[0]?.text);
  });

  test('a line whose gate holds has none', () => {
    const line = createEchoLine(1, voices, { interruption: 'none' });
    expect(loopsOf(line, playToGate(line))).toEqual([]);
  });

  test('what somebody else says over a rendition is not refused as its echo', () => {
    const lines = Array.from({ length: 20 }, (_, index) =>
      createEchoLine(index + 1, voices, { interruption: 'later' }),
    );
    expect(lines.filter(isRefusedAsEcho)).toEqual([]);
  });
});
