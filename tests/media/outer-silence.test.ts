import { expect, test } from 'vitest';
import { withoutOuterSilence } from '../../src/media/outer-silence.js';
import { silence, tone } from '../../src/media/tones.js';

/** What is passed on of a rendition that comes in pieces, each in bytes of silence ("-") and of sound. */
async function passedOn(...pieces: readonly Uint8Array[]) {
  const passed: Uint8Array[] = [];
  // eslint-disable-next-line @typescript-eslint/require-await -- it comes from afar elsewhere
  async function* rendition() {
    yield* pieces;
  }
  for await (const piece of withoutOuterSilence(rendition())) passed.push(Uint8Array.from(piece));
  return passed;
}

/** Without the soft edges of a tone, so that its first and its last sample are heard. */
const sound = (ms: number) =>
  tone({ frequencyHz: 400, durationMs: ms, levelDb: -10 }).map((byte) => byte & 0x8f);
const joined = (...pieces: readonly Uint8Array[]) => Uint8Array.from(Buffer.concat(pieces));

test('Scenario: a voice leaves silence before and behind what it says; of it 10 and 30 ms are kept', async () => {
  const passed = await passedOn(joined(silence(120), sound(200), silence(300)));
  expect(joined(...passed)).toEqual(joined(silence(10), sound(200), silence(30)));
});

test('Scenario: the pieces are cut anywhere, and a pause between two words stays', async () => {
  const passed = await passedOn(
    silence(90),
    joined(silence(5), sound(60)),
    joined(sound(40), silence(20)),
    silence(200),
    joined(silence(5), sound(100)),
    silence(50),
    silence(50),
  );
  expect(joined(...passed)).toEqual(
    joined(silence(10), sound(60), sound(40), silence(225), sound(100), silence(30)),
  );
});

test('what sounds is passed on as soon as it comes', async () => {
  const pieces = [joined(silence(30), sound(50)), sound(50), sound(50)];
  expect(await passedOn(...pieces)).toEqual([joined(silence(10), sound(50)), sound(50), sound(50)]);
});

test('a voice that begins at once loses nothing; one that says nothing is passed on as it is', async () => {
  expect(await passedOn(sound(100))).toEqual([sound(100)]);
  expect(joined(...(await passedOn(silence(60), silence(60))))).toEqual(silence(120));
  expect(await passedOn()).toEqual([]);
});
