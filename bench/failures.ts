import { join } from 'node:path';
import { percentile } from '../sandbox/figures.js';
import type { FaultKind, Vendor } from '../sandbox/script.js';
import { openStage, type Stage } from '../sandbox/stage.js';
import { createRandom } from '../sandbox/telephone/random.js';
import { barOf, formatValue, type Bar } from './bars.js';
import { delays } from './delays.js';
import { playFailures, type FailureCase, type FailureFigures } from './failure-call.js';
import { lineLanguages } from './line-languages.js';
import type { Part } from './part.js';
import { mapConcurrently } from './pool.js';
import { describeLag, watchSandbox } from './sandbox-lag.js';
import { mostOf, shuffled } from './statistics.js';

/** Cases of each fault of each kind of provider. */
const allCases = 50;
/** Languages that are spoken at the same time: what two cores can hear without losing step. */
const concurrentCalls = 4;
/** A gap may be so much longer than without the fault, ms. */
const mostGapMs = 1500;

/** The provider that is killed is the first of its kind; the second takes over. */
const kinds: Readonly<Record<string, Vendor>> = {
  recognizer: 'deepgram',
  translator: 'deepl',
  synthesizer: 'elevenlabs',
};
const faults: readonly FaultKind[] = ['refuse', 'stall', 'drop', 'rateLimit', 'garbage'];

const settings = {
  INTERPRETING_MODE: 'consecutive',
  STT_PROVIDER: 'deepgram,openai',
  TRANSLATION_PROVIDER: 'deepl,openai',
  TTS_PROVIDER: 'elevenlabs,azure',
};

/** What is heard of a line in the middle of which a provider dies. */
export const failures: Part = {
  name: 'failures',
  title: 'Failures: each kind of provider dies in the middle of a clause, in five ways',
  async run({ seed, cases = allCases, logs, tell }) {
    const stage = await openStage({ settings, delays, logFile: join(logs, 'failures.log') });
    try {
      const { figures, lag } = await playAll(stage, drawCases(cases, seed), tell);
      const met = figures.filter(({ isPlayed }) => isPlayed);
      return {
        table: { columns, rows: rowsOf(met) },
        bars: barsOf(met),
        notes: [
          'Gap: how much later the listener had heard all than when the same line was said without a fault, p95 and most.',
          `${figures.length - met.length} of ${figures.length} faults met nobody, three times: another provider did the work.`,
          describeLag(lag),
          ...met.flatMap(({ kind, fault, line, missing }) =>
            missing.length === 0 ? [] : [`${kind}, ${fault}, ${line}: not heard: ${missing.join(' ')}`],
          ),
        ],
        figures: { cases: figures, lag },
      };
    } finally {
      await stage.close();
    }
  },
};

/** Every fault of every kind so many times, in an order that is drawn: no provider fails all the time. */
function drawCases(count: number, seed: number): readonly FailureCase[] {
  const each = Object.entries(kinds).flatMap(([kind, vendor]) =>
    faults.flatMap((fault) => Array.from({ length: count }, () => ({ kind, vendor, fault }))),
  );
  return shuffled(each, createRandom(seed));
}

async function playAll(stage: Stage, cases: readonly FailureCase[], tell: (progress: string) => void) {
  const languages = lineLanguages();
  let played = 0;
  const stopWatch = watchSandbox();
  const judgings = await mapConcurrently(languages, concurrentCalls, (language, index) =>
    playFailures(
      stage,
      language,
      cases.filter((_, number) => number % languages.length === index),
      () => tell(`${++played} of ${cases.length} cases`),
    ),
  );
  const lag = stopWatch();
  return { figures: judgings.flatMap((judge) => judge()), lag };
}

const columns = ['provider', 'fault', 'cases', 'lost', 'words twice', 'gap p50', 'gap p95', 'gap most'];

function rowsOf(figures: readonly FailureFigures[]): string[][] {
  const row = (kind: string, fault: string, cases: readonly FailureFigures[]) => [
    kind,
    fault,
    String(cases.length),
    String(cases.filter(isLost).length),
    String(cases.reduce((sum, { repeatedWords }) => sum + repeatedWords, 0)),
    formatValue(percentile(gapsOf(cases), 0.5), 'ms'),
    formatValue(percentile(gapsOf(cases), 0.95), 'ms'),
    formatValue(mostOf(gapsOf(cases)), 'ms'),
  ];
  return [
    ...Object.keys(kinds).flatMap((kind) =>
      faults.map((fault) =>
        row(
          kind,
          fault,
          figures.filter((one) => one.kind === kind && one.fault === fault),
        ),
      ),
    ),
    row('all', '', figures),
  ];
}

const isLost = ({ missing }: FailureFigures) => missing.length > 0;
const gapsOf = (figures: readonly FailureFigures[]) =>
  figures.map(({ gapMs }) => gapMs).filter((gap) => gap !== undefined);

function barsOf(figures: readonly FailureFigures[]): Bar[] {
  return [
    barOf(
      'lines lost in part or whole',
      figures.length === 0 ? undefined : figures.filter(isLost).length,
      'atMost',
      0,
      'count',
    ),
    ...Object.keys(kinds).map((kind) => {
      const gaps = gapsOf(figures.filter((one) => one.kind === kind));
      return barOf(`longer gap, ${kind}, p95`, percentile(gaps, 0.95), 'under', mostGapMs, 'ms');
    }),
  ];
}
