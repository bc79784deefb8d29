import { readFileSync } from 'node:fs';
import { z } from 'zod';

const file = new URL('../../bench/data/number-sentences.json', import.meta.url);

/** Sentences with values in them, with a faithful translation of each and altered ones; languages are BCP-47 tags. */
export const numberSentences = z
  .array(
    z.strictObject({
      sourceLanguage: z.string(),
      targetLanguage: z.string(),
      source: z.string(),
      faithful: z.string(),
      altered: z.array(z.string()).min(1),
    }),
  )
  .parse(JSON.parse(readFileSync(file, 'utf8')));
