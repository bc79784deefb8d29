import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { languageOf } from '../languages.js';
import type { LanguageCoverage } from '../providers/language-coverage.js';
import type { ProviderState } from '../providers/provider-pool.js';
import { problemResponses } from './problem.js';

const names = z.array(z.string()).describe('Names of providers, in the configured order');
const chosen = z.string().nullable().describe('Who is asked first at present; null where nobody covers it');

const languageSchema = z.object({
  language: z.string().describe('BCP-47 tag'),
  name: z.string(),
  is_covered: z.boolean().describe('Whether its speakers are interpreted'),
  recognizers: names,
  detectors: names,
  translators_to_agent: names,
  translators_from_agent: names,
  synthesizers: names,
  route: z.object({
    recognizer: chosen,
    translator_to_agent: chosen,
    translator_from_agent: chosen,
    synthesizer: chosen,
  }),
});

const providerSchema = z.object({
  capability: z.enum(['recognizer', 'translator', 'synthesizer']),
  provider: z.string(),
  breaker: z.enum(['closed', 'open', 'half_open']),
  active_requests: z.int(),
  concurrency_limit: z.int(),
});

const coverageSchema = z.object({
  agent_language: z.string(),
  languages: z.array(languageSchema),
  providers: z.array(providerSchema),
});

const breakers = { closed: 'closed', open: 'open', halfOpen: 'half_open' } as const;

/** Which languages are interpreted, and by whom. Meant to be registered behind the admin guard. */
export const languageRoutes: FastifyPluginCallbackZod<{
  readonly agentLanguage: string;
  readonly languageCoverage: () => readonly LanguageCoverage[];
  readonly providersStatus: () => readonly ProviderState[];
}> = (app, { agentLanguage, languageCoverage, providersStatus }, done) => {
  app.get(
    '/languages',
    {
      schema: {
        tags: ['service'],
        security: [{ adminToken: [] }],
        summary: 'Which providers cover each language, and which are chosen now',
        response: { 200: coverageSchema, ...problemResponses },
      },
    },
    () => ({
      agent_language: agentLanguage,
      languages: languageCoverage().map(languageResource),
      providers: providersStatus().map((state) => ({
        capability: state.capability,
        provider: state.provider,
        breaker: breakers[state.breaker],
        active_requests: state.activeRequests,
        concurrency_limit: state.concurrencyLimit,
      })),
    }),
  );

  done();
};

function languageResource({
  language,
  route,
  ...coverage
}: LanguageCoverage): z.infer<typeof languageSchema> {
  return {
    language,
    name: languageOf(language)?.englishName ?? language,
    is_covered: coverage.isCovered,
    recognizers: [...coverage.recognizers],
    detectors: [...coverage.detectors],
    translators_to_agent: [...coverage.translatorsToAgent],
    translators_from_agent: [...coverage.translatorsFromAgent],
    synthesizers: [...coverage.synthesizers],
    route: {
      recognizer: route.recognizer ?? null,
      translator_to_agent: route.translatorToAgent ?? null,
      translator_from_agent: route.translatorFromAgent ?? null,
      synthesizer: route.synthesizer ?? null,
    },
  };
}
