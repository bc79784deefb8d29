import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordingsFolder } from '../../sandbox/package-root.js';
import { toClip, trimmed } from '../../sandbox/sound/clip.js';
import { createSoundLibrary, createSoundListener, findClips } from '../../sandbox/sound/matcher.js';
import type { SoundEvent, SoundLibrary } from '../../sandbox/sound/matcher.js';
import { createVoices, type Voices } from '../../sandbox/sound/voices.js';
import { readWav } from '../../sandbox/sound/wav.js';
import { decodeMulaw, encodeMulaw } from '../../src/media/mulaw.js';
import type { Clip } from '../../sandbox/script.js';

/** Lines of the library: id, language, voice, text. Several share their voice, some their beginning or their end. */
const lines = [
  ['sure', 'es', 'f2', 'Sí, desde luego.'],
  ['thanks', 'es', 'f2', 'No, gracias.'],
  ['monday', 'es', 'f2', 'La reunión es el lunes a las nueve de la mañana.'],
  ['friday', 'es', 'f2', 'La reunión es el viernes a las diez de la mañana.'],
  ['wait', 'es', 'f2', 'Espere un momento, que consulto el pedido.'],
  ['invoice', 'es', 'm1', 'Le hemos enviado la factura por correo.'],
  ['parcel', 'fr', 'f3', "J'attends un colis depuis une semaine."],
  ['doctor', 'de', 'm3', 'Ich brauche dringend einen Arzt in der Nähe.'],
  ['hotel', 'en', 'f1', 'We booked a double room with breakfast for three nights.'],
] as const;

/** What nobody has in the library: the same voices, other words. */
const strangers = [
  ['es', 'f2', 'El tren sale con retraso por las obras.'],
  ['es', 'm1', 'No encuentro las llaves del coche.'],
  ['de', 'm3', 'Heute regnet es den ganzen Tag.'],
] as const;

/** What a line does to the sound that it carries. */
interface Line {
  /** Of the speech over white noise, dB; none if it is not said. */
  readonly signalToNoise?: number;
  /** dB. */
  readonly gain?: number;
  /** A second voice, 15 dB below the first. */
  readonly second?: Int16Array;
  /** How much faster the listener's clock runs, parts per million. */
  readonly drift?: number;
  /** One frame of 20 ms out of so many is lost, and another one doubled. */
  readonly framesBetweenSlips?: number;
  /** Part of the sound that is sent. */
  readonly from?: number;
  readonly to?: number;
}

const leadSamples = 8000;

