import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { packageRoot } from '../sandbox/package-root.js';
import { formatBar, type Bar } from './bars.js';
import type { Table } from './part.js';
import { formatMarkdownTable } from './table.js';

const resultsFile = new URL('bench/RESULTS.md', packageRoot);
const chartsFolder = new URL('bench/charts/', packageRoot);
const preamble = `# Results

Written by the benchmarks themselves, each its own section: what they measure is in [README.md](README.md).
`;

/** What a run of a benchmark has to show. */
export interface Outcome {
  /** Stands for the section in the file, and names its chart: another run of the same name takes its place. */
  readonly name: string;
  readonly title: string;
  readonly table: Table;
  readonly bars: readonly Bar[];
  readonly notes: readonly string[];
  /** SVG; where a picture says more than the table. */
  readonly chart?: string;
}

/** Words of a command line that say where figures go, and nothing of what is measured. */
const flagsOfFiles = ['--publish', '--output'];

/**
 * Puts what a run came to into `bench/RESULTS.md`, with the machine, the date and the command.
 *
 * @param bench as in `npm run bench:NAME`.
 * @param words of the command line.
 */
export async function publish(bench: string, words: readonly string[], outcome: Outcome): Promise<void> {
  const { name, title, table, bars, notes, chart } = outcome;
  const shown = words.filter(
    (word, index) => !flagsOfFiles.includes(word) && words[index - 1] !== '--output',
  );
  await writeSection({
    name,
    title,
    command: `npm run bench:${bench}${shown.length === 0 ? '' : ` -- ${shown.join(' ')}`}`,
    text: [
      formatMarkdownTable(table),
      ...(bars.length === 0 ? [] : ['```\n' + bars.map(formatBar).join('\n') + '\n```']),
      ...notes,
      ...(chart === undefined ? [] : [`![${title}](${await writeChart(name, chart)})`]),
    ].join('\n\n'),
  });
}

interface Section {
  readonly name: string;
  readonly title: string;
  readonly command: string;
  /** Markdown. */
  readonly text: string;
}

/** Puts a section in the place of an older one of its name. */
async function writeSection({ name, title, command, text }: Section): Promise<void> {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const section = `${begin}\n\n## ${title}\n\n\`${command}\`, ${machine()}, ${today()}\n\n${text}\n\n${end}\n`;
  const file = existsSync(resultsFile) ? await readFile(resultsFile, 'utf8') : preamble;
  const [start, stop] = [file.indexOf(begin), file.indexOf(end)];
  const written =
    start === -1 || stop === -1
      ? `${file}\n${section}`
      : file.slice(0, start) + section + file.slice(stop + end.length + 1);
  await writeFile(resultsFile, written);
}

/** @returns the path by which the results show it. */
async function writeChart(name: string, svg: string): Promise<string> {
  await mkdir(chartsFolder, { recursive: true });
  await writeFile(new URL(`${name}.svg`, chartsFolder), svg);
  return `charts/${name}.svg`;
}

function machine(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  const memoryGib = Math.round(totalmem() / 2 ** 30);
  return `Node.js ${process.versions.node}, ${processors.length} x ${model}, ${memoryGib} GiB`;
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
