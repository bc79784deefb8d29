import type { ProviderErrorKind } from './provider-error.js';

/** `closed` lets requests through; `open` advises against them; `halfOpen` is finding out whether that is over. */
export type BreakerState = 'closed' | 'open' | 'halfOpen';

/** What all calls know of the health of one provider. It forbids nothing: who has no other provider may still ask. */
export interface CircuitBreaker {
  readonly state: BreakerState;
  /** A request was answered. One that was made in spite of an open breaker closes it. */
  succeeded(): void;
  failed(kind: ProviderErrorKind): void;
  /** Ends its probes. */
  close(): void;
}

export interface CircuitBreakerSettings {
  /** A cheap real request; throws where the provider does not do its work. */
  readonly probe: (signal: AbortSignal) => Promise<void>;
  readonly onChanged: (state: BreakerState) => void;
}

const mostFailuresInARow = 3;
/** Or half of the last requests. */
const watchedRequests = 20;
const mostFailures = 10;

/** From opening to the first probe, and at most between two, ms: the wait doubles with each that fails. */
const firstProbeMs = 2000;
const lastProbeMs = 60_000;
const probeDeadlineMs = 5000;

/** What was asked was wrong, and not the provider. */
const faultless: ReadonlySet<ProviderErrorKind> = new Set(['invalidRequest', 'unsupportedLanguage']);
/** The next request fares no better. */
const hopeless: ReadonlySet<ProviderErrorKind> = new Set(['unauthorized', 'quotaExceeded']);

/** A closed breaker. */
export function createCircuitBreaker({ probe, onChanged }: CircuitBreakerSettings): CircuitBreaker {
  let state: BreakerState = 'closed';
  let failuresInARow = 0;
  /** Whether each of the last requests failed, oldest first. */
  let lastRequests: readonly boolean[] = [];
  let probeWaitMs = firstProbeMs;
  let timer: NodeJS.Timeout | undefined;
  let probing: AbortController | undefined;

  function change(next: BreakerState) {
    state = next;
    onChanged(next);
  }

  function note(isFailure: boolean) {
    failuresInARow = isFailure ? failuresInARow + 1 : 0;
    lastRequests = [...lastRequests, isFailure].slice(-watchedRequests);
  }

  function open() {
    change('open');
    timer = setTimeout(() => void tryAgain(), probeWaitMs);
    // A process that ends does not wait for a provider to recover.
    timer.unref();
    probeWaitMs = Math.min(2 * probeWaitMs, lastProbeMs);
  }

  function closeCircuit() {
    clearTimeout(timer);
    probing?.abort();
    failuresInARow = 0;
    lastRequests = [];
    probeWaitMs = firstProbeMs;
    change('closed');
  }

  async function tryAgain() {
    change('halfOpen');
    const attempt = new AbortController();
    probing = attempt;
    const signal = AbortSignal.any([attempt.signal, AbortSignal.timeout(probeDeadlineMs)]);
    const hasWorked = await probe(signal).then(
      () => !signal.aborted,
      // What is wrong was told when the breaker opened; that it still is, its state says.
      () => false,
    );
    if (attempt.signal.aborted) return;
    if (hasWorked) closeCircuit();
    else open();
  }

  return {
    get state() {
      return state;
    },
    succeeded() {
      if (state === 'closed') note(false);
      else closeCircuit();
    },
    failed(kind) {
      if (state !== 'closed' || faultless.has(kind)) return;
      note(true);
      const failures = lastRequests.filter(Boolean).length;
      if (hopeless.has(kind) || failuresInARow >= mostFailuresInARow || failures >= mostFailures) open();
    },
    close() {
      clearTimeout(timer);
      probing?.abort();
    },
  };
}
