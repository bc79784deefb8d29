import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { figuresOf, formatMs, type Figures } from './figures.js';
import type { Verdict } from './verdict.js';
import { reportPage } from './report-page.js';
import type { Run } from './run.js';
import { otherParty } from './scenario-script.js';
import { writeWav } from './sound/wav.js';
import { spokenAt } from './telephone/line.js';

/**
 * Writes what is left of a scenario to a folder: `client-heard.wav`, `agent-heard.wav` (if an agent answered),
 * `transcript.txt`, `report.html`, which needs nothing but itself, and `result.json` for programs.
 */
export async function writeReport(folder: string, run: Run, verdict: Verdict): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { client, agent } = run.recordings;
  await Promise.all([
    writeWav(join(folder, 'client-heard.wav'), client.heard),
    agent && writeWav(join(folder, 'agent-heard.wav'), agent.heard),
    writeFile(join(folder, 'transcript.txt'), transcriptOf(run, verdict)),
    writeFile(join(folder, 'report.html'), reportPage(run, verdict)),
    writeFile(join(folder, 'result.json'), JSON.stringify(resultOf(run, verdict), undefined, 2)),
  ]);
}

/** What became of a scenario, in `result.json`. */
export interface ScenarioResult {
  readonly scenario: string;
  readonly isPassed: boolean;
  /** All that was wrong, in words. */
  readonly problems: readonly string[];
  /** Latencies, ms. */
  readonly figures: Figures;
  /** The service's own view of the call shortly before its end. */
  readonly call: unknown;
}

export function resultOf(run: Run, verdict: Verdict): ScenarioResult {
  return {
    scenario: run.scenario.name,
    isPassed: verdict.isPassed,
    problems: problemsOf(verdict),
    figures: figuresOf([verdict]),
    call: run.callView,
  };
}

/** All that was wrong with a scenario, in words. */
export function problemsOf(verdict: Verdict): string[] {
  return [
    ...verdict.problems,
    ...verdict.lines.flatMap(({ line, problems }) => problems.map((problem) => `${line.id} ${problem}`)),
    ...verdict.bargeIns.flatMap(({ line, over, problems }) =>
      problems.map((problem) => `${line} interrupted ${over}: ${problem}`),
    ),
  ];
}

/** Who said what and what the other side heard, as plain text. */
export function transcriptOf(run: Run, verdict: Verdict): string {
  const blocks = verdict.lines.map(({ line, heardText, turnLatencyMs, problems }, index) => {
    const script = run.script[index];
    const stretch = script && run.spoken.get(script.id);
    const recording = run.recordings[line.party];
    const at = stretch && recording ? spokenAt(recording, stretch.startSample) - run.dialedAt : undefined;
    return [
      `${formatClock(at)}  ${line.party}: ${line.segments.map(({ text }) => text).join(' ')}`,
      `        ${otherParty(line.party)} heard: ${heardText === '' ? '(nothing)' : heardText}`,
      `        turn latency ${formatMs(turnLatencyMs)}`,
      ...problems.map((problem) => `        WRONG: ${problem}`),
    ].join('\n');
  });
  const notices = verdict.announcements.map(
    ({ to, heard }) =>
      `${formatClock(heard.startAt - run.dialedAt)}  interpreter to ${to}: ${heard.clip.text}`,
  );
  return [
    `${run.scenario.name}: ${run.scenario.title}`,
    verdict.isPassed ? 'PASSED' : 'FAILED',
    ...verdict.problems.map((problem) => `WRONG: ${problem}`),
    '',
    ...notices,
    ...blocks,
    '',
  ].join('\n');
}

function formatClock(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return '  --.-';
  return (milliseconds / 1000).toFixed(1).padStart(6);
}
