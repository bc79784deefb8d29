import { join } from 'node:path';
import { percentile } from '../sandbox/figures.js';
import { openStage } from '../sandbox/stage.js';
import { barOf, formatValue, type Bar } from './bars.js';
import { playBargeIns } from './barge-in-call.js';
import { readPairs, type Pair, type SoundKind } from './barge-in-cases.js';
import type { BargeInFigures } from './barge-in-verdict.js';
import { delays } from './delays.js';
import type { Part } from './part.js';
import { mapConcurrently } from './pool.js';
import { describeLag, watchSandbox } from './sandbox-lag.js';
import { mostOf, shareOf } from './statistics.js';

const allCases = 200;
const concurrentCalls = 4;
/**
 * The fourth call has the languages of the first, in other voices: two calls must not sound alike, or the line of one is
 * taken for the other's. All of espeak-ng's English voices do, unless one speaks faster.
 */
const otherVoices = { client: { voice: 'f4', speed: 1.1 }, agent: { voice: 'm7' } };

const kinds: readonly SoundKind[] = ['interruption', 'backchannel', 'cough', 'noise'];

/** What a rendition does when its listener makes a sound. */
export const bargeIn: Part = {
  name: 'barge-in',
  title: 'Barge-in: backchannels, coughs, noises and interruptions over renditions, both roles',
  async run({ seed, cases = allCases, logs, tell }) {
    const stage = await openStage({
      settings: { INTERPRETING_MODE: 'consecutive', ORIGINAL_VOICE: 'off' },
      delays,
      logFile: join(logs, 'barge-in.log'),
    });
    try {
      let played = 0;
      const stopWatch = watchSandbox();
      const calls = Array.from({ length: Math.min(concurrentCalls, cases) }, (_, index) => index);
      const judgings = await mapConcurrently(calls, calls.length, (index) =>
        playBargeIns(stage, pairOf(index), {
          name: `barge-in-${index + 1}`,
          count: Math.floor((cases + index) / calls.length),
          seed: seed * concurrentCalls + index,
          onPlayed: () => tell(`${++played} of ${cases} cases`),
        }),
      );
      const lag = stopWatch();
      const figures = judgings.flatMap((judge, index) => judge().map((one) => ({ call: index + 1, ...one })));
      return {
        table: { columns, rows: kinds.map((kind) => rowOf(kind, figures)) },
        bars: barsOf(figures),
        notes: [
          'Yielded and decided: p95 and the latest, after the first sound in the mouth. Went on: never stopped.',
          describeLag(lag),
          ...figures
            .filter(({ kind, isCut }) => kind !== 'interruption' && isCut)
            .map(
              ({ call, number, kind, words }) =>
                `Call ${call}, case ${number} (${kind}): cut by ${words ?? 'no words'}`,
            ),
          ...figures.flatMap(({ call, number, kind, problems }) =>
            problems.map((problem) => `Call ${call}, case ${number} (${kind}): ${problem}`),
          ),
        ],
        figures: { cases: figures, lag },
      };
    } finally {
      await stage.close();
    }
  },
};

/** The pair of people of a call, of which the first is 0. */
export function pairOf(call: number): Pair {
  const pairs = readPairs();
  const pair = pairs[call % pairs.length];
  if (pair === undefined) throw new Error('The file of barge-ins has no pair of people.');
  if (call < pairs.length) return pair;
  const { client, agent } = pair;
  return {
    ...pair,
    client: { ...client, ...otherVoices.client },
    agent: { ...agent, ...otherVoices.agent },
  };
}

const columns = ['sound', 'cases', 'went on', 'cut', 'yielded', 'latest', 'decided', 'latest', 'heard once'];

const known = (values: readonly (number | undefined)[]) => values.filter((value) => value !== undefined);
const yields = (cases: readonly BargeInFigures[]) => known(cases.map(({ yieldedMs }) => yieldedMs));
const decisions = (cases: readonly BargeInFigures[]) => known(cases.map(({ decidedMs }) => decidedMs));
const isHeardOnce = ({ problems }: BargeInFigures) => problems.length === 0;

function rowOf(kind: SoundKind, figures: readonly BargeInFigures[]): string[] {
  const cases = figures.filter((one) => one.kind === kind);
  const milliseconds = (value: number | undefined) => formatValue(value, 'ms');
  return [
    kind,
    String(cases.length),
    String(cases.filter(({ yieldedMs, isCut }) => yieldedMs === undefined && !isCut).length),
    String(cases.filter(({ isCut }) => isCut).length),
    milliseconds(percentile(yields(cases), 0.95)),
    milliseconds(mostOf(yields(cases))),
    milliseconds(percentile(decisions(cases), 0.95)),
    milliseconds(mostOf(decisions(cases))),
    formatValue(shareOf(cases, isHeardOnce), 'share'),
  ];
}

function barsOf(figures: readonly BargeInFigures[]): Bar[] {
  const of = (kind: SoundKind) => figures.filter((one) => one.kind === kind);
  const yielded = percentile(yields(of('interruption')), 0.95);
  const isCut = (one: BargeInFigures) => one.isCut;
  return [
    barOf('yielded to an interruption, p95', yielded, 'atMost', 300, 'ms'),
    barOf('decided what it was, p95', percentile(decisions(figures), 0.95), 'atMost', 800, 'ms'),
    barOf('interruptions that cut', shareOf(of('interruption'), isCut), 'atLeast', 1, 'share'),
    barOf('backchannels that end in a cut', shareOf(of('backchannel'), isCut), 'atMost', 0.02, 'share'),
    barOf('every meaning heard exactly once', shareOf(figures, isHeardOnce), 'atLeast', 1, 'share'),
  ];
}
