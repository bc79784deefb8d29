import { z } from 'zod';
import { fluxLanguages, multilingual } from '../../src/providers/deepgram/deepgram-languages.js';

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

/** The query of `/v2/listen`, as far as the stand-in minds it. */
const fluxSchema = z.object({
  model: z.enum(['flux-general-en', 'flux-general-multi']),
  encoding: z.literal('mulaw'),
  sample_rate: z.literal('8000'),
  eot_threshold: z.coerce.number().min(0.5).max(1).default(0.7),
  /** ms. */
  eot_timeout_ms: z.coerce.number().int().min(500).max(60_000).default(5000),
});

/** What a live stream of Flux was opened for. */
export type FluxQuery = z.infer<typeof fluxSchema> & { readonly languageHints: readonly string[] };

/** A query that was read, or the name of the parameter that is wrong. */
type Read<Query> = { readonly query: Query } | { readonly wrong: string };

/** Reads a query of `/v1/listen`. */
export function parseDeepgramQuery(parameters: URLSearchParams): Read<DeepgramQuery> {
  return read(querySchema, parameters);
}

/** Reads a query of `/v2/listen`, which knows its languages and takes hints of the model of many only. */
export function parseFluxQuery(parameters: URLSearchParams): Read<FluxQuery> {
  const hints = parameters.getAll('language_hint');
  const isHintWrong =
    parameters.get('model') === 'flux-general-en' || !hints.every((hint) => fluxLanguages.has(hint));
  if (hints.length > 0 && isHintWrong) return { wrong: 'language_hint' };
  return read(fluxSchema, parameters);
}

function read<Query extends object>(
  schema: z.ZodType<Query>,
  parameters: URLSearchParams,
): Read<Query & { readonly languageHints: readonly string[] }> {
  const { data, error } = schema.safeParse(Object.fromEntries(parameters));
  if (error !== undefined) return { wrong: String(error.issues[0]?.path[0]) };
  return { query: { ...data, languageHints: parameters.getAll('language_hint') } };
}
