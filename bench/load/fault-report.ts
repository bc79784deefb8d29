import { barOf, formatValue, type Bar, type Unit } from '../bars.js';
import type { Table } from '../part.js';
import type { FaultFigures } from './fault-run.js';

/** From the end of a fault to the end of the last turn that it did something to, s. */
const mostRecoverySeconds = 30;

/** What is counted of each fault, and must be none. */
const counts: readonly (readonly [name: string, count: (figures: FaultFigures) => number])[] = [
  ['crashes', ({ isAlive }) => (isAlive ? 0 : 1)],
  [
    'calls lost that were not cut',
    ({ lostCalls, endedCalls, fault }) => lostCalls + (fault.expectation.calls === 'goOn' ? endedCalls : 0),
  ],
  [
    'cut calls that did not end',
    ({ fault, concernedCalls, endedCalls }) =>
      fault.expectation.calls === 'end' ? concernedCalls - endedCalls : 0,
  ],
  [
    'ends of which the agent was not told',
    ({ fault, untoldEnds }) => (fault.expectation.calls === 'end' ? untoldEnds : 0),
  ],
  ['turns neither heard nor reported', ({ concerned, others }) => concerned.lost + others.lost],
  [
    'turns reported where they should be heard',
    ({ fault, concerned }) =>
      fault.expectation.turns === 'heard' ? concerned.told + concerned.brokenOff : 0,
  ],
  ['turns of other calls that were not heard', ({ others }) => others.told + others.brokenOff],
  ['renditions in a wrong ear', ({ strayRenditions }) => strayRenditions],
  ['messages that Twilio would not have taken', ({ violations }) => violations],
  ['calls left over in the service', ({ leftCalls }) => Math.abs(leftCalls)],
  ['streams to recognizers left over', ({ leftStreams }) => Math.abs(leftStreams)],
];

/** What the faults together have to meet; a bar that is missed says where. */
export function faultBars(figures: readonly FaultFigures[]): readonly Bar[] {
  const slowest = figures.map(({ recovery }) => (recovery.recoveryMs ?? Number.POSITIVE_INFINITY) / 1000);
  const most = figures.length === 0 ? undefined : Math.max(...slowest);
  const slow = figures.filter((_, index) => (slowest[index] ?? 0) >= mostRecoverySeconds);
  return [
    ...counts.map(([name, countOf]) => {
      const missed = figures.filter((one) => countOf(one) > 0);
      const sum = figures.reduce((total, one) => total + countOf(one), 0);
      const measured = figures.length === 0 ? undefined : sum;
      return barOf(`${name}${placesOf(missed)}`, measured, 'atMost', 0, 'count');
    }),
    barOf(`slowest recovery${placesOf(slow)}`, most, 'under', mostRecoverySeconds, 's'),
  ];
}

function placesOf(figures: readonly FaultFigures[]): string {
  return figures.length === 0 ? '' : ` (${figures.map(({ fault }) => fault.name).join(', ')})`;
}

type Column = readonly [name: string, cell: (figures: FaultFigures) => string];

const value = (measured: number | undefined, unit: Unit) => formatValue(measured, unit);
const seconds = (ms: number | undefined) => value(ms === undefined ? undefined : ms / 1000, 's');
const quantiles = ({ p50, p99 }: FaultFigures['latency']) => `${value(p50, 'ms')}/${value(p99, 'ms')}`;

const columns: readonly Column[] = [
  ['fault', ({ fault }) => fault.name],
  ['calls', ({ calls, concernedCalls }) => `${concernedCalls}/${calls}`],
  ['ended', ({ endedCalls, lostCalls }) => String(endedCalls + lostCalls)],
  ['turns', ({ concerned }) => String(concerned.turns)],
  ['heard', ({ concerned }) => String(concerned.heard)],
  ['told', ({ concerned }) => String(concerned.told)],
  ['cut', ({ concerned }) => String(concerned.cut)],
  ['broken off', ({ concerned }) => String(concerned.brokenOff)],
  ['lost', ({ concerned, others }) => String(concerned.lost + others.lost)],
  ['turn p50/p99', ({ latency }) => quantiles(latency)],
  ['others', ({ othersLatency }) => quantiles(othersLatency)],
  ['clauses failed', ({ clauses }) => String(clauses['failed'] ?? 0)],
  ['failovers', ({ failovers }) => String(failovers)],
  ['disturbed for', ({ recovery }) => seconds(recovery.disturbedMs)],
  ['recovered after', ({ recovery }) => seconds(recovery.recoveryMs)],
  ['first turn', ({ recovery }) => seconds(recovery.firstTurnMs)],
];

export function faultTable(figures: readonly FaultFigures[]): Table {
  return {
    columns: columns.map(([name]) => name),
    rows: figures.map((one) => columns.map(([, cell]) => cell(one))),
  };
}

/** What a reader of the table must know. */
export function faultNotes(figures: readonly FaultFigures[]): readonly string[] {
  return figures.flatMap(({ fault, troubles, lostFrames, usual }, index) => [
    ...(index === 0 ? [`Turns without any fault: ${quantiles(usual)} (${usual.count} turns).`] : []),
    ...(lostFrames > 0 ? [`${fault.name}: ${lostFrames} messages did not reach the service.`] : []),
    ...troubles.map((trouble) => `${fault.name}: ${trouble}`),
  ]);
}
