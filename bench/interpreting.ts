import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { recordingsFolder } from '../sandbox/package-root.js';
import { formatBar } from './bars.js';
import { bargeIn } from './barge-in.js';
import { echo } from './echo.js';
import { lag } from './lag.js';
import { noise } from './noise.js';
import { numbers } from './numbers.js';
import type { Part, PartOptions, PartResult } from './part.js';
import { simultaneity } from './simultaneity.js';
import { formatTable } from './table.js';

const parts: readonly Part[] = [simultaneity, bargeIn, echo, lag, numbers, noise];

const usage = `Measures how Dragoman interprets: through the real server, with stand-ins of all vendors.

  npm run bench:interpreting                       all parts, as long as their bars ask for
  npm run bench:interpreting -- --only NAME,NAME   some parts: ${parts.map(({ name }) => name).join(', ')}
  npm run bench:interpreting -- --cases N          at most N cases of each kind
  npm run bench:interpreting -- --minutes N        at most N minutes of one long sound (lag, noise)
  npm run bench:interpreting -- --seed N           other cases; 1 if it is not said
  npm run bench:interpreting -- --output FILE      writes the figures there instead of bench-output/interpreting.json
  npm run bench:interpreting -- --recordings DIR   recordings of people and noises, instead of ../shared/audio
  npm run bench:interpreting -- --help             shows this text

Exit code: 0 if every bar is met, 1 if one is missed, 2 for a command line that is not understood.`;

class UsageError extends Error {}

/** What became of a part. */
type Outcome = { readonly part: Part; readonly seconds: number } & (
  PartResult | { readonly skipped: string }
);

const wholeNumber = z.string().regex(/^\d+$/, { error: 'must be a whole number' }).transform(Number);
const count = wholeNumber.refine((value) => value > 0, { error: 'must be 1 or more' });
const optionsSchema = z.object({
  only: z
    .string()
    .transform((names) => names.split(',').map((name) => name.trim()))
    .pipe(z.array(z.enum(parts.map(({ name }) => name))))
    .optional(),
  cases: count.optional(),
  minutes: count.optional(),
  seed: wholeNumber,
  output: z.string(),
  recordings: z.string().optional(),
  help: z.boolean(),
});
type Options = z.infer<typeof optionsSchema>;

// The services are ended when this process exits, which a signal alone would not make it do in an orderly way.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  try {
    return await run(readOptions(words));
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
        only: { type: 'string' },
        cases: { type: 'string' },
        minutes: { type: 'string' },
        seed: { type: 'string', default: '1' },
        output: { type: 'string', default: 'bench-output/interpreting.json' },
        recordings: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function run({ only, cases, minutes, seed, output, recordings, help }: Options): Promise<number> {
  if (help) {
    console.log(usage);
    return 0;
  }
  const logs = await mkdtemp(join(tmpdir(), 'dragoman-bench-'));
  const outcomes: Outcome[] = [];
  for (const part of parts.filter(({ name }) => only?.includes(name) ?? true)) {
    console.log(`\n${part.title}`);
    const outcome = await runPart(part, {
      seed,
      cases,
      minutes,
      recordings: recordings === undefined ? recordingsFolder : pathToFileURL(`${resolve(recordings)}/`),
      logs,
      tell,
    });
    tell('');
    outcomes.push(outcome);
    printOutcome(outcome);
  }
  await writeFigures(output, { seed, cases, minutes }, outcomes);
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
