import { readFileSync, writeFileSync } from 'node:fs';
import { withMachineDrawings } from './machine-drawings.js';

/** Draws the machines anew in docs/architecture.md: `npm run docs`. */
const page = new URL('../../docs/architecture.md', import.meta.url);
writeFileSync(page, withMachineDrawings(readFileSync(page, 'utf8')));
