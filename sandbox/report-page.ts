import { sampleRateHz } from '../src/media/mulaw.js';
import { figuresOf, formatMs, percentile } from './figures.js';
import { reportStyle } from './report-style.js';
import type { Run } from './run.js';
import type { Party } from './scenario.js';
import { otherParty } from './scenario-script.js';
import { heardAt, spokenAt, type LineRecording } from './telephone/line.js';
import type { ClauseVerdict, HeardSound, LineVerdict, Verdict } from './verdict.js';

const pixelsPerSecond = 30;
const laneHeight = 64;
const laneGap = 14;
const axisHeight = 24;

/** A scenario's report: one page of HTML without scripts and without anything from elsewhere. */
export function reportPage(run: Run, verdict: Verdict): string {
  const { name, title, client, agent } = run.scenario;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(name)}</title>
<style>${reportStyle}</style>
</head>
<body>
<header>
<p class="verdict ${verdict.isPassed ? 'passed' : 'failed'}">${verdict.isPassed ? 'passed' : 'failed'}</p>
<h1>${escapeHtml(name)}</h1>
<p>${escapeHtml(title)}. Client: ${escapeHtml(client.language)}; agent: ${escapeHtml(agent.language)}.</p>
</header>
${problemList(verdict.problems)}
<h2>Time line</h2>
<div class="scroll">${timeLine(run, verdict)}</div>
<h2>Latencies</h2>
${latencyTable(verdict)}
<h2>Lines</h2>
${lineTable(verdict)}
<h2>Waterfall of every clause</h2>
<p class="legend">${stages.map(({ name: stage, label }) => `<span><i class="${stage}"></i>${label}</span>`).join('')}</p>
${waterfalls(verdict)}
</body>
</html>
`;
}

/** Text as it may stand in an element or an attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function problemList(problems: readonly string[]): string {
  if (problems.length === 0) return '';
  return `<ul class="problems">${problems.map((problem) => `<li>${escapeHtml(problem)}</li>`).join('')}</ul>`;
}

/** A stretch of a lane, ms since the client dialed. */
interface Block {
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
  readonly kind: 'speech' | 'rendition' | 'announcement';
}

function timeLine(run: Run, verdict: Verdict): string {
  const lanes = (['client', 'agent'] as const).flatMap((speaker) => {
    const listener = otherParty(speaker);
    return [
      {
        label: `${speaker} speaks`,
        party: speaker,
        channel: 'spoken' as const,
        blocks: spokenBlocks(run, verdict, speaker),
      },
      {
        label: `${listener} hears`,
        party: listener,
        channel: 'heard' as const,
        blocks: heardBlocks(run, verdict, listener),
      },
    ];
  });
  const seconds = Math.ceil(
    Math.max(
      ...[run.recordings.client, run.recordings.agent].map((recording) => endOf(recording) - run.dialedAt),
    ) / 1000,
  );
  const width = seconds * pixelsPerSecond;
  const height = axisHeight + lanes.length * (laneHeight + laneGap);
  const ticks = Array.from({ length: Math.floor(seconds / 5) + 1 }, (_, index) => index * 5);
  return `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="Who spoke and who heard what">
${ticks.map((second) => `<line class="tick" x1="${second * pixelsPerSecond}" x2="${second * pixelsPerSecond}" y1="16" y2="${height}"/><text class="axis" x="${second * pixelsPerSecond + 3}" y="12">${second} s</text>`).join('\n')}
${lanes
  .map(({ label, party, channel, blocks }, index) => {
    const top = axisHeight + index * (laneHeight + laneGap);
    return `<g transform="translate(0 ${top})">
<rect class="lane" width="${width}" height="${laneHeight}"/>
${wave(run, party, channel)}
${blocks.map(drawBlock).join('\n')}
<text class="label" x="4" y="11">${label}</text>
</g>`;
  })
  .join('\n')}
