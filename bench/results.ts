import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { packageRoot } from '../sandbox/package-root.js';

const resultsFile = new URL('bench/RESULTS.md', packageRoot);
const chartsFolder = new URL('bench/charts/', packageRoot);
const preamble = `# Results

Written by the benchmarks themselves, each its own section: what they measure is in [README.md](README.md).
`;

/** What a benchmark has to show. */
export interface ResultSection {
  /** Stands for the section in the file; another run of the same name takes its place. */
  readonly name: string;
  readonly title: string;
  /** The command line that it was made with. */
  readonly command: string;
  /** Markdown. */
  readonly text: string;
}

/** Puts a section into `bench/RESULTS.md`, in the place of an older one of its name. */
export async function writeResults({ name, title, command, text }: ResultSection): Promise<void> {
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

/** Writes a chart for the results. @returns the path by which they show it. */
export async function writeChart(name: string, svg: string): Promise<string> {
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
