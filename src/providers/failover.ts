import type { Logger } from 'pino';
import type { Metrics } from '../observability/metrics.js';
import { byHealth, isUsable, type Attempt, type Candidate, type Stage } from './candidate.js';
import { ProviderError } from './provider-error.js';

export interface FailoverWork<Provider, Piece> {
  readonly stage: Stage;
  /** Those who can do it, in the configured order; at least one. */
  readonly route: readonly Candidate<Provider>[];
  /** The caller's own: once it has aborted nobody else is asked. */
  readonly signal: AbortSignal;
  /**
   * Asks one of them, from the beginning.
   *
   * @param hasAlternative - whether somebody else is there to be asked: then it is not waited for long.
   */
  readonly start: (provider: Provider, hasAlternative: boolean) => AsyncIterable<Piece>;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** A connection that failed so soon was an old one, or a lost packet: the next attempt costs nothing, ms. */
const quickFailureMs = 300;
/** Where nobody else is left, another attempt is worth it if the first took no longer, ms. */
const affordableFailureMs = 1000;

/**
 * Asks one provider after the other until one has done it. What came of an attempt that failed has been yielded
 * already: it is `start` that knows what to make of it.
 *
 * @throws the last provider's error, or the signal's reason.
 */
export async function* withFailover<Provider, Piece>(
  work: FailoverWork<Provider, Piece>,
): AsyncGenerator<Piece> {
  const { stage, route, signal, metrics, log } = work;
  const left = [...byHealth(route)];
  let failed: { readonly by: string; readonly error: Error } | undefined;
  let isRetry = false;
  for (;;) {
    const next = await takeNext(left, signal);
    if (next === undefined) throw failed?.error ?? overLimit(route);
    const { candidate, release } = next;
    const { name, provider } = candidate;
    if (failed !== undefined && failed.by !== name) metrics.providerFailovers.inc({ stage, provider: name });
    const hasAlternative = left.some((other) => other !== candidate && isUsable(other));
    const attempt = candidate.begin(release);
    const begunAt = performance.now();
    try {
      yield* piecesOf(attempt, work.start(provider, hasAlternative));
      return;
    } catch (error) {
      signal.throwIfAborted();
      attempt.failed(error);
      const isWorthIt: boolean =
        !isRetry && isWorthRetrying(error, performance.now() - begunAt, hasAlternative);
      isRetry = isWorthIt;
      if (isWorthIt) left.unshift(candidate);
      failed = { by: name, error: error instanceof Error ? error : new Error('failed', { cause: error }) };
      log.warn({ stage, provider: name, is_retried: isWorthIt, err: error }, 'provider failed');
    } finally {
      attempt.end();
    }
  }
}

async function* piecesOf<Piece>(attempt: Attempt, pieces: AsyncIterable<Piece>): AsyncGenerator<Piece> {
  for await (const piece of pieces) {
    attempt.answered();
    yield piece;
  }
  attempt.succeeded();
}

/** Takes the first that is free; where all are busy, the first that is free soon. */
async function takeNext<Provider>(left: Candidate<Provider>[], signal: AbortSignal) {
  const take = (candidate: Candidate<Provider>, release: () => void) => {
    left.splice(left.indexOf(candidate), 1);
    return { candidate, release };
  };
  for (const candidate of left) {
    const release = candidate.limit.take();
    if (release !== undefined) return take(candidate, release);
  }
  for (const candidate of left) {
    const release = await candidate.limit.wait(signal);
    signal.throwIfAborted();
    if (release !== undefined) return take(candidate, release);
  }
  return undefined;
}

function isWorthRetrying(error: unknown, afterMs: number, hasAlternative: boolean): boolean {
  if (!(error instanceof ProviderError) || !error.isRetryable || error.kind === 'timedOut') return false;
  if (!hasAlternative) return afterMs < affordableFailureMs;
  return error.kind === 'unavailable' && error.status === undefined && afterMs < quickFailureMs;
}

function overLimit(route: readonly Candidate<unknown>[]): ProviderError {
  const names = route.map(({ name }) => name).join(',');
  return new ProviderError(names, 'rateLimited', 'has as many requests as it may have');
}