</svg>`;
}

function spokenBlocks(run: Run, verdict: Verdict, party: Party): Block[] {
  const recording = run.recordings[party];
  return verdict.lines.flatMap(({ line }, index): Block[] => {
    const script = run.script[index];
    const stretch = script && run.spoken.get(script.id);
    if (line.party !== party || stretch === undefined || recording === undefined) return [];
    return [
      {
        startMs: spokenAt(recording, stretch.startSample) - run.dialedAt,
        endMs: spokenAt(recording, stretch.endSample) - run.dialedAt,
        text: line.segments.map(({ text }) => text).join(' '),
        kind: 'speech',
      },
    ];
  });
}

function heardBlocks(run: Run, verdict: Verdict, party: Party): Block[] {
  const blocksOf = ({ pieces, clip }: HeardSound, kind: Block['kind']): Block[] =>
    pieces.map(({ startAt, endAt }) => ({
      startMs: startAt - run.dialedAt,
      endMs: endAt - run.dialedAt,
      text: clip.text,
      kind,
    }));
  return [
    ...verdict.announcements
      .filter(({ to }) => to === party)
      .flatMap(({ heard }) => blocksOf(heard, 'announcement')),
    ...verdict.lines
      .filter(({ line }) => line.party !== party)
      .flatMap(({ clauses }) => clauses.flatMap(({ heard }) => blocksOf(heard, 'rendition'))),
  ];
}

function drawBlock({ startMs, endMs, text, kind }: Block): string {
  const x = (startMs / 1000) * pixelsPerSecond;
  const width = Math.max(2, ((endMs - startMs) / 1000) * pixelsPerSecond);
  return `<g><title>${escapeHtml(text)} (${(startMs / 1000).toFixed(2)} to ${(endMs / 1000).toFixed(2)} s)</title>
<rect class="${kind}" x="${x.toFixed(1)}" y="16" width="${width.toFixed(1)}" height="${laneHeight - 20}" rx="4"/>
<svg x="${x.toFixed(1)}" y="16" width="${width.toFixed(1)}" height="${laneHeight - 20}"><text class="words" x="5" y="26">${escapeHtml(text)}</text></svg></g>`;
}

/** The loudness of a channel, 20 times a second, as a filled curve along the bottom of its lane. */
function wave(run: Run, party: Party, channel: 'heard' | 'spoken'): string {
  const recording = run.recordings[party];
  if (recording === undefined) return '';
  const samples = recording[channel];
  const step = sampleRateHz / 20;
  const points = Array.from({ length: Math.floor(samples.length / step) }, (_, index) => {
    const peak = samples
      .subarray(index * step, (index + 1) * step)
      .reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    const x = ((heardAt(recording, index * step) - run.dialedAt) / 1000) * pixelsPerSecond;
    return `${x.toFixed(1)},${(laneHeight - (peak / 32_768) * laneHeight).toFixed(1)}`;
  });
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return '';
  const bottom = (point: string) => `${point.split(',', 1)[0] ?? '0'},${laneHeight}`;
  return `<polygon class="wave" points="${bottom(first)} ${points.join(' ')} ${bottom(last)}"/>`;
}

function endOf(recording: LineRecording | undefined): number {
  return recording?.frameTimes.at(-1) ?? 0;
}

function latencyTable(verdict: Verdict): string {
  const { turnLatency, overhead, bargeIn } = figuresOf([verdict]);
  const rows = [
    { name: 'Turn latency', values: turnLatency },
    { name: 'Overhead of a clause', values: overhead },
    { name: 'Reaction to a barge-in', values: bargeIn },
  ];
  return `<table><thead><tr><th>What</th><th>Count</th><th>p50</th><th>p95</th><th>Most</th></tr></thead><tbody>
