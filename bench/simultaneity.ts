import { join } from 'node:path';
import { percentile } from '../sandbox/figures.js';
import type { ScriptLine, Segment } from '../sandbox/script.js';
import { openStage, type Stage } from '../sandbox/stage.js';
import { spokenAt } from '../sandbox/telephone/line.js';
import { sampleRateHz } from '../src/media/mulaw.js';
import { barOf, formatValue, type Bar } from './bars.js';
import { openConversation } from './conversation.js';
import { delays } from './delays.js';
import { hearingOf } from './hearing.js';
import { lineLanguages, type LineLanguage } from './line-languages.js';
import type { Part, PartOptions } from './part.js';
import { mapConcurrently } from './pool.js';
import { describeLag, watchSandbox, type SandboxLag } from './sandbox-lag.js';
import { speakLine } from './speech-lines.js';
import { meanOf, mostOf, shareOf } from './statistics.js';
import { turnFigures, type TurnFigures } from './turn-figures.js';

const modes = ['consecutive', 'simultaneous'] as const;
type Mode = (typeof modes)[number];

/** Languages that are spoken at the same time: what two cores can hear without losing step. */
const concurrentCalls = 2;
/** The agent has heard all when they have heard nothing for so long; and how long that may take, ms. */
const allHeardMs = 2500;
const patienceMs = 45_000;
/** From the end of a turn to the next one, ms. */
const betweenTurnsMs = 500;
/** Up to here a turn is a short one, ms. */
const shortTurnMs = 6000;

interface Turn extends TurnFigures {
  readonly language: string;
  readonly mode: Mode;
  /** Sound in the listener's ear that is no part of the translation, ms. */
  readonly unexplainedMs: number;
}

/** How far a listener is behind a speaker who talks on, clause by clause and turn by turn. */
export const simultaneity: Part = {
  name: 'simultaneity',
  title: 'Simultaneity: lines of 15 to 30 s, and turns of up to 6 s, consecutive against simultaneous',
  async run(options) {
    const languages = lineLanguages();
    const turns: Turn[] = [];
    const lags: SandboxLag[] = [];
    for (const mode of modes) {
      const played = await playLanguages(languages, mode, options);
      turns.push(...played.turns);
      lags.push(played.lag);
    }
    const rows = modes.flatMap((mode) =>
      [...languages.map(({ language }) => language), 'all'].map((language) =>
        rowOf(
          `${mode} ${language}`,
          turns.filter((turn) => turn.mode === mode && (language === 'all' || turn.language === language)),
        ),
      ),
    );
    return {
      table: { columns, rows },
      bars: barsOf(turns.filter(({ mode }) => mode === 'simultaneous')),
      notes: [
        'StartOffset, AL, LAAL, ATD: means over the long lines, s. EVS: over all renditions of long lines, s.',
        'First rendition: from the end of the first clause as it is written. Turn latency: p95, short and long.',
        ...lags.map(describeLag),
        ...turns
          .filter(({ isWhole }) => !isWhole)
          .map(({ mode, line, problems }) => `Not whole: ${line}, ${mode}: ${problems.join('; ')}.`),
      ],
      figures: { turns, lags },
    };
  },
};

async function playLanguages(
  languages: readonly LineLanguage[],
  mode: Mode,
  { cases, logs, tell }: PartOptions,
): Promise<{ readonly turns: readonly Turn[]; readonly lag: SandboxLag }> {
  const stage = await openStage({
    settings: { INTERPRETING_MODE: mode, ORIGINAL_VOICE: 'off' },
    delays,
    logFile: join(logs, `simultaneity-${mode}.log`),
  });
  try {
    const scripts: { language: LineLanguage; lines: ScriptLine[] }[] = [];
    for (const language of languages) {
      // The voices take all of a core while they learn the lines: better before than beside a call.
      scripts.push({ language, lines: await speakLines(stage, language, cases) });
    }
    const stopWatch = watchSandbox();
    const judgings = await mapConcurrently(scripts, concurrentCalls, ({ language, lines }) =>
      playLines(stage, language, lines, mode, tell),
    );
    const lag = stopWatch();
    // Judging takes the time that the telephones need.
    return { turns: judgings.flatMap((judge) => judge()), lag };
  } finally {
    await stage.close();
  }
}

async function speakLines(stage: Stage, language: LineLanguage, cases: number | undefined) {
  const speaker = { ...language, party: 'client' } as const;
  const spoken: ScriptLine[] = [];
  const kinds: readonly (readonly [string, readonly (readonly Segment[])[]])[] = [
    ['long', language.long.slice(0, cases)],
    ['short', language.short.slice(0, cases)],
  ];
  for (const [kind, lines] of kinds) {
    for (const [index, segments] of lines.entries()) {
      const id = `${language.language}/${kind}-${index + 1}`;
      spoken.push(await speakLine(stage.voices, id, segments, speaker));
    }
  }
  return spoken;
}

