import type { Logger } from 'pino';
import type { Metrics } from '../observability/metrics.js';
import { createCandidate, isUsable, type Candidate, type Stage } from './candidate.js';
import type { BreakerState } from './circuit-breaker.js';
import {
  agentLanguageProblems,
  coverageOf,
  type LanguageCoverage,
  type ProviderCandidates,
} from './language-coverage.js';
import { concurrencyOf } from './provider-limits.js';
import { probeRecognizer, probeSynthesizer, probeTranslator } from './provider-probes.js';
import type { Recognizer } from './recognizer.js';
import type { Providers } from './registry.js';
import { createRoutedRecognizer } from './routed-recognizer.js';
import { createRoutedSynthesizer } from './routed-synthesizer.js';
import { createRoutedTranslator } from './routed-translator.js';
import type { Synthesizer } from './synthesizer.js';
import type { Translator } from './translator.js';

/** How one provider of one capability is at present. */
export interface ProviderState {
  readonly capability: 'recognizer' | 'translator' | 'synthesizer';
  /** Its name, as in the configuration. */
  readonly provider: string;
  readonly breaker: BreakerState;
  readonly isUsable: boolean;
  readonly activeRequests: number;
  readonly concurrencyLimit: number;
}

/** What all calls are interpreted with: one provider of each capability, behind which stand all that are configured. */
export interface ProviderPool {
  readonly recognizer: Recognizer;
  readonly translator: Translator;
  readonly synthesizer: Synthesizer;
  /** Whether somebody who speaks a language can be interpreted: a BCP-47 tag. */
  isCovered(language: string): boolean;
  /** Who covers each of some languages. */
  coverage(languages: readonly string[]): readonly LanguageCoverage[];
  /** What makes the agents' language impossible, a line for each; empty where it is possible. */
  agentLanguageProblems(languages: readonly string[]): readonly string[];
  states(): readonly ProviderState[];
  /** Ends what runs on this machine; nothing is asked of it any more. */
  close(): void;
}

export interface ProviderPoolOptions {
  readonly providers: Providers;
  /** Requests at a time by provider, where they differ from the usual ones. */
  readonly concurrency: Readonly<Record<string, number>>;
  /** BCP-47. */
  readonly agentLanguage: string;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** Puts routes, failover, breakers and limits before the configured providers. */
export function createProviderPool(options: ProviderPoolOptions): ProviderPool {
  const { providers, concurrency, agentLanguage, metrics, log } = options;
  const guarded = <Provider extends { readonly provider: string }>(
    stage: Stage,
    all: readonly Provider[],
    probe: (provider: Provider, signal: AbortSignal) => Promise<void>,
  ): readonly Candidate<Provider>[] =>
    all.map((provider) =>
      createCandidate({
        stage,
        provider,
        concurrency: concurrencyOf(stage, provider.provider, concurrency),
        probe: (signal) => probe(provider, signal),
        metrics,
        log,
      }),
    );
  const candidates: ProviderCandidates = {
    recognizers: guarded('recognition', providers.recognizers, probeRecognizer),
    translators: guarded('translation', providers.translators, probeTranslator),
    synthesizers: guarded('synthesis', providers.synthesizers, probeSynthesizer),
  };
  const { recognizers, translators, synthesizers } = candidates;
  const all = [...recognizers, ...translators, ...synthesizers];
  const translator = createRoutedTranslator(translators, { metrics, log });

  return {
    recognizer: createRoutedRecognizer(recognizers, { metrics, log }),
    translator,
    synthesizer: createRoutedSynthesizer(synthesizers, { metrics, log }),
    isCovered: (language) => coverageOf(candidates, language, agentLanguage).isCovered,
    coverage: (languages) => languages.map((language) => coverageOf(candidates, language, agentLanguage)),
    agentLanguageProblems: (languages) => agentLanguageProblems(candidates, agentLanguage, languages),
    states: () => [
      ...recognizers.map((candidate) => stateOf('recognizer', candidate)),
      ...translators.map((candidate) => stateOf('translator', candidate)),
      ...synthesizers.map((candidate) => stateOf('synthesizer', candidate)),
    ],
    close() {
      for (const { breaker } of all) breaker.close();
      translator.close?.();
    },
  };
}

function stateOf(capability: ProviderState['capability'], candidate: Candidate<unknown>): ProviderState {
  return {
    capability,
    provider: candidate.name,
    breaker: candidate.breaker.state,
    isUsable: isUsable(candidate),
    activeRequests: candidate.limit.active,
    concurrencyLimit: candidate.limit.most,
  };
}
