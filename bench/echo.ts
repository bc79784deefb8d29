import { percentile } from '../sandbox/figures.js';
import { createVoices } from '../sandbox/sound/voices.js';
import { barOf, formatValue } from './bars.js';
import {
  createEchoLine,
  judgeEcho,
  judgeSpeech,
  playToGate,
  type Interruption,
  type LineVoice,
} from './echo-lines.js';
import { readLineVoices, speakLineVoices } from './echo-voices.js';
import { isRefusedAsEcho, loopsOf } from './echo-words.js';
import type { Part } from './part.js';
import { meanOf, mostOf, shareOf } from './statistics.js';

const allLines = 500;
/** An interruption passes if it is through so soon, ms, and so much of the rest of it too. */
const throughMs = 200;
const passedShare = 0.95;

/** Interruptions of which kinds are measured. */
const interruptions: readonly { name: string; interruption: Interruption; hasEcho: boolean }[] = [
  { name: 'over a later rendition', interruption: 'later', hasEcho: true },
  { name: "over the call's first rendition", interruption: 'first', hasEcho: true },
  { name: 'over a later one, no echo', interruption: 'later', hasEcho: false },
];

/** One line on which nobody speaks. */
interface QuietLine {
  readonly seed: number;
  readonly leakedShare: number;
  readonly longestLeakMs: number;
  readonly loops: readonly string[];
}

/** One line on which somebody talks over a rendition. */
interface InterruptedLine {
  readonly seed: number;
  readonly breakThroughMs: number;
  readonly isRefused: boolean;
  readonly isPassed: boolean;
}

/** Whether what a line returns is interpreted, and what is said over a rendition is. */
export const echo: Part = {
  name: 'echo',
  title:
    'Echo: 80 to 600 ms later, 10 to 30 dB down, noise at -60 to -35 dBFS, through the gate and the text check',
  async run({ seed, cases = allLines, recordings }) {
    const synthetic = createVoices();
    const voices = await speakLineVoices(synthetic);
    await synthetic.close();
    const recorded = await readLineVoices(recordings);
    voices.push(...recorded);
    const seeds = Array.from({ length: cases }, (_, index) => (seed - 1) * allLines + index + 1);
    const quiet = seeds.map((one) => listenToEcho(one, voices));
    const spoken = interruptions.map(({ name, interruption, hasEcho }) => ({
      name,
      hasEcho,
      lines: seeds.map((one) => listenToInterruption(one, voices, { interruption, hasEcho })),
    }));
    const looping = quiet.filter(({ loops }) => loops.length > 0);
    return {
      table: { columns, rows: [quietRow(quiet), ...spoken.map(({ name, lines }) => spokenRow(name, lines))] },
      bars: [
        barOf('lines with a loop', looping.length, 'atMost', 0, 'count'),
        ...spoken
          .filter(({ hasEcho }) => hasEcho)
          .map(({ name, lines }) => {
            const passed = shareOf(lines, ({ isPassed }) => isPassed);
            return barOf(`interruptions that pass, ${name}`, passed, 'atLeast', 0.98, 'share');
          }),
      ],
      notes: [
        `${voices.length} voices, of which ${recorded.length} are of real people.`,
        `Passed: through within ${throughMs} ms, ${passedShare * 100} % of the rest too, and not refused as an echo.`,
        ...looping.map(({ seed: one, loops }) => `Loop on line ${one}: ${loops.join(' / ')}`),
      ],
      figures: { quiet, spoken },
    };
  },
};

function listenToEcho(seed: number, voices: readonly LineVoice[]): QuietLine {
  const line = createEchoLine(seed, voices, { interruption: 'none' });
  const isGated = playToGate(line);
  return { seed, ...judgeEcho(line, isGated), loops: loopsOf(line, isGated).map(({ text }) => text) };
}

function listenToInterruption(
  seed: number,
  voices: readonly LineVoice[],
  kind: { interruption: Interruption; hasEcho: boolean },
): InterruptedLine {
  const line = createEchoLine(seed, voices, kind);
  const outcome = judgeSpeech(line, playToGate(line));
  const isRefused = isRefusedAsEcho(line);
  const isThrough = outcome.breakThroughMs <= throughMs && outcome.passedShare >= passedShare;
  return { seed, breakThroughMs: outcome.breakThroughMs, isRefused, isPassed: isThrough && !isRefused };
}

const columns = [
  'line',
  'lines',
  'leaked',
  'longest leak',
  'loops',
  'through p50',
  'p95',
  'refused',
  'passed',
];

function quietRow(lines: readonly QuietLine[]): string[] {
  return [
    'echo only',
    String(lines.length),
    formatValue(meanOf(lines.map(({ leakedShare }) => leakedShare)), 'share'),
    formatValue(mostOf(lines.map(({ longestLeakMs }) => longestLeakMs)), 'ms'),
    String(lines.filter(({ loops }) => loops.length > 0).length),
  ];
}

function spokenRow(name: string, lines: readonly InterruptedLine[]): string[] {
  const times = lines.map(({ breakThroughMs }) => breakThroughMs);
  return [
    name,
    String(lines.length),
    '',
    '',
    '',
    formatValue(percentile(times, 0.5), 'ms'),
    formatValue(percentile(times, 0.95), 'ms'),
    String(lines.filter(({ isRefused }) => isRefused).length),
    formatValue(
      shareOf(lines, ({ isPassed }) => isPassed),
      'share',
    ),
  ];
}
