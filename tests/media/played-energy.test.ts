import { expect, test } from 'vitest';
import { bandCount } from '../../src/media/band-powers.js';
import { linearToMulaw, mulawSilence } from '../../src/media/mulaw.js';
import { cellMs, createPlayedEnergy, type PlayedEnergy } from '../../src/media/played-energy.js';

/** Noise of so many ms whose loudness rises all the time, so that no cell is like another. */
function rising(ms: number): Uint8Array {
  return Uint8Array.from({ length: 8 * ms }, (_, index) => {
    const amplitude = 500 + index / 40;
    const sample = Math.round(amplitude * Math.sin(index * index));
    return linearToMulaw[(sample >> 2) & 0x3fff] ?? 0;
  });
}

const energyOf = (played: PlayedEnergy, cell: number) => {
  const offset = played.offsetOf(cell);
  return [...played.energies.subarray(offset, offset + bandCount)];
};

test('Scenario: who is played half a minute at once has all of it booked, as if it came piece by piece', () => {
  const speech = rising(30_000);
  const atOnce = createPlayedEnergy();
  atOnce.book(speech, 1000);
  const byPieces = createPlayedEnergy();
  for (let ms = 0; ms < 30_000; ms += 1000)
    byPieces.book(speech.subarray(8 * ms, 8 * (ms + 1000)), 1000 + ms);
  for (let cell = 1000 / cellMs; cell < 31_000 / cellMs; cell += 97) {
    expect(energyOf(byPieces, cell)).toEqual(energyOf(atOnce, cell));
    expect(energyOf(atOnce, cell)[0]).toBeGreaterThan(0);
  }
  expect(atOnce.isSilent(0, 1000 / cellMs)).toBe(true);
  expect(atOnce.isSilent(31_000 / cellMs, 32_000 / cellMs)).toBe(true);
});

test('Scenario: half a minute is held up for two seconds', () => {
  const speech = rising(30_000);
  const played = createPlayedEnergy();
  played.book(speech, 1000);
  const before = energyOf(played, 20_000 / cellMs);
  played.move(1000, 1000, 2000);
  expect(energyOf(played, 22_000 / cellMs)).toEqual(before);
});

test('Scenario: a minute at once: the end of it is left out, and the beginning is what it was', () => {
  const played = createPlayedEnergy();
  const first = createPlayedEnergy();
  const speech = rising(60_000);
  played.book(speech, 0);
  first.book(speech.subarray(0, 8000), 0);
  expect(energyOf(played, 100)).toEqual(energyOf(first, 100));
  expect(played.isSilent(50_000 / cellMs, 51_000 / cellMs)).toBe(true);
});

test('Scenario: silence is played, as between two words of the other voice; it is nothing to look for an echo of', () => {
  const played = createPlayedEnergy();
  played.book(new Uint8Array(800).fill(mulawSilence), 0);
  expect(played.isSilent(0, 20)).toBe(true);
  played.book(rising(20), 100);
  played.book(new Uint8Array(800).fill(mulawSilence), 120);
  expect(played.isSilent(20, 24)).toBe(false);
  expect(played.isSilent(24, 44)).toBe(true);
});
