import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { figuresOf, formatMs, percentile } from './figures.js';
import { packageRoot } from './package-root.js';
import type { Caption } from './player.js';
import { problemsOf, writeReport } from './report.js';
import { ScenarioError } from './scenario-file.js';
import { listScenarios, loadScenario, missingRecordings, type Scenario } from './scenario.js';
import { playSession, type Result } from './session.js';

const usage = `Plays telephone calls through the real server, with stand-ins of all vendors.

  npm run demo                        plays french-invoice
  npm run demo -- --scenario NAME     plays another scenario; may be given several times
  npm run demo -- --all               plays all scenarios, several at a time
  npm run demo -- --list              lists the scenarios
  npm run demo -- --output FOLDER     writes to FOLDER instead of demo-output
  npm run demo -- --help              shows this text

Each scenario leaves a folder of its name: what both parties heard (WAV), the transcript, report.html, result.json.
Exit code: 0 if everything was heard as it must be, 1 if not, 2 for a command line that is not understood.`;

class UsageError extends Error {}

// The service is ended when this process exits, which a signal alone would not make it do in an orderly way.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  try {
    return await run(readOptions(words));
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof ScenarioError)) throw error;
    console.error(`${error.message}\n\n${usage}`);
    return 2;
  }
}

interface Options {
  readonly scenario: readonly string[];
  readonly all: boolean;
  readonly list: boolean;
  readonly output: string;
  readonly help: boolean;
}

function readOptions(words: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        scenario: { type: 'string', multiple: true, default: ['french-invoice'] },
        all: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        output: { type: 'string', default: fileURLToPath(new URL('demo-output', packageRoot)) },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function run(options: Options): Promise<number> {
  if (options.help) {
    console.log(usage);
    return 0;
  }
  if (options.list) {
    for (const name of await listScenarios())
      console.log(`${name.padEnd(24)} ${(await loadScenario(name)).title}`);
    return 0;
  }
  const names = options.all ? await listScenarios() : options.scenario;
  const scenarios = (await Promise.all(names.map(loadScenario))).filter(isPlayable);
  for (const { name } of scenarios) await rm(join(options.output, name), { recursive: true, force: true });
  const startedAt = performance.now();
  const results = await playSession(scenarios, {
    logFile: (service) =>
      join(options.output, names.length === 1 ? join(...names, 'service.log') : `service-${service}.log`),
    onCaption: printCaption,
    onPlayed: ({ name }) => console.log(`         ${name} is over.`),
    onDisturbed({ name }, { verdict, disturbance }) {
      console.log(`         ${name} failed, and ${disturbance}; it is played once more:`);
      for (const problem of problemsOf(verdict)) console.log(`         - ${problem}`);
    },
  });
  for (const { run: played, verdict } of results) {
    await writeReport(join(options.output, played.scenario.name), played, verdict);
  }
  printVerdicts(results);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(`\n${results.length} scenarios in ${seconds} s; reports in ${options.output}`);
  return results.length > 0 && results.every(({ verdict }) => verdict.isPassed) ? 0 : 1;
}

/** Whether the scenario's recordings are here; says so if not. */
function isPlayable(scenario: Scenario): boolean {
  const missing = missingRecordings(scenario);
  if (missing.length > 0) {
    console.log(
      `${scenario.name} is skipped: it needs the recordings ${missing.join(', ')} in ../shared/audio.`,
    );
  }
  return missing.length === 0;
}

function printCaption({ name }: Scenario, { atMs, speaker, text, translation, latencyMs }: Caption) {
  const at = (atMs / 1000).toFixed(1).padStart(6);
  console.log(`${at} s  ${name}  ${speaker}: ${text}`);
  console.log(`${' '.repeat(10 + name.length)}-> ${translation}  (${formatMs(latencyMs)})`);
}

function printVerdicts(results: readonly Result[]) {
  console.log('');
  for (const { run: played, verdict } of results) {
    const figures = figuresOf([verdict]);
    console.log(
      [
        verdict.isPassed ? 'passed' : 'FAILED',
        played.scenario.name.padEnd(24),
        `${verdict.lines.filter(({ problems }) => problems.length === 0).length}/${verdict.lines.length} lines`,
        `turn latency p95 ${formatMs(percentile(figures.turnLatency, 0.95))}`,
        `overhead p95 ${formatMs(percentile(figures.overhead, 0.95))}`,
      ].join('  '),
    );
    for (const problem of problemsOf(verdict)) console.log(`        ${problem}`);
  }
  const { overhead, turnLatency, bargeIn } = figuresOf(results.map(({ verdict }) => verdict));
  const line = (name: string, values: readonly number[]) =>
    console.log(
      `${name.padEnd(26)} p50 ${formatMs(percentile(values, 0.5)).padStart(8)}   p95 ${formatMs(percentile(values, 0.95)).padStart(8)}   of ${values.length}`,
    );
  console.log('');
  line('Overhead of a clause', overhead);
  line('Turn latency', turnLatency);
  line('Reaction to a barge-in', bargeIn);
}