describe('the matcher', () => {
  const clips = new Map<string, Clip>();
  const others: Int16Array[] = [];
  let voices: Voices;
  let library: SoundLibrary;

  beforeAll(async () => {
    voices = createVoices();
    library = createSoundLibrary();
    for (const [id, language, voice, text] of lines) {
      const clip = toClip({ id, language, text, samples: await voices.speak({ text, language, voice }) });
      clips.set(id, library.add(clip));
    }
    for (const [language, voice, text] of strangers)
      others.push(await voices.speak({ text, language, voice }));
  });
  afterAll(() => voices.close());

  const samplesOf = (id: string) => clips.get(id)?.samples ?? new Int16Array();

  const bad: readonly (readonly [string, () => Line, number])[] = [
    ['a clean line', () => ({}), 0.97],
    ['noise 20 dB below the speech', () => ({ signalToNoise: 20 }), 0.95],
    ['noise 10 dB below the speech', () => ({ signalToNoise: 10 }), 0.9],
    ['a line 20 dB too quiet, with noise', () => ({ signalToNoise: 15, gain: -20 }), 0.9],
    ['a line 6 dB too loud, with noise', () => ({ signalToNoise: 15, gain: 6 }), 0.9],
    ['a second voice', () => ({ second: others[0] ?? new Int16Array() }), 0.9],
    ['a fast clock', () => ({ signalToNoise: 20, drift: 300 }), 0.95],
    ['a slow clock', () => ({ signalToNoise: 20, drift: -300 }), 0.95],
    ['lost and doubled frames', () => ({ signalToNoise: 20, framesBetweenSlips: 50 }), 0.6],
  ];

  test.each(bad)('Scenario: every line is told from every other over %s', (_, line, leastCoverage) => {
    const heard = lines.map(([id], index) => {
      const seed = 1000 + index;
      const detections = findClips(carry(samplesOf(id), line(), seed), library);
      return { seed, heard: detections.map(({ clip, coverage }) => [clip, coverage >= leastCoverage]) };
    });

    expect(heard).toEqual(lines.map(([id], index) => ({ seed: 1000 + index, heard: [[id, true]] })));
  });

  test('Scenario: other speech in the same voices, noise, a tone and silence are no line at all', () => {
    const random = createRandom(7);
    const noise = Int16Array.from({ length: 24_000 }, () => 3000 * random.gaussian());
    const tone = Int16Array.from({ length: 24_000 }, (_, index) => 8000 * Math.sin(index * 0.345));
    const sounds = [...others.map((samples) => carry(samples, { signalToNoise: 20 }, 3)), noise, tone];

    expect([...sounds, new Int16Array(24_000)].map((sound) => findClips(sound, library))).toEqual(
      Array.from({ length: sounds.length + 1 }, () => []),
    );
  });

  test.skipIf(!existsSync(recordingsFolder))(
    'Scenario: recorded people, offices and hold music are no line, and recorded lines are known',
    async () => {
      const read = async (path: string) =>
        (await readWav(fileURLToPath(new URL(path, recordingsFolder)))).subarray(0, 6 * 8000);
      const ours = createSoundLibrary();
      for (const clip of clips.values()) ours.add(clip);
      const known = ['es/cheetah_read.wav', 'en/fleurs_001.wav', 'fr/fleurs_002.wav', 'it/cheetah_read.wav'];
      for (const id of known)
        ours.add(toClip({ id, language: 'en', text: id, samples: trimmed(await read(id)) }));
      const strange = [
        'noise/moh_cold_day.wav',
        'noise/office_livekit.wav',
        'multi/ami_dev00.wav',
        'en/jfk.wav',
      ];
      const paths = [...known, ...strange, 'es/fleurs_002.wav', 'noise/dtmf_1234567890.wav'];

      const heard: (readonly [string, readonly string[]])[] = [];
      for (const [index, path] of paths.entries()) {
        const sound = carry(await read(path), { signalToNoise: 15 }, 300 + index);
        heard.push([path, findClips(sound, ours).map(({ clip }) => clip)]);
      }

      expect(heard).toEqual(paths.map((path) => [path, known.includes(path) ? [path] : []]));
    },
    60_000,
  );

  test('Scenario: a line that is cut says which part of it was heard', () => {
    const half = samplesOf('hotel').length / 16;
    const [detection, ...more] = findClips(
      carry(samplesOf('hotel'), { to: 0.5, signalToNoise: 20 }, 5),
      library,
    );

    expect(more).toEqual([]);
    expect(detection?.clip).toBe('hotel');
    expect(detection?.coverage).toBeGreaterThan(0.4);
    expect(detection?.coverage).toBeLessThan(0.6);
    expect(detection?.gaps.at(-1)?.endMs).toBeGreaterThan(2 * half - 200);
    expect(detection?.gaps.every(({ startMs }) => startMs > half - 100)).toBe(true);
  });

  test('Scenario: a line whose beginning was lost begins where it is first heard', () => {
    const samples = samplesOf('hotel');
    const listener = createSoundListener(library);
    const events = listener.push(carry(samples, { from: 0.4, signalToNoise: 20 }, 6));
    const began = events.find((event) => event.type === 'clip.began');

    const lostMs = (0.4 * samples.length) / 8;
    // Where the clip's first sample would have been.
    const beginningMs = (began?.streamMs ?? 0) - (began?.clipMs ?? 0);
    expect(began?.clip).toBe('hotel');
    expect(began?.clipMs).toBeGreaterThan(lostMs - 40);
    expect(began?.clipMs).toBeLessThan(lostMs + 200);
    expect(Math.abs(beginningMs - (leadSamples / 8 - lostMs))).toBeLessThan(20);
  });

  test('Scenario: a line is recognized while it is spoken, within 650 ms of its first sound', () => {
    const late = lines
      .filter(([id]) => !['monday', 'friday'].includes(id))
      .map(([id], index) => {
        const sound = carry(samplesOf(id), { signalToNoise: 20 }, 100 + index);
        const told = listenByFrames(library, sound).find(({ event }) => event.type === 'clip.began');
        const onsetMs = told?.event.type === 'clip.began' ? told.event.streamMs : 0;
        return [id, told?.event.clip, (told?.atMs ?? Infinity) - onsetMs <= 650];
      });

    expect(late).toEqual(
      lines.filter(([id]) => !['monday', 'friday'].includes(id)).map(([id]) => [id, id, true]),
    );
  });

  test('Scenario: of two lines that begin alike, the wrong guess is taken back where they part', () => {
    const settled = ['monday', 'friday'].map((id, index) => {
      const events = listenByFrames(library, carry(samplesOf(id), {}, 200 + index)).map(({ event }) => event);
      const retracted = new Set(
        events.flatMap((event) => (event.type === 'clip.retracted' ? [event.hearing] : [])),
      );
      return events.flatMap((event) =>
        event.type === 'clip.ended' && !retracted.has(event.hearing) ? [event.clip] : [],
      );
    });

    expect(settled).toEqual([['monday'], ['friday']]);
  });

  test('Scenario: two people talk at once and both are heard', () => {
    const one = carry(samplesOf('parcel'), {}, 8);
    const other = samplesOf('doctor');
    const both = one.map((sample, index) => (sample + (other[index - leadSamples - 2400] ?? 0)) / 2);

    expect(findClips(both, library).map(({ clip, coverage }) => [clip, coverage > 0.7])).toEqual([
      ['parcel', true],
      ['doctor', true],
    ]);
  });

  test('Scenario: a line that is said twice is heard twice, at its times', () => {
    const once = carry(samplesOf('wait'), {}, 9);
    const twice = new Int16Array(2 * once.length);
    twice.set(once);
    twice.set(once, once.length);
    const [first, second, ...more] = findClips(twice, library);

    expect(more).toEqual([]);
    expect([first?.clip, second?.clip]).toEqual(['wait', 'wait']);
    expect((second?.startMs ?? 0) - (first?.startMs ?? 0)).toBeCloseTo(once.length / 8, 0);
  });

  test('Scenario: pieces of any size tell the same', () => {
    const sound = carry(samplesOf('invoice'), { signalToNoise: 20 }, 10);
    const whole = createSoundListener(library).push(sound);
    const listener = createSoundListener(library);
    const pieces: SoundEvent[] = [];
    for (let first = 0; first < sound.length; first += 160) {
      pieces.push(...listener.push(sound.subarray(first, first + 160)));
    }

    expect(pieces).toEqual(whole);
    expect(pieces.map(({ type }) => type)).toContain('clip.ended');
  });

  test('Scenario: a clip that is added while somebody listens is recognized, and one that is removed is not', async () => {
    const ours = createSoundLibrary();
    const listener = createSoundListener(ours);
    const text = 'El paquete llegó ayer por la tarde.';
    const samples = await voices.speak({ text, language: 'es' });
    const clip = toClip({ id: 'new', language: 'es', text, samples });
    const began = () =>
      listener.push(carry(samples, {}, 11)).filter((event) => event.type === 'clip.began').length;

    const before = began();
    ours.add(clip);
    const during = began();
    ours.remove('new');
    const after = began();

    expect([before, during, after]).toEqual([0, 1, 0]);
  });

  test('a clip that sounds exactly like a known one is that one', () => {
    const ours = createSoundLibrary();
    const known = clips.get('sure');
    if (known === undefined) throw new Error('There is no such clip.');
    ours.add(known);

    expect(ours.add({ ...known, id: 'again' })).toBe(known);
    expect(ours.ids).toEqual(['sure']);
  });
});

