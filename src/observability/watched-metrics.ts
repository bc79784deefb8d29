import { Counter, Gauge, type Registry } from 'prom-client';

export interface WatchedMetricOptions {
  readonly name: string;
  readonly help: string;
  readonly registers: Registry[];
}

/** A gauge of queues, by name, whose lengths are looked up when somebody asks for them. */
export function createQueueGauge(options: WatchedMetricOptions) {
  const lengths = new Map<string, () => number>();
  const gauge = new Gauge({
    ...options,
    labelNames: ['queue'] as const,
    collect() {
      for (const [queue, length] of lengths) this.set({ queue }, length());
    },
  });
  return {
    gauge,
    /** Says where a queue's length is to be found. */
    watch(queue: string, length: () => number): void {
      lengths.set(queue, length);
    },
  };
}

/** A counter that somebody else keeps, and that is looked up when somebody asks for it. */
export function createWatchedCounter(options: WatchedMetricOptions) {
  let count = () => 0;
  const counter = new Counter({
    ...options,
    collect() {
      this.reset();
      this.inc(count());
    },
  });
  return {
    counter,
    /** Says where the count is to be found. */
    watch(read: () => number): void {
      count = read;
    },
  };
}
