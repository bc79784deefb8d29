import type { Logger } from 'pino';
import type { Metrics } from '../observability/metrics.js';
import { createCircuitBreaker, type CircuitBreaker } from './circuit-breaker.js';
import { createConcurrencyLimit, type ConcurrencyLimit } from './concurrency-limit.js';
import { ProviderError, type ProviderErrorKind } from './provider-error.js';

/** The stage of a clause that a capability serves, as the metrics name it. */
export type Stage = 'recognition' | 'translation' | 'synthesis';

/** One request to a provider, or one stream. Whatever becomes of it, it is to be ended. */
export interface Attempt {
  /** The first result has come. */
  answered(): void;
  /** The provider does its work. */
  succeeded(): void;
  failed(error: unknown): void;
  /** Gives its slot back; later calls change nothing. */
  end(): void;
}

/** A configured provider of one capability, with what all calls share of it. */
export interface Candidate<Provider> {
  readonly name: string;
  readonly provider: Provider;
  readonly breaker: CircuitBreaker;
  readonly limit: ConcurrencyLimit;
  /** @param release - gives back the slot that was taken of its limit. */
  begin(release: () => void): Attempt;
}

export interface CandidateOptions<Provider> {
  readonly stage: Stage;
  readonly provider: Provider;
  /** Requests that it takes at a time. */
  readonly concurrency: number;
  readonly probe: (signal: AbortSignal) => Promise<void>;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** Puts a breaker, a limit and figures around a provider. */
export function createCandidate<Provider extends { readonly provider: string }>(
  options: CandidateOptions<Provider>,
): Candidate<Provider> {
  const { stage, provider, concurrency, probe, metrics, log } = options;
  const labels = { stage, provider: provider.provider };
  const breaker = createCircuitBreaker({
    probe,
    onChanged(state) {
      metrics.providerUsable.set(labels, state === 'closed' ? 1 : 0);
      log.info({ ...labels, breaker: state }, 'circuit breaker changed');
    },
  });
  const limit = createConcurrencyLimit(concurrency, (active) => metrics.providerActive.set(labels, active));
  metrics.providerUsable.set(labels, 1);
  metrics.providerActive.set(labels, 0);
  metrics.providerConcurrency.set(labels, concurrency);

  return {
    name: provider.provider,
    provider,
    breaker,
    limit,
    begin(release) {
      metrics.providerRequests.inc(labels);
      const begunAt = performance.now();
      let isAnswered = false;
      return {
        answered() {
          if (isAnswered) return;
          isAnswered = true;
          metrics.providerLatency.observe(labels, (performance.now() - begunAt) / 1000);
        },
        succeeded: () => breaker.succeeded(),
        failed(error) {
          const kind = kindOfFailure(error);
          metrics.providerErrors.inc({ ...labels, kind });
          breaker.failed(kind);
        },
        end: release,
      };
    },
  };
}

/** The first in the configured order come first; those whose breaker is open are a last resort. */
export function byHealth<Provider>(
  candidates: readonly Candidate<Provider>[],
): readonly Candidate<Provider>[] {
  return [...candidates.filter(isUsable), ...candidates.filter((candidate) => !isUsable(candidate))];
}

export function isUsable({ breaker }: Pick<Candidate<unknown>, 'breaker'>): boolean {
  return breaker.state === 'closed';
}

/** What is no failure of the vendor's kinds is a fault in the code that speaks to it: its answers cannot be used. */
function kindOfFailure(error: unknown): ProviderErrorKind {
  return error instanceof ProviderError ? error.kind : 'invalidResponse';
}
