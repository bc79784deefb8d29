import { barOf, formatValue, type Bar, type Unit } from '../bars.js';
import { drawLineChart } from '../line-chart.js';
import type { Table } from '../part.js';
import { lineThrough } from '../statistics.js';
import type { FloorFigures } from './floor-run.js';
import type { LoadFigures } from './load-run.js';
import type { OriginalVoiceSetting } from './load-stage.js';

/** A run of the service, and the bare server's in the same minutes. */
export interface LoadResult {
  readonly originalVoice: OriginalVoiceSetting;
  readonly load: LoadFigures;
  readonly floor: FloorFigures;
}

/** How many times the bare server's CPU time the service may need. */
const mostTimesFloor = { off: 3, ducked: 4.5 } as const;
const leastCallsPerCore = 100;
const mostBytesPerCall = 2 ** 20;

/** Up to so many calls little may be added to a clause; beyond, twice as much, ms. */
const usualCalls = 50;
const mostOverheadMs = { usual: 40, beyond: 80 } as const;

/** Frames a leg that wait to be given to the recognizer with more: so many in a silence, fewer in speech. */
const gatheredFrames = 10;

/** The share of the differences in cost that a straight line explains, where cost is linear. */
const linearRSquared = 0.98;

const timesFloor = ({ load, floor }: LoadResult) => load.cpuMsPerCallSecond / floor.cpuMsPerCallSecond;
const callsPerCore = ({ load }: LoadResult) => 1000 / load.cpuMsPerCallSecond;

/** What a run has to meet. */
export function barsOf(result: LoadResult): readonly Bar[] {
  const { load, originalVoice } = result;
  const overhead = load.calls <= usualCalls ? mostOverheadMs.usual : mostOverheadMs.beyond;
  const unrecognized = Math.max(0, load.unrecognizedFrames - 2 * gatheredFrames * load.calls);
  const of = (name: string) => `${load.calls} calls: ${name}`;
  return [
    barOf(of('calls held'), load.heldCalls, 'atLeast', load.calls, 'count'),
    barOf(of('frames lost'), load.lostFrames + unrecognized, 'atMost', 0, 'count'),
    barOf(of('turns without a rendition'), load.unheardTurns, 'atMost', 0, 'count'),
    barOf(of('renditions in a wrong ear'), load.strayRenditions, 'atMost', 0, 'count'),
    barOf(of('overhead of a clause, p99'), load.overhead.p99, 'under', overhead, 'ms'),
    barOf(of('CPU, times the floor'), timesFloor(result), 'atMost', mostTimesFloor[originalVoice], 'times'),
    ...(originalVoice === 'off'
      ? [barOf(of('calls a core'), Math.floor(callsPerCore(result)), 'atLeast', leastCallsPerCore, 'count')]
      : []),
    barOf(of('memory a call'), load.heapBytesPerCall / mostBytesPerCall, 'under', 1, 'MiB'),
  ];
}

/** Whether the service takes so many calls: whatever the CPU they cost, nothing is lost and nobody waits. */
export function isHeld(result: LoadResult): boolean {
  return barsOf(result).every(({ isMet, unit }) => isMet || unit === 'times' || unit === 'MiB');
}

/** The bar on how cost grows, where there are runs enough to see it. */
export function linearityBars(results: readonly LoadResult[]): readonly Bar[] {
  if (results.length < 3) return [];
  const line = lineThrough(results.map(({ load: { calls, cores } }) => ({ x: calls, y: cores })));
  return [barOf('CPU over calls: R2 of a straight line', line?.rSquared, 'atLeast', linearRSquared, 'count')];
}

type Column = readonly [name: string, cell: (result: LoadResult) => string];

const value = (measured: number | undefined, unit: Unit) => formatValue(measured, unit);
const oneDigit = (measured: number | undefined) => (measured === undefined ? '-' : measured.toFixed(1));
const mebibytes = (bytes: number) => (bytes / 2 ** 20).toFixed(2);

const columns: readonly Column[] = [
  ['calls', ({ load }) => String(load.calls)],
  ['held', ({ load }) => String(load.heldCalls)],
  ['frames sent', ({ load }) => String(load.sentFrames)],
  ['lost', ({ load }) => String(load.lostFrames)],
  ['holes heard', ({ load }) => `${load.gaps.count} (${Math.round(load.gaps.totalMs)} ms)`],
  [
    'frame p50/p99',
    ({ load: { frameTransit } }) => `${oneDigit(frameTransit.p50)}/${oneDigit(frameTransit.p99)} ms`,
  ],
  ['overhead p50/p99', ({ load: { overhead } }) => `${oneDigit(overhead.p50)}/${oneDigit(overhead.p99)} ms`],
  ['turn p99', ({ load }) => value(load.turnLatency.p99, 'ms')],
  ['turns', ({ load }) => `${load.turns - load.unheardTurns}/${load.turns}`],
  [
    'loop delay p99/most',
    ({ load }) => `${oneDigit(load.loopDelayP99Ms)}/${oneDigit(load.loopDelayMostMs)} ms`,
  ],
  ['CPU a call', ({ load }) => `${load.cpuMsPerCallSecond.toFixed(2)} ms/s`],
  ['floor', ({ floor }) => `${floor.cpuMsPerCallSecond.toFixed(2)} ms/s`],
  ['times', (result) => timesFloor(result).toFixed(2)],
  ['calls a core', (result) => String(Math.floor(callsPerCore(result)))],
  ['heap a call', ({ load }) => `${mebibytes(load.heapBytesPerCall)} MiB`],
  ['RSS a call', ({ load }) => `${mebibytes(load.residentBytesPerCall)} MiB`],
];

export function loadTable(results: readonly LoadResult[]): Table {
  return {
    columns: columns.map(([name]) => name),
    rows: results.map((result) => columns.map(([, cell]) => cell(result))),
  };
}

/** What a reader of the table must know, of each run. */
export function loadNotes(results: readonly LoadResult[]): readonly string[] {
  return results.flatMap(({ load }) => {
    const late = load.lateAtSource / Math.max(1, load.calls * load.seconds * 100);
    return [
      ...(late > 0.001
        ? [
            `${load.calls} calls: the telephones sent ${value(late, 'share')} of the frames more than 20 ms late themselves: the machine is too busy for the latencies to be the service's.`,
          ]
        : []),
      ...(load.providerErrors > 0
        ? [`${load.calls} calls: ${load.providerErrors} errors of providers.`]
        : []),
      ...(load.violations > 0
        ? [`${load.calls} calls: ${load.violations} messages that Twilio would not have taken.`]
        : []),
      ...load.troubles.map((trouble) => `${load.calls} calls: ${trouble}`),
    ];
  });
}

/** The cost over the calls, and what a bare server would cost. */
export function drawCost(results: readonly LoadResult[], originalVoice: OriginalVoiceSetting): string {
  const times = mostTimesFloor[originalVoice];
  const series = (name: string, y: (result: LoadResult) => number) => ({
    name,
    points: results.map((result) => ({ x: result.load.calls, y: y(result) })),
  });
  const floorCores = ({ load, floor }: LoadResult) => (floor.cpuMsPerCallSecond * load.calls) / 1000;
  return drawLineChart({
    title: `CPU over calls, original voice ${originalVoice}`,
    xLabel: 'calls',
    yLabel: 'cores',
    series: [
      series('the service', ({ load }) => load.cores),
      series('a bare server (floor)', floorCores),
      series(`${times} times the floor (bar)`, (result) => times * floorCores(result)),
    ],
  });
}
