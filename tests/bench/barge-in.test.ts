import { expect, test } from 'vitest';
import { pairOf } from '../../bench/barge-in.js';
import { speakerOf } from '../../bench/barge-in-cases.js';
import { speakLine } from '../../bench/speech-lines.js';
import { createVoices } from '../../sandbox/sound/voices.js';

test.each(['client', 'agent'] as const)(
  'two calls with the same lines do not sound alike: the %s',
  async (party) => {
    const voices = createVoices();
    const said = [{ text: 'Sí, no, stop.', translation: '' }];
    const [one, other] = await Promise.all(
      [0, 3].map((call) => speakLine(voices, String(call), said, speakerOf(pairOf(call), party))),
    );
    await voices.close();
    expect(one?.language).toBe(other?.language);
    expect(one?.clip.samples).not.toEqual(other?.clip.samples);
  },
);
