import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { formatBar } from '../bars.js';
import { publish, type Outcome } from '../results.js';
import { formatTable } from '../table.js';
import { faultBars, faultNotes, faultTable } from './fault-report.js';
import { runFaults } from './fault-run.js';
import { chooseFaults, faultWords } from './faults.js';
import { runFloor } from './floor-run.js';
import {
  barsOf,
  drawCost,
  isHeld,
  linearityBars,
  loadNotes,
  loadTable,
  type LoadResult,
} from './load-report.js';
import { runLoad } from './load-run.js';
import { drawSoak, runSoak, soakBars, soakTable } from './soak.js';
import { prepareSpokenLines, type SpokenLines } from './spoken-lines.js';

const usage = `Measures how many calls the service carries, and what each costs: real Media Streams, cheap vendors.

  npm run bench:load                              10, 25, 50 and 75 calls, a minute each
  npm run bench:load -- --calls N,N               so many calls at a time
  npm run bench:load -- --minutes N               so long; 0.5 is half a minute
  npm run bench:load -- --original-voice ducked   with the other party's own voice; off if it is not said
  npm run bench:load -- --find-limit              25 calls more each time, until a bar is missed
  npm run bench:load -- --soak N                  N calls that come and go, for the service's memory
  npm run bench:load -- --faults                  everything goes wrong, one thing after the other: 30 calls, 10 s each
  npm run bench:load -- --faults --only W,W       what has one of the words in its name: recognizer, stall, cut
  npm run bench:load -- --seed N                  other turns; 1 if it is not said
  npm run bench:load -- --profile                 also writes a CPU profile of the service for each run
  npm run bench:load -- --output FILE             the figures, instead of bench-output/load.json
  npm run bench:load -- --publish                 also writes them to bench/RESULTS.md, with a chart
  npm run bench:load -- --help                    shows this text

Exit code: 0 if every bar is met, 1 if one is missed, 2 for a command line that is not understood.`;

class UsageError extends Error {}

/** Calls that are added at a time where the limit is looked for, and where that begins. */
const limitStep = 25;
/** Beyond this the telephones themselves would be the limit. */
const mostCalls = 1000;
/** The floor is measured for as long as the service, and at most for so long, s. */
const mostFloorSeconds = 30;

/** What is measured where it is not said. */
const usualCalls: readonly number[] = [10, 25, 50, 75];
const usualMinutes = 1;
const usualFaultCalls = 30;
const usualFaultMinutes = 1 / 6;

const wholeNumber = z.string().regex(/^\d+$/, { error: 'must be a whole number' }).transform(Number);
const count = wholeNumber.refine((value) => value > 0, { error: 'must be 1 or more' });
const optionsSchema = z.object({
  calls: z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(count.refine((value) => value <= mostCalls, { error: `must be at most ${mostCalls}` })))
    .optional(),
  minutes: z
    .string()
    .regex(/^\d+(\.\d+)?$/, { error: 'must be a number' })
    .transform(Number)
    .refine((value) => value > 0, { error: 'must be more than 0' })
    .optional(),
  'original-voice': z.enum(['off', 'ducked']),
  'find-limit': z.boolean(),
  soak: count.optional(),
  faults: z.boolean(),
  only: z
    .string()
    .transform((list) => list.split(','))
    .pipe(z.array(z.enum(faultWords)))
    .optional(),
  seed: wholeNumber,
  profile: z.boolean(),
  output: z.string(),
  publish: z.boolean(),
  help: z.boolean(),
});
type Options = z.infer<typeof optionsSchema>;

/** What a kind of run has to show. */
interface LoadOutcome extends Outcome {
  readonly figures: unknown;
}