/** What a listener says about each 20 ms as they come, and when. */
function listenByFrames(library: SoundLibrary, sound: Int16Array) {
  const listener = createSoundListener(library);
  const told: { event: SoundEvent; atMs: number }[] = [];
  for (let first = 0; first < sound.length; first += 160) {
    const events = listener.push(sound.subarray(first, first + 160));
    told.push(...events.map((event) => ({ event, atMs: (first + 160) / 8 })));
  }
  return told;
}

/** Speech as a telephone line carries it: mu-law, a second of the line before and after it. */
function carry(speech: Int16Array, line: Line, seed: number): Int16Array {
  const random = createRandom(seed);
  const loudness = Math.sqrt(speech.reduce((sum, sample) => sum + sample ** 2, 0) / speech.length);
  const part = speech.subarray((line.from ?? 0) * speech.length, (line.to ?? 1) * speech.length);
  const sent = stretched(slipped([...part], line.framesBetweenSlips), line.drift ?? 0);
  const second = line.second ?? new Int16Array();
  const noise = line.signalToNoise === undefined ? 0 : loudness * 10 ** (-line.signalToNoise / 20);
  const gain = 10 ** ((line.gain ?? 0) / 20);
  // Not a multiple of anything, so that the frames of the listener and of the clip never fall together.
  const lead = leadSamples + Math.floor(random.uniform() * 80);
  const line16 = Int16Array.from({ length: lead + sent.length + leadSamples }, (_, index) => {
    const voice = sent[index - lead] ?? 0;
    const beside = (second[index % Math.max(1, second.length)] ?? 0) * 10 ** (-15 / 20);
    return Math.max(-32_768, Math.min(32_767, gain * (voice + beside + noise * random.gaussian())));
  });
  decodeMulaw(encodeMulaw(line16), line16);
  return line16;
}

