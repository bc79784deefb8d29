import { setTimeout as wait } from 'node:timers/promises';
import { barOf, type Bar } from '../bars.js';
import { drawLineChart } from '../line-chart.js';
import type { Table } from '../part.js';
import { lineThrough } from '../statistics.js';
import { createFramePacer } from './frame-pacer.js';
import { createLoadedCalls } from './loaded-call.js';
import { openLoadStage, type OriginalVoiceSetting } from './load-stage.js';
import type { SpokenLines } from './spoken-lines.js';

/** Calls that come a second: as many as the service lets one address of Twilio's make requests for. */
const callsPerSecond = 6;
/** How long each lasts: until something was said and interpreted. */
const callMs = 8000;
/** When the parties begin to talk, ms. */
const quietMs = 1000;
/** Moments at which the memory is looked at. */
const looks = 20;
/** Looks at the beginning that do not count: code is still being compiled, pools are being filled. */
const warmUpLooks = 3;
/** The last calls may take so long to be over, ms. */
const endMs = 15_000;
/** Heap that may stay behind a call, bytes: 10 000 calls are 5 MiB then, less than one collection differs from another. */
const mostBytesLeftPerCall = 500;

export interface SoakOptions {
  readonly calls: number;
  readonly originalVoice: OriginalVoiceSetting;
  readonly lines: SpokenLines;
  readonly seed: number;
  readonly logFile: string;
  readonly tell: (progress: string) => void;
}

/** The service's memory after a collection of garbage. */
interface MemoryLook {
  /** Calls that have come so far. */
  readonly calls: number;
  readonly activeCalls: number;
  readonly heapBytes: number;
  readonly residentBytes: number;
}

export interface SoakFigures {
  readonly calls: number;
  readonly seconds: number;
  readonly looks: readonly MemoryLook[];
  /** Calls that were there at the same time. */
  readonly atOnce: number;
  readonly leftCalls: number;
  readonly turns: number;
  readonly unheardTurns: number;
  readonly heapBytesLeftPerCall: number | undefined;
  readonly residentBytesLeftPerCall: number | undefined;
  readonly troubles: readonly string[];
}

/** Lets calls come and go, and looks at the memory of the service every now and then. */
export async function runSoak(options: SoakOptions): Promise<SoakFigures> {
  const { calls, lines, seed, tell } = options;
  const atOnce = Math.ceil((callsPerSecond * callMs) / 1000);
  const stage = await openLoadStage({ ...options, capacity: 2 * atOnce });
  const pacer = createFramePacer();
  const memory: MemoryLook[] = [];
  const startedAt = performance.now();
  try {
    const loaded = createLoadedCalls({ pacer, lines, seed, quietMs, startSpreadMs: 0 });
    let turns = 0;
    let unheardTurns = 0;

    const look = async (called: number) => {
      await stage.inspector.collectGarbage();
      const { activeCalls, heapBytes, residentBytes } = await stage.metrics();
      memory.push({ calls: called, activeCalls, heapBytes, residentBytes });
      tell(`${called} of ${calls} calls: heap ${(heapBytes / 2 ** 20).toFixed(1)} MiB`);
    };

    const callsPerLook = Math.max(1, Math.round(calls / looks));
    for (let called = 1; called <= calls; called += 1) {
      const call = stage.network.dial(loaded.open());
      setTimeout(() => void call.hangUp(), callMs);
      const dueAt = startedAt + (called * 1000) / callsPerSecond;
      await wait(Math.max(0, dueAt - performance.now()));
      if (called % callsPerLook === 0) await look(called);
    }
    await wait(endMs);
    for (const turn of loaded.takeTurns()) {
      turns += 1;
      if (turn.endSentAt !== undefined && turn.heardAt === undefined) unheardTurns += 1;
    }
    await look(calls);
    const steady = memory.slice(warmUpLooks, -1);
    const slopeOf = (y: (look: MemoryLook) => number) =>
      lineThrough(steady.map((one) => ({ x: one.calls, y: y(one) })))?.slope;
    return {
      calls,
      seconds: Math.round((performance.now() - startedAt) / 1000),
      looks: memory,
      atOnce,
      leftCalls: memory.at(-1)?.activeCalls ?? 0,
      turns,
      unheardTurns,
      heapBytesLeftPerCall: slopeOf(({ heapBytes }) => heapBytes),
      residentBytesLeftPerCall: slopeOf(({ residentBytes }) => residentBytes),
      troubles: [...stage.troubles],
    };
  } finally {
    pacer.close();
    await stage.close();
  }
}

export function soakTable({ looks: seen }: SoakFigures): Table {
  const mebibytes = (bytes: number) => (bytes / 2 ** 20).toFixed(1);
  return {
    columns: ['calls so far', 'there', 'heap, MiB', 'RSS, MiB'],
    rows: seen.map(({ calls, activeCalls, heapBytes, residentBytes }) => [
      String(calls),
      String(activeCalls),
      mebibytes(heapBytes),
      mebibytes(residentBytes),
    ]),
  };
}

export function soakBars({ heapBytesLeftPerCall, leftCalls }: SoakFigures): readonly Bar[] {
  return [
    barOf('heap left behind a call, bytes', heapBytesLeftPerCall, 'atMost', mostBytesLeftPerCall, 'count'),
    barOf('calls left when all have hung up', leftCalls, 'atMost', 0, 'count'),
  ];
}

export function drawSoak({ looks: seen }: SoakFigures): string {
  const series = (name: string, y: (look: MemoryLook) => number) => ({
    name,
    points: seen.map((one) => ({ x: one.calls, y: y(one) / 2 ** 20 })),
  });
  return drawLineChart({
    title: 'Memory over calls that came and went',
    xLabel: 'calls so far',
    yLabel: 'MiB',
    series: [
      series('heap after collection', ({ heapBytes }) => heapBytes),
      series('RSS', ({ residentBytes }) => residentBytes),
    ],
  });
}