${rows.map(({ name, values }) => `<tr><td>${name}</td><td>${values.length}</td>${[0.5, 0.95, 1].map((share) => `<td>${formatMs(percentile(values, share))}</td>`).join('')}</tr>`).join('\n')}
</tbody></table>`;
}

function lineTable(verdict: Verdict): string {
  const row = ({
    line,
    heardText,
    turnLatencyMs,
    problems,
  }: LineVerdict) => `<tr class="${problems.length === 0 ? 'passed' : 'failed'}">
<td>${escapeHtml(line.id)}</td><td>${line.party}</td><td>${escapeHtml(line.segments.map(({ text }) => text).join(' '))}</td>
<td>${escapeHtml(heardText)}${problemList(problems)}</td><td>${formatMs(turnLatencyMs)}</td></tr>`;
  const interruptions = verdict.bargeIns.map(
    ({ line, over, reactionMs, problems }) =>
      `<p>${escapeHtml(line)} interrupted ${escapeHtml(over)}, which stopped after ${formatMs(reactionMs)}.</p>${problemList(problems)}`,
  );
  return `<table><thead><tr><th>Line</th><th>Said by</th><th>Words</th><th>The other side heard</th><th>Turn latency</th></tr></thead><tbody>
${verdict.lines.map(row).join('\n')}
</tbody></table>
${interruptions.join('\n')}`;
}

/** The stages of a clause's waterfall, in order; what lies between the vendors' is the service's own. */
const stages = [
  { name: 'recognition', label: 'recognizer, from the last word' },
  { name: 'service', label: 'service' },
  { name: 'translation', label: 'translator' },
  { name: 'synthesis', label: 'synthesizer, to the first byte' },
  { name: 'playing', label: 'line, and the clause before' },
] as const;

function waterfalls(verdict: Verdict): string {
  const clauses = verdict.lines.flatMap(({ line, clauses: heard }) =>
    heard.map((clause) => ({ id: line.id, clause })),
  );
  const longest = Math.max(
    1,
    ...clauses.map(({ clause }) => stepsOf(clause).reduce((sum, { ms }) => sum + ms, 0)),
  );
  return clauses
    .map(({ id, clause }) => {
      const steps = stepsOf(clause);
      const bars = steps.map(
        ({ stage, ms }) =>
          `<i class="${stage}" style="width:${((100 * ms) / longest).toFixed(2)}%" title="${stage}: ${formatMs(ms)}"></i>`,
      );
      const total = steps.reduce((sum, { ms }) => sum + ms, 0);
      return `<div class="clause"><p><b>${escapeHtml(id)}</b> ${escapeHtml(clause.heard.clip.text)}
<span>${steps.length === 0 ? 'passed through' : formatMs(total)}, overhead ${formatMs(clause.overheadMs)}${pauseOf(clause)}</span></p><div class="bar">${bars.join('')}</div></div>`;
    })
    .join('\n');
}

/** How long a rendition stood still in its middle: held back, or for want of audio. */
function pauseOf({ heard: { fidelity } }: ClauseVerdict): string {
  return fidelity.pausedMs === 0 ? '' : `, paused ${formatMs(fidelity.pausedMs)}`;
}

function stepsOf({ trace, heard }: ClauseVerdict): { stage: (typeof stages)[number]['name']; ms: number }[] {
  if (trace?.lastWordAt === undefined || trace.recognizedAt === undefined) return [];
  if (trace.synthesisRequestedAt === undefined || trace.synthesisStartedAt === undefined) return [];
  const marks = [
    { stage: 'recognition', at: trace.recognizedAt },
    { stage: 'service', at: trace.translationRequestedAt },
    { stage: 'translation', at: trace.translationAnsweredAt },
    { stage: 'service', at: trace.synthesisRequestedAt },
    { stage: 'synthesis', at: trace.synthesisStartedAt },
    { stage: 'service', at: heard.arrivedAt },
    { stage: 'playing', at: heard.startAt },
  ] as const;
  let before = trace.lastWordAt;
  return marks.map(({ stage, at }) => {
    const ms = Math.max(0, at - before);
    before = at;
    return { stage, ms };
  });
}
