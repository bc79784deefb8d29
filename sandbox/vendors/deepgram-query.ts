import { z } from 'zod';
import { multilingual } from '../../src/providers/deepgram/deepgram-languages.js';

const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((value) => value === 'true');
const milliseconds = z.string().regex(/^\d+$/).transform(Number);

/** The query of `/v1/listen`, as far as the stand-in minds it. */
const querySchema = z
  .object({
    encoding: z.literal('mulaw'),
    sample_rate: z.literal('8000'),
    channels: z.literal('1').optional(),
    language: z
      .string()
      .refine((language) => language === 'multi' || multilingual.has(language))
      .default('en'),
    interim_results: flag,
    /** ms; undefined where pauses are not looked for. */
    endpointing: z.union([milliseconds, z.literal('false').transform(() => undefined)]).default(10),
    utterance_end_ms: milliseconds.optional(),
    punctuate: flag,
    smart_format: flag,
  })
  .refine((query) => query.utterance_end_ms === undefined || query.interim_results, {
    path: ['utterance_end_ms'],
  });

/** What a live stream was opened for. */
export type DeepgramQuery = z.infer<typeof querySchema> & {
  readonly languageHints: readonly string[];
};

/**
 * Reads a query.
 *
 * @returns the name of the parameter that is wrong, in its place.
 */
export function parseDeepgramQuery(
  parameters: URLSearchParams,
): { readonly query: DeepgramQuery } | { readonly wrong: string } {
  const { data, error } = querySchema.safeParse(Object.fromEntries(parameters));
  if (error !== undefined) return { wrong: String(error.issues[0]?.path[0]) };
  return { query: { ...data, languageHints: parameters.getAll('language_hint') } };
}
