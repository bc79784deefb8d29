import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { isLanguage, languageTags } from '../languages.js';
import { HttpProblem, problemResponses } from './problem.js';

/** Translates a text as a call would. Rejects with a ProviderError, and when the signal is aborted. */
export type Translate = (request: {
  readonly text: string;
  /** BCP-47 tags. */
  readonly sourceLanguage: string;
  readonly targetLanguage: string;
  readonly signal: AbortSignal;
}) => Promise<{ readonly translatedText: string; /** Who did it. */ readonly provider: string }>;

const deadlineMs = 10_000;

const language = z
  .string()
  .refine(isLanguage, { error: `must be one of ${languageTags.join(', ')}, or a variety of one` })
  .describe('BCP-47 tag');
const bodySchema = z.object({
  text: z.string().trim().min(1, { error: 'must not be empty' }).max(2000),
  source_language: language,
  target_language: language,
});
const translationSchema = z.object({
  translated_text: z.string(),
  provider: z.string(),
  latency_ms: z.number(),
  source_language: z.string(),
  target_language: z.string(),
});

/** A way to try the translation without a telephone. Meant to be registered behind the admin guard. */
export const translationRoutes: FastifyPluginCallbackZod<{ readonly translate: Translate }> = (
  app,
  { translate },
  done,
) => {
  app.post(
    '/test/translate',
    {
      schema: {
        tags: ['test'],
        security: [{ adminToken: [] }],
        summary: 'Translates a text with the configured providers',
        body: bodySchema,
        response: { 200: translationSchema, ...problemResponses },
      },
    },
    async (request) => {
      const { text, source_language, target_language } = request.body;
      const deadline = AbortSignal.timeout(deadlineMs);
      const startedAt = performance.now();
      const { translatedText, provider } = await translate({
        text,
        sourceLanguage: source_language,
        targetLanguage: target_language,
        signal: AbortSignal.any([deadline, request.signal]),
      }).catch((error: unknown) => {
        if (!deadline.aborted) throw error;
        throw new HttpProblem(504, `No translation within ${deadlineMs / 1000} s.`, { cause: error });
      });
      return {
        translated_text: translatedText,
        provider,
        latency_ms: Math.round((performance.now() - startedAt) * 10) / 10,
        source_language,
        target_language,
      };
    },
  );

  done();
};
