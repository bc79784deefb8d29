import { describe, expect, test } from 'vitest';
import { bandCount, createBandSplitter } from '../../src/media/band-powers.js';
import { encodeMulaw, sampleRateHz } from '../../src/media/mulaw.js';

/** A second of a tone, 20 dB below full scale. */
function toneOf(frequencyHz: number, phase: number) {
  const samples = Int16Array.from(
    { length: sampleRateHz },
    (_, index) => 3277 * Math.sin((2 * Math.PI * frequencyHz * index) / sampleRateHz + phase),
  );
  return encodeMulaw(samples);
}

/** Powers by band, dB. */
function powersOf(mulaw: Uint8Array) {
  const energies = new Float32Array(bandCount);
  createBandSplitter().addEnergies(mulaw, 0, mulaw.length, energies, 0);
  return Array.from(energies, (energy) => 10 * Math.log10(energy / mulaw.length));
}

describe('band powers', () => {
  test.each([
    { frequencyHz: 300, band: 0 },
    { frequencyHz: 1500, band: 1 },
    { frequencyHz: 3000, band: 2 },
  ])('a tone of $frequencyHz Hz is in band $band', ({ frequencyHz, band }) => {
    const powers = powersOf(toneOf(frequencyHz, 0));
    expect(powers.indexOf(Math.max(...powers))).toBe(band);
    expect(powers[band]).toBeCloseTo(-23, 0);
  });

  test.each([
    { frequencyHz: 1000, bands: [0, 1] },
    { frequencyHz: 2000, bands: [1, 2] },
  ])(
    'Scenario: a tone of $frequencyHz Hz, on an edge: no phase changes its shares',
    ({ frequencyHz, bands }) => {
      const phases = Array.from({ length: 8 }, (_, index) => (index * Math.PI) / 8);
      const powers = phases.map((phase) => powersOf(toneOf(frequencyHz, phase)));
      for (const band of bands) {
        const inBand = powers.map((each) => each[band] ?? 0);
        expect(Math.max(...inBand) - Math.min(...inBand)).toBeLessThan(0.5);
      }
    },
  );
});
