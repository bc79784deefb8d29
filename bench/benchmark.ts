import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { recordingsFolder } from '../sandbox/package-root.js';
import { formatBar } from './bars.js';
import type { Part, PartOptions, PartResult } from './part.js';
import { publish } from './results.js';
import { formatTable } from './table.js';

/** A benchmark: its parts, and how it is called. */
export interface Benchmark {
  /** As in `npm run bench:NAME`. */
  readonly name: string;
  readonly description: string;
  readonly parts: readonly Part[];
}

const usageOf = ({ name, description, parts }: Benchmark) => `${description}

  npm run bench:${name}                       all parts, as long as their bars ask for
  npm run bench:${name} -- --only NAME,NAME   some parts: ${parts.map((part) => part.name).join(', ')}
  npm run bench:${name} -- --cases N          at most N cases of each kind
  npm run bench:${name} -- --calls N          N live calls, where a part has many at a time
  npm run bench:${name} -- --minutes N        at most N minutes of one long sound
  npm run bench:${name} -- --seed N           other cases; 1 if it is not said
  npm run bench:${name} -- --output FILE      writes the figures there instead of bench-output/${name}.json
  npm run bench:${name} -- --publish          also writes them to bench/RESULTS.md
  npm run bench:${name} -- --recordings DIR   recordings of people and noises, instead of ../shared/audio
  npm run bench:${name} -- --help             shows this text

Exit code: 0 if every bar is met, 1 if one is missed, 2 for a command line that is not understood.`;

class UsageError extends Error {}

/** What became of a part. */
type Outcome = { readonly part: Part; readonly seconds: number } & (
  PartResult | { readonly skipped: string }
);

const wholeNumber = z.string().regex(/^\d+$/, { error: 'must be a whole number' }).transform(Number);
const count = wholeNumber.refine((value) => value > 0, { error: 'must be 1 or more' });
const optionsSchema = (parts: readonly Part[]) =>
  z.object({
    only: z
      .string()
      .transform((names) => names.split(',').map((name) => name.trim()))
      .pipe(z.array(z.enum(parts.map(({ name }) => name))))
      .optional(),
    cases: count.optional(),
    calls: count.optional(),
    minutes: count.optional(),
    seed: wholeNumber,
    output: z.string(),
    publish: z.boolean(),
    recordings: z.string().optional(),
    help: z.boolean(),
  });
type Options = z.infer<ReturnType<typeof optionsSchema>>;

/** Runs what the command line asks for, and sets the exit code. */
export async function runBenchmark(benchmark: Benchmark): Promise<void> {
  // The services are ended when this process exits, which a signal alone would not make it do in an orderly way.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  try {
    const words = process.argv.slice(2);
    process.exitCode = await run(benchmark, readOptions(benchmark, words), words);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${usageOf(benchmark)}`);
    process.exitCode = 2;
  }
}

function readOptions({ name, parts }: Benchmark, words: readonly string[]): Options {
  const parsed = optionsSchema(parts).safeParse(readWords(name, words));
  if (parsed.success) return parsed.data;
  throw new UsageError(
    parsed.error.issues.map(({ path, message }) => `--${String(path[0])}: ${message}`).join('\n'),
  );
}

function readWords(name: string, words: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        only: { type: 'string' },
        cases: { type: 'string' },
        calls: { type: 'string' },
        minutes: { type: 'string' },
        seed: { type: 'string', default: '1' },
        output: { type: 'string', default: `bench-output/${name}.json` },
        publish: { type: 'boolean', default: false },
        recordings: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function run(benchmark: Benchmark, options: Options, words: readonly string[]): Promise<number> {
  const { only, cases, calls, minutes, seed, output, recordings, help } = options;
  if (help) {
    console.log(usageOf(benchmark));
    return 0;
  }
  const logs = await mkdtemp(join(tmpdir(), 'dragoman-bench-'));
  const outcomes: Outcome[] = [];
  for (const part of benchmark.parts.filter(({ name }) => only?.includes(name) ?? true)) {
    console.log(`\n${part.title}`);
    const outcome = await runPart(part, {
      seed,
      cases,
      calls,
      minutes,
      recordings: recordings === undefined ? recordingsFolder : pathToFileURL(`${resolve(recordings)}/`),
      logs,
      tell,
    });
    tell('');
    outcomes.push(outcome);
    printOutcome(outcome);
    if (options.publish && !('skipped' in outcome)) {
      const { name, title } = part;
      await publish(benchmark.name, words, { ...outcome, name: `${benchmark.name}-${name}`, title });
    }
  }
  await writeFigures(output, { seed, cases, calls, minutes }, outcomes);
  console.log(`\nFigures in ${output}, logs of the services in ${logs}`);
  return printMissed(outcomes) ? 1 : 0;
}

async function runPart(part: Part, options: PartOptions): Promise<Outcome> {
  const startedAt = performance.now();
  const result = await part.run(options);
  return { part, seconds: Math.round((performance.now() - startedAt) / 1000), ...result };
}

/** Shows progress on one line of a terminal, and nothing in a file. */
function tell(progress: string) {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${progress}`);
}

function printOutcome(outcome: Outcome) {
  if ('skipped' in outcome) {
    console.log(`skipped: ${outcome.skipped}`);
    return;
  }
  console.log(`\n${formatTable(outcome.table)}\n`);
  for (const bar of outcome.bars) console.log(formatBar(bar));
  for (const note of outcome.notes) console.log(note);
  console.log(`(${outcome.seconds} s)`);
}

/** Says which bars were missed; whether any was. */
function printMissed(outcomes: readonly Outcome[]): boolean {
  const missed = outcomes.flatMap((outcome) =>
    'skipped' in outcome
      ? []
      : outcome.bars.flatMap((bar) => (bar.isMet ? [] : [{ part: outcome.part, bar }])),
  );
  const skipped = outcomes.flatMap((outcome) => ('skipped' in outcome ? [outcome.part.name] : []));
  if (skipped.length > 0) console.log(`\nNot measured: ${skipped.join(', ')}.`);
  console.log(
    missed.length === 0 ? '\nEvery bar that was measured is met.' : `\n${missed.length} bars are missed:`,
  );
  for (const { part, bar } of missed) console.log(`  ${part.name}: ${formatBar(bar)}`);
  return missed.length > 0;
}

async function writeFigures(file: string, options: object, outcomes: readonly Outcome[]): Promise<void> {
  const report = {
    measuredAt: new Date().toISOString(),
    ...options,
    parts: outcomes.map(({ part: { name, title }, ...outcome }) => ({ name, title, ...outcome })),
  };
  await mkdir(dirname(resolve(file)), { recursive: true });
  await writeFile(file, `${JSON.stringify(report, undefined, 2)}\n`);
}
