import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { packageRoot } from '../sandbox/package-root.js';

const sentencesSchema = z.array(
  z.strictObject({
    sourceLanguage: z.string(),
    targetLanguage: z.string(),
    source: z.string(),
    faithful: z.string(),
    altered: z.array(z.string()).min(1),
  }),
);

/** A sentence with values in it, a faithful translation and altered ones; languages are BCP-47 tags. */
export type NumberSentence = z.infer<typeof sentencesSchema>[number];

/**
 * The sentences.
 *
 * @throws ZodError if their file is not right.
 */
export function readNumberSentences(): readonly NumberSentence[] {
  const file = new URL('bench/data/number-sentences.json', packageRoot);
  return sentencesSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}