/** The clocks of a sender and a listener differ: the samples in between, by a windowed sinc. */
function stretched(samples: readonly number[], partsPerMillion: number): number[] {
  if (partsPerMillion === 0) return [...samples];
  const step = 1 + partsPerMillion / 1e6;
  return Array.from({ length: Math.floor(samples.length / step) }, (_, index) => {
    const position = index * step;
    let sum = 0;
    for (let tap = Math.ceil(position) - 8; tap < position + 8; tap += 1) {
      const distance = position - tap;
      const kernel = distance === 0 ? 1 : Math.sin(Math.PI * distance) / (Math.PI * distance);
      sum += (samples[tap] ?? 0) * kernel * (0.5 + 0.5 * Math.cos((Math.PI * distance) / 8));
    }
    return sum;
  });
}

/** Loses the frame in the middle of each run of frames, and doubles the last one. */
function slipped(samples: number[], framesBetween: number | undefined): number[] {
  if (framesBetween === undefined) return samples;
  const frames = Array.from({ length: Math.ceil(samples.length / 160) }, (_, frame) =>
    samples.slice(frame * 160, (frame + 1) * 160),
  );
  return frames.flatMap((frame, index) => {
    const place = (index + 1) % framesBetween;
    if (place === Math.floor(framesBetween / 2)) return [];
    return place === 0 ? [...frame, ...frame] : frame;
  });
}

/** Mulberry32. */
function createRandom(seed: number) {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    uniform,
    gaussian: () => Math.sqrt(-2 * Math.log(uniform() + 1e-12)) * Math.cos(2 * Math.PI * uniform()),
  };
}
