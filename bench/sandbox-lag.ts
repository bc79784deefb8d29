import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How late the sandbox's own work was, ms: what is above some tens of ms is in every latency that was measured. */
export interface SandboxLag {
  readonly p99Ms: number;
  readonly mostMs: number;
}

const resolutionMs = 10;
/** Beyond this the telephones and vendors were too slow for the figures to be the service's, ms. */
const tolerableMs = 60;

/** Measures, until it is asked, how late this process's timers are: the telephones and the vendors live in it. */
export function watchSandbox(): () => SandboxLag {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  return () => {
    histogram.disable();
    const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolutionMs);
    return { p99Ms: late(histogram.percentile(99)), mostMs: late(histogram.max) };
  };
}

/** The lag for the reader of a table. */
export function describeLag({ p99Ms, mostMs }: SandboxLag): string {
  const measured = `The sandbox itself was late by ${Math.round(p99Ms)} ms (p99), ${Math.round(mostMs)} ms at most`;
  return p99Ms <= tolerableMs ? `${measured}.` : `${measured}: TOO SLOW A MACHINE FOR THESE FIGURES.`;
}
