import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { withMachineDrawings } from '../scripts/machine-drawings.js';

test('docs/architecture.md draws the machines as they are (else: npm run docs)', () => {
  const page = readFileSync(new URL('../docs/architecture.md', import.meta.url), 'utf8');
  expect(page).toContain('### A clause');
  expect(withMachineDrawings(page)).toBe(page);
});
