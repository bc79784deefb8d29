import pino from 'pino';
import { createMetrics } from '../../src/observability/metrics.js';
import { createCandidate, type Stage } from '../../src/providers/candidate.js';

/** What is the same for all candidates of a test. */
export function candidateMaker(stage: Stage, concurrency = 10) {
  const metrics = createMetrics();
  const log = pino({ level: 'silent' });
  return {
    metrics,
    log,
    make: <Provider extends { readonly provider: string }>(
      provider: Provider,
      probe: (signal: AbortSignal) => Promise<void> = () => Promise.reject(new Error('still ill')),
    ) => createCandidate({ stage, provider, concurrency, probe, metrics, log }),
  };
}