/** Says a language's lines, one turn after the other; what is returned judges what was heard. */
async function playLines(
  stage: Stage,
  { language, number }: LineLanguage,
  lines: readonly ScriptLine[],
  mode: Mode,
  tell: PartOptions['tell'],
): Promise<() => Turn[]> {
  const call = await openConversation(stage, number);
  const dialedAt = performance.now();
  const said: { line: ScriptLine; startSample: number; fromAt: number; toAt: number }[] = [];
  for (const line of lines) {
    const leave = stage.enter({ name: language, faults: [] }, [line]);
    const fromAt = performance.now();
    const { startSample } = await call.lines.client.say(line.clip.samples);
    await call.until(() => call.ears.agent.firstSoundAfter(fromAt) !== undefined, patienceMs);
    await call.untilSilent(allHeardMs, patienceMs);
    said.push({ line, startSample, fromAt, toAt: performance.now() });
    tell(`${mode} ${line.id}`);
    leave();
    await call.untilSilent(betweenTurnsMs, patienceMs);
  }
  await call.end();
  const sounds = stage.soundsSince(dialedAt);
  return () => {
    const speaker = call.lines.client.recording();
    const listener = call.lines.agent.recording();
    return said.map(({ line, startSample, fromAt, toAt }) => {
      const translation = line.segments.map((segment) => segment.translation).join(' ');
      const { renditions, unexplainedMs } = hearingOf(
        listener,
        { fromAt, toAt },
        { sounds, texts: [translation] },
      );
      const at = (clipMs: number) =>
        spokenAt(speaker, startSample + Math.round((clipMs * sampleRateHz) / 1000));
      return { ...turnFigures({ line, spokenAt: at }, renditions), language, mode, unexplainedMs };
    });
  };
}

const columns = [
  'mode, language',
  'lines',
  'StartOffset',
  'AL',
  'LAAL',
  'ATD',
  'EVS p50',
  'EVS p95',
  'first rendition',
  'turn <= 6 s',
  'turn > 6 s',
  'whole',
];

const isShort = ({ sourceMs }: TurnFigures) => sourceMs <= shortTurnMs;
const isLong = (turn: TurnFigures) => !isShort(turn);
const known = (values: readonly (number | undefined)[]) => values.filter((value) => value !== undefined);
const seconds = (value: number | undefined) => formatValue(value === undefined ? value : value / 1000, 's');

function rowOf(name: string, turns: readonly Turn[]): string[] {
  const long = turns.filter(isLong);
  const spans = long.flatMap(({ earVoiceSpansMs }) => earVoiceSpansMs);
  const mean = (figure: (turn: Turn) => number | undefined) => seconds(meanOf(known(long.map(figure))));
  return [
    name,
    `${long.length}+${turns.length - long.length}`,
    mean(({ startOffsetMs }) => startOffsetMs),
    mean(({ averageLaggingMs }) => averageLaggingMs),
    mean(({ lengthAdaptiveAverageLaggingMs }) => lengthAdaptiveAverageLaggingMs),
    mean(({ averageTokenDelayMs }) => averageTokenDelayMs),
    seconds(percentile(spans, 0.5)),
    seconds(percentile(spans, 0.95)),
    seconds(mostOf(known(long.map(({ firstRenditionMs }) => firstRenditionMs)))),
    seconds(percentile(latencies(turns.filter(isShort)), 0.95)),
    seconds(percentile(latencies(long), 0.95)),
    formatValue(
      shareOf(turns, ({ isWhole }) => isWhole),
      'share',
    ),
  ];
}

const latencies = (turns: readonly Turn[]) => known(turns.map(({ turnLatencyMs }) => turnLatencyMs));

function barsOf(turns: readonly Turn[]): Bar[] {
  const inSeconds = (value: number | undefined) => (value === undefined ? undefined : value / 1000);
  const long = turns.filter(isLong);
  const spans = long.flatMap(({ earVoiceSpansMs }) => earVoiceSpansMs);
  const firsts = known(long.map(({ firstRenditionMs }) => firstRenditionMs));
  const short = turns.filter(isShort);
  return [
    barOf('EVS median', inSeconds(percentile(spans, 0.5)), 'atMost', 3, 's'),
    barOf('EVS p95', inSeconds(percentile(spans, 0.95)), 'atMost', 5, 's'),
    barOf('first rendition after the first clause, latest', inSeconds(mostOf(firsts)), 'atMost', 1.5, 's'),
    barOf(
      'turn latency p95, turns up to 6 s',
      inSeconds(percentile(latencies(short), 0.95)),
      'under',
      1.2,
      's',
    ),
    barOf('turn latency p95, longer turns', inSeconds(percentile(latencies(long), 0.95)), 'under', 2, 's'),
    barOf(
      'lines whole, in order, without repetition',
      shareOf(turns, ({ isWhole }) => isWhole),
      'atLeast',
      1,
      'share',
    ),
  ];
}