// The processes are ended when this one exits, which a signal alone would not make it do in an orderly way.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  try {
    return await run(readOptions(words), words);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${usage}`);
    return 2;
  }
}

function readOptions(words: readonly string[]): Options {
  const parsed = optionsSchema.safeParse(readWords(words));
  if (parsed.success) return parsed.data;
  throw new UsageError(
    parsed.error.issues.map(({ path, message }) => `--${String(path[0])}: ${message}`).join('\n'),
  );
}

function readWords(words: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        calls: { type: 'string' },
        minutes: { type: 'string' },
        'original-voice': { type: 'string', default: 'off' },
        'find-limit': { type: 'boolean', default: false },
        soak: { type: 'string' },
        faults: { type: 'boolean', default: false },
        only: { type: 'string' },
        seed: { type: 'string', default: '1' },
        profile: { type: 'boolean', default: false },
        output: { type: 'string', default: 'bench-output/load.json' },
        publish: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function run(options: Options, words: readonly string[]): Promise<number> {
  if (options.help) {
    console.log(usage);
    return 0;
  }
  const logs = await mkdtemp(join(tmpdir(), 'dragoman-load-'));
  tell('The voices prepare what is said');
  const lines = await prepareSpokenLines();
  const outcome = await measure(options, lines, logs);
  tell('');
  console.log(`${outcome.title}\n\n${formatTable(outcome.table)}\n`);
  for (const bar of outcome.bars) console.log(formatBar(bar));
  for (const note of outcome.notes) console.log(note);
  await writeFigures(options.output, outcome);
  if (options.publish) await publish('load', words, outcome);
  console.log(`\nFigures in ${options.output}, logs of the service in ${logs}`);
  return outcome.bars.every(({ isMet }) => isMet) ? 0 : 1;
}

function measure(options: Options, lines: SpokenLines, logs: string): Promise<LoadOutcome> {
  const { faults, soak } = options;
  if (faults) return measureFaults(options, lines, logs);
  if (soak !== undefined) return measureSoak({ ...options, soak }, lines, logs);
  return measureLoad(options, lines, logs);
}

async function measureFaults(
  { calls, minutes = usualFaultMinutes, only, seed }: Options,
  lines: SpokenLines,
  logs: string,
): Promise<LoadOutcome> {
  const [count = usualFaultCalls, ...others] = calls ?? [];
  if (others.length > 0) throw new UsageError('--calls: --faults takes one number of calls');
  const figures = await runFaults({
    faults: chooseFaults(only),
    calls: count,
    seconds: minutes * 60,
    lines,
    seed,
    logFile: (hasSeconds) => join(logs, `faults-${hasSeconds ? 'with' : 'without'}-seconds.log`),
    tell,
  });
  return {
    name: 'faults',
    title: `Faults under load, ${count} calls`,
    table: faultTable(figures),
    bars: faultBars(figures),
    notes: faultNotes(figures),
    figures,
  };
}

async function measureLoad(options: Options, lines: SpokenLines, logs: string): Promise<LoadOutcome> {
  const { 'original-voice': originalVoice, 'find-limit': findLimit } = options;
  const results: LoadResult[] = [];
  for (const calls of findLimit ? limitSteps() : (options.calls ?? usualCalls)) {
    const result = await measureCalls(calls, options, lines, logs);
    results.push(result);
    if (findLimit && !isHeld(result)) break;
  }
  const held = results.filter(isHeld).at(-1)?.load.calls;
  return {
    name: `load-${originalVoice}${findLimit ? '-limit' : ''}`,
    title: `Load, original voice ${originalVoice}`,
    table: loadTable(results),
    bars: [...(findLimit ? [] : results.flatMap(barsOf)), ...linearityBars(results)],
    notes: [...(findLimit ? [`Calls that the service holds: ${held ?? 'none'}`] : []), ...loadNotes(results)],
    figures: results,
    chart: drawCost(results, originalVoice),
  };
}

function limitSteps(): number[] {
  return Array.from({ length: mostCalls / limitStep }, (_, index) => (index + 1) * limitStep);
}

async function measureCalls(
  calls: number,
  { minutes = usualMinutes, seed, profile, 'original-voice': originalVoice }: Options,
  lines: SpokenLines,
  logs: string,
): Promise<LoadResult> {
  const seconds = Math.round(minutes * 60);
  tell(`${calls} calls: the floor`);
  const floor = await runFloor({ calls, seconds: Math.min(seconds, mostFloorSeconds), lines, seed });
  const load = await runLoad({
    calls,
    seconds,
    originalVoice,
    lines,
    seed,
    logFile: join(logs, `${calls}-calls.log`),
    onProfile: profile
      ? (taken) => writeFile(join(logs, `${calls}-calls.cpuprofile`), JSON.stringify(taken))
      : undefined,
    tell,
  });
  return { originalVoice, load, floor };
}

async function measureSoak(
  { soak, seed, 'original-voice': originalVoice }: Options & { readonly soak: number },
  lines: SpokenLines,
  logs: string,
): Promise<LoadOutcome> {
  const logFile = join(logs, 'soak.log');
  const figures = await runSoak({ calls: soak, originalVoice, lines, seed, logFile, tell });
  return {
    name: 'soak',
    title: 'Soak: calls that come and go',
    table: soakTable(figures),
    bars: soakBars(figures),
    notes: [
      `${figures.turns} turns, ${figures.unheardTurns} of them without a rendition: their call was over before it.`,
      ...figures.troubles,
    ],
    figures,
    chart: drawSoak(figures),
  };
}

/** Shows progress on one line of a terminal, and nothing in a file. */
function tell(progress: string) {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${progress}`);
}

async function writeFigures(file: string, { title, figures, bars }: LoadOutcome): Promise<void> {
  await mkdir(dirname(resolve(file)), { recursive: true });
  const report = { measuredAt: new Date().toISOString(), title, bars, figures };
  await writeFile(file, `${JSON.stringify(report, undefined, 2)}\n`);
}
