import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createVoices, type Voices } from '../../sandbox/sound/voices.js';
import { readWav } from '../../sandbox/sound/wav.js';
import { encodeMulaw } from '../../src/media/mulaw.js';
import { createPitchEstimator } from '../../src/media/pitch.js';

const rate = 8000;

/** A voice as the telephone lets it through: harmonics from 300 to 3400 Hz, without the fundamental. */
function hum(hertz: number, seconds: number, amplitude = 3000): Int16Array {
  return Int16Array.from({ length: seconds * rate }, (_, index) => {
    let sum = 0;
    for (let harmonic = Math.ceil(300 / hertz); harmonic * hertz < 3400; harmonic += 1) {
      sum += Math.cos((2 * Math.PI * harmonic * hertz * index) / rate + harmonic) / harmonic;
    }
    return Math.max(-32_768, Math.min(32_767, Math.round(amplitude * sum)));
  });
}

function heard(...sounds: readonly Int16Array[]) {
  const estimator = createPitchEstimator();
  for (const sound of sounds) {
    const mulaw = encodeMulaw(sound);
    for (let at = 0; at < mulaw.length; at += 160) estimator.push(mulaw.subarray(at, at + 160));
  }
  return estimator;
}

describe('The pitch of a voice', () => {
  it.each([75, 100, 130, 180, 220, 300])('of %i Hz is found without its fundamental', (hertz) => {
    const { medianHz = 0 } = heard(hum(hertz, 2));
    expect(Math.abs(medianHz / hertz - 1)).toBeLessThan(0.03);
  });

  it('is not known before enough was heard', () => {
    const { medianHz, gender } = heard(hum(120, 0.5));
    expect([medianHz, gender]).toEqual([undefined, undefined]);
  });

  it.each([
    ['silence', () => new Int16Array(5 * rate)],
    ['a faint hum', () => hum(120, 5, 40)],
    ['noise', () => noise(5)],
  ])('is nothing that %s has', (_, sound) => {
    expect(heard(sound()).medianHz).toBeUndefined();
  });

  it('is the same however the audio is cut', () => {
    const mulaw = encodeMulaw(hum(140, 3));
    const [whole, cut] = [createPitchEstimator(), createPitchEstimator()];
    whole.push(mulaw);
    for (let at = 0; at < mulaw.length; at += 7) cut.push(mulaw.subarray(at, at + 7));
    expect(cut.medianHz).toBe(whole.medianHz);
  });
});

describe('Whose voice it is', () => {
  it.each([
    ['a man', [hum(110, 2)], 'male'],
    ['a woman', [hum(210, 2)], 'female'],
    ['somebody in between, for a moment', [hum(160, 2)], undefined],
    ['somebody in between, for long', [hum(160, 6)], 'male'],
    ['a man who gets excited', [hum(120, 5), hum(175, 60)], 'male'],
    ['a woman who calms down', [hum(210, 5), hum(155, 60)], 'female'],
    ['a man who hands over to a woman', [hum(120, 5), hum(215, 60)], 'female'],
  ] as const)('Scenario: %s', (_, sounds, gender) => {
    expect(heard(...sounds).gender).toBe(gender);
  });
});

describe('Whose voice it is, by synthetic voices', () => {
  let voices: Voices;
  beforeAll(() => {
    voices = createVoices();
  });
  afterAll(() => voices.close());

  it.each([
    ['f1', 'female'],
    ['f2', 'female'],
    ['f5', 'female'],
    ['m1', 'male'],
    ['m3', 'male'],
    ['m7', 'male'],
  ])('Scenario: %s is %s', async (voice, gender) => {
    const text = 'Buenos días, llamo por mi última factura de la luz, que es demasiado alta para este mes.';
    expect(heard(await voices.speak({ text, language: 'es', voice })).gender).toBe(gender);
  });
});

const recordings = fileURLToPath(new URL('../../../shared/audio/', import.meta.url));

/** The names of the recordings tell who speaks. The man's, and a president's, are as high as a woman's. */
const recorded = [
  ['en/asterisk_queue_periodic_announce.wav', 'female', 205],
  ['en/asterisk_ss_noservice.wav', 'female', 186],
  ['es/asterisk_queue_periodic_announce.wav', 'female', 216],
  ['es/asterisk_ss_noservice.wav', 'female', 205],
  ['fr/asterisk_queue_periodic_announce.wav', 'female', 186],
  ['fr/asterisk_ss_noservice.wav', 'female', 195],
] as const;

describe.skipIf(!existsSync(recordings))(
  'Whose voice it is, by recordings (skipped without ../shared/audio)',
  () => {
    it.each(recorded)('Scenario: %s is %s, at about %i Hz', async (file, gender, hertz) => {
      const { medianHz = 0, gender: told } = heard(await readWav(recordings + file));
      expect(told).toBe(gender);
      expect(Math.abs(medianHz / hertz - 1)).toBeLessThan(0.1);
    });
  },
);

/** The same in every run. */
function noise(seconds: number): Int16Array {
  let state = 1;
  return Int16Array.from({ length: seconds * rate }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 18) - 8192;
  });
}
