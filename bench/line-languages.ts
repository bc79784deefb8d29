import { z } from 'zod';
import { readData, speech } from './speech-lines.js';

const linesSchema = z.array(
  z.strictObject({
    language: z.string(),
    targetLanguage: z.string(),
    number: z.string(),
    voice: z.string(),
    long: z.array(speech).min(1),
    short: z.array(speech).min(1),
  }),
);

/** A language with its speaker and lines. */
export type LineLanguage = z.infer<typeof linesSchema>[number];

/** Long and short lines in some languages. */
export function lineLanguages(): readonly LineLanguage[] {
  return readData('simultaneity-lines.yaml', linesSchema);
}
