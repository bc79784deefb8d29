import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import wavefile from 'wavefile';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { spokenBlocks, splitWords, timedWords, toClip, trimmed } from '../../sandbox/sound/clip.js';
import { toTelephoneBand } from '../../sandbox/sound/resample.js';
import { createVoices, type Voices } from '../../sandbox/sound/voices.js';
import { readWav, writeWav } from '../../sandbox/sound/wav.js';

describe('the voices', () => {
  let voices: Voices;
  beforeAll(() => {
    voices = createVoices({ cacheSize: 2 });
  });
  afterAll(() => voices.close());

  test('Scenario: a text is said as a telephone would carry it', async () => {
    const samples = await voices.speak({ text: 'Buenos días, ¿en qué puedo ayudarle?', language: 'es' });
    const spoken = spokenBlocks(samples);
    const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

    expect(samples.length / 8000).toBeGreaterThan(1.5);
    expect(loudest).toBe(16_384);
    expect(spoken.indexOf(true)).toBeLessThanOrEqual(3);
    expect(spoken.length - spoken.lastIndexOf(true)).toBeLessThanOrEqual(4);
  });

  test('Scenario: every language of the scenarios has a voice, Galician that of Portuguese', async () => {
    const languages = ['es', 'fr', 'en', 'en-US', 'de', 'it', 'pt', 'pt-BR', 'gl', 'de-AT'];
    const lengths = await Promise.all(
      languages.map(async (language) => (await voices.speak({ text: 'La la la.', language })).length > 2000),
    );

    expect(lengths).toEqual(languages.map(() => true));
    expect(await voices.speak({ text: 'Bos días.', language: 'gl' })).toEqual(
      await voices.speak({ text: 'Bos días.', language: 'pt' }),
    );
  });

  test('Scenario: speed and voice are heard', async () => {
    const request = { text: 'La reunión es mañana por la mañana.', language: 'es' };
    const normal = await voices.speak(request);
    const fast = await voices.speak({ ...request, speed: 1.25 });
    const low = await voices.speak({ ...request, voice: 'm3' });

    expect(fast.length / normal.length).toBeGreaterThan(0.7);
    expect(fast.length / normal.length).toBeLessThan(0.9);
    expect(low).not.toEqual(normal);
  });

  test('Scenario: the same request is spoken once, until it was not asked for in a long time', async () => {
    const first = voices.speak({ text: 'uno', language: 'es' });
    expect(voices.speak({ text: 'uno', language: 'es' })).toBe(first);
    void voices.speak({ text: 'dos', language: 'es' });
    void voices.speak({ text: 'tres', language: 'es' });

    const again = voices.speak({ text: 'uno', language: 'es' });
    expect(again).not.toBe(first);
    expect(await again).toEqual(await first);
  });

  test('Scenario: a text that looks like an option is said, and one without words is silence', async () => {
    expect((await voices.speak({ text: '-v es', language: 'es' })).length).toBeGreaterThan(2000);
    expect(await voices.speak({ text: '...', language: 'es' })).toEqual(new Int16Array());
  });

  test('Scenario: a language that nobody speaks is an error, and costs nobody else', async () => {
    await expect(voices.speak({ text: 'nuqneH', language: 'tlh-none' })).rejects.toThrow('could not speak');
    expect((await voices.speak({ text: 'Hola.', language: 'es' })).length).toBeGreaterThan(2000);
  });

  test('Scenario: closed voices say so, also to those who wait', async () => {
    const own = createVoices();
    const waiting = own.speak({ text: 'Hola.', language: 'es' });
    await Promise.all([expect(waiting).rejects.toThrow('The voices are closed.'), own.close()]);

    await expect(own.speak({ text: 'Adiós.', language: 'es' })).rejects.toThrow('The voices are closed.');
  });
});

