import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { barOf, formatBar, type Bar } from '../bars.js';
import { publish } from '../results.js';
import { formatTable } from '../table.js';
import type { FuzzResult } from './fuzz-run.js';
import { surfaces } from './surfaces.js';

const names = Object.keys(surfaces);

const usage = `Gives every surface of the program inputs that are nearly right, and wrong in every way.

  npm run bench:fuzz                          all surfaces, 100000 inputs each
  npm run bench:fuzz -- --inputs N            so many
  npm run bench:fuzz -- --surface NAME,NAME   some surfaces:
${names.map((name) => `                                                ${name}`).join('\n')}
  npm run bench:fuzz -- --seed N              other inputs; 1 if it is not said
  npm run bench:fuzz -- --output FILE         writes the figures there instead of bench-output/fuzz.json
  npm run bench:fuzz -- --publish             also writes them to bench/RESULTS.md
  npm run bench:fuzz -- --help                shows this text

Exit code: 0 if every bar is met, 1 if one is missed, 2 for a command line that is not understood.`;

class UsageError extends Error {}

/** CPU that one input may take, ms: what takes longer keeps every call waiting. */
const mostInputMs = 1000;
/** What is kept of inputs that are gone, MiB. */
const mostGrowth = 16;

const wholeNumber = z.string().regex(/^\d+$/, { error: 'must be a whole number' }).transform(Number);
const optionsSchema = z.object({
  inputs: wholeNumber.refine((value) => value > 0, { error: 'must be 1 or more' }),
  surface: z
    .string()
    .transform((list) => list.split(',').map((name) => name.trim()))
    .pipe(z.array(z.enum(names)))
    .optional(),
  seed: wholeNumber,
  output: z.string(),
  publish: z.boolean(),
  help: z.boolean(),
});
type Options = z.infer<typeof optionsSchema>;

try {
  const words = process.argv.slice(2);
  process.exitCode = await run(readOptions(words), words);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n\n${usage}`);
  process.exitCode = 2;
}

function readOptions(args: string[]): Options {
  const parsed = optionsSchema.safeParse(readWords(args));
  if (parsed.success) return parsed.data;
  throw new UsageError(
    parsed.error.issues.map(({ path, message }) => `--${String(path[0])}: ${message}`).join('\n'),
  );
}

function readWords(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        inputs: { type: 'string', default: '100000' },
        surface: { type: 'string' },
        seed: { type: 'string', default: '1' },
        output: { type: 'string', default: 'bench-output/fuzz.json' },
        publish: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function run(options: Options, words: readonly string[]): Promise<number> {
  const { inputs, surface: chosen, seed, output } = options;
  if (options.help) {
    console.log(usage);
    return 0;
  }
  const results: FuzzResult[] = [];
  for (const [name, fuzzSurface] of Object.entries(surfaces)) {
    if (chosen?.includes(name) === false) continue;
    const tell = (tried: number) => {
      if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${name} ${tried}`);
    };
    results.push(await fuzzSurface({ inputs, seed, tell }));
  }
  if (process.stdout.isTTY) process.stdout.write('\r\u001b[K');
  const bars = results.flatMap(barsOf);
  const missed = bars.filter(({ isMet }) => !isMet);
  const table = tableOf(results);
  console.log(formatTable(table));
  for (const { surface, finding } of results) {
    if (finding !== undefined) console.log(`\n${surface}, seed ${finding.seed}, path ${finding.path}`);
    if (finding !== undefined) console.log(`${finding.broken}\ninput: ${finding.input}`);
  }
  console.log(`\n${missed.map(formatBar).join('\n') || 'Every bar is met.'}`);
  await mkdir(dirname(resolve(output)), { recursive: true });
  const report = { measuredAt: new Date().toISOString(), inputs, seed, results, bars };
  await writeFile(output, `${JSON.stringify(report, undefined, 2)}\n`);
  console.log(`Figures in ${output}`);
  if (options.publish) {
    const notes = missed.length === 0 ? ['Every bar is met.'] : [];
    await publish('fuzz', words, { name: 'fuzz', title: 'Fuzzing', table, bars: missed, notes });
  }
  return missed.length === 0 ? 0 : 1;
}

function barsOf({ surface, finding, slowestMs, grownBytes }: FuzzResult): readonly Bar[] {
  return [
    barOf(`${surface}: inputs that break a property`, finding === undefined ? 0 : 1, 'atMost', 0, 'count'),
    barOf(`${surface}: CPU of one input`, slowestMs, 'atMost', mostInputMs, 'ms'),
    ...(grownBytes === undefined
      ? []
      : [barOf(`${surface}: memory that is kept`, grownBytes / 2 ** 20, 'atMost', mostGrowth, 'MiB')]),
  ];
}

function tableOf(results: readonly FuzzResult[]) {
  return {
    columns: ['surface', 'inputs', 'seconds', 'inputs a second', 'slowest', 'kept', 'broken'],
    rows: results.map(({ surface, tried, seconds, slowestMs, grownBytes, finding }) => [
      surface,
      String(tried),
      seconds.toFixed(1),
      String(Math.round(tried / seconds)),
      `${Math.round(slowestMs)} ms`,
      grownBytes === undefined ? '-' : `${(grownBytes / 2 ** 20).toFixed(2)} MiB`,
      finding === undefined ? '' : 'broken',
    ]),
  };
}
