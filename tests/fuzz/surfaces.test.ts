import { expect, test } from 'vitest';
import { surfaces } from '../../bench/fuzz/surfaces.js';

/**
 * Some inputs of each surface, the same every time; PROPERTY_SEED=n tries others, and `npm run bench:fuzz` a
 * hundred thousand. What breaks a property is printed as small as it goes, with its seed.
 */
const seed = Number(process.env.PROPERTY_SEED ?? 20261122);
const inputs = 200;

test.each(Object.entries(surfaces))('%s', async (_name, fuzzSurface) => {
  const { finding, tried } = await fuzzSurface({ inputs, seed });
  expect(finding).toBe(undefined);
  expect(tried).toBe(inputs);
});