describe('a clip', () => {
  /** 100 ms of silence, 400 ms of tone, 300 ms of silence, 200 ms of tone, 200 ms of silence. */
  const samples = Int16Array.from({ length: 9600 }, (_, index) => {
    const ms = index / 8;
    return (ms >= 100 && ms < 500) || (ms >= 800 && ms < 1000) ? 5000 * Math.sin(index * 0.7) : 0;
  });

  test('its words share the spoken time by their letters and leave the pause out', () => {
    expect(timedWords('Buenas, sol', samples)).toEqual([
      { text: 'Buenas,', startMs: 100, endMs: 500 },
      { text: 'sol', startMs: 800, endMs: 1000 },
    ]);
    expect(toClip({ id: 'x', language: 'es', text: 'uno dos tres', samples }).words).toEqual([
      { text: 'uno', startMs: 100, endMs: 280 },
      { text: 'dos', startMs: 280, endMs: 460 },
      { text: 'tres', startMs: 460, endMs: 1000 },
    ]);
  });

  test('punctuation stays with its word, also where it stands alone', () => {
    expect(splitWords('  ¿Qué tal? — Bien : 3,50 € ')).toEqual(['¿Qué', 'tal? —', 'Bien :', '3,50 €']);
    expect(splitWords('- Hola')).toEqual(['- Hola']);
    expect(splitWords(' ')).toEqual([]);
  });

  test('trimming leaves 50 ms of margin and brings the peak to -6 dBFS', () => {
    const kept = trimmed(samples);
    expect(kept.length / 8).toBe(50 + 900 + 50);
    expect(kept.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)).toBe(16_384);
    expect(trimmed(new Int16Array(800))).toEqual(new Int16Array());
  });
});

describe('recordings', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dragoman-sound-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('what is written is read again, but for what is beyond the telephone band', async () => {
    const tone = Int16Array.from({ length: 8000 }, (_, index) => 9000 * Math.sin(index * 0.8));
    const path = join(folder, 'tone.wav');
    await writeWav(path, tone);
    const read = await readWav(path);

    expect(read.length).toBe(tone.length);
    const off = read.subarray(400, 7600).map((sample, index) => Math.abs(sample - (tone[index + 400] ?? 0)));
    expect(Math.max(...off)).toBeLessThan(100);
  });

  test('any rate and number of channels come to 8 kHz mono', async () => {
    const left = Float32Array.from(
      { length: 44_100 },
      (_, index) => 0.5 * Math.sin((2 * Math.PI * 1000 * index) / 44_100),
    );
    const wave = new wavefile.WaveFile();
    wave.fromScratch(2, 44_100, '32f', [left, new Float32Array(44_100)]);
    const path = join(folder, 'stereo.wav');
    await writeFile(path, wave.toBuffer());
    const read = await readWav(path);

    expect(read.length).toBe(8000);
    expect(read[2002]).toBeCloseTo(0.25 * 32_767, -3);
    expect(read[2000]).toBeCloseTo(0, -3);
  });

  test('a file that is no recording is refused', async () => {
    const path = join(folder, 'text.wav');
    await writeFile(path, 'this is not a recording, whatever its name says');
    await expect(readWav(path)).rejects.toThrow();
    await expect(readWav(join(folder, 'none.wav'))).rejects.toThrow('ENOENT');
  });

  test.each([
    [100, 0.05],
    [500, 1],
    [1000, 1],
    [3000, 1],
    [5000, 0.01],
    [9000, 0.01],
  ])('the telephone band passes what it should of %i Hz', (hertz, expected) => {
    const tone = Float32Array.from({ length: 22_050 }, (_, index) =>
      Math.sin((2 * Math.PI * hertz * index) / 22_050),
    );
    const heard = toTelephoneBand(tone, 22_050).subarray(800, 7200);
    const level = Math.sqrt((2 * heard.reduce((sum, sample) => sum + sample ** 2, 0)) / heard.length);

    if (expected === 1) expect(Math.abs(level - 1)).toBeLessThan(0.1);
    else expect(level).toBeLessThan(expected);
  });
});
