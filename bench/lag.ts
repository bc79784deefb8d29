import { join } from 'node:path';
import { z } from 'zod';
import { percentile } from '../sandbox/figures.js';
import type { ScriptLine } from '../sandbox/script.js';
import { openStage, type Stage } from '../sandbox/stage.js';
import { spokenAt } from '../sandbox/telephone/line.js';
import { wordsOf } from '../sandbox/words.js';
import { sampleRateHz } from '../src/media/mulaw.js';
import { barOf, formatValue } from './bars.js';
import { openConversation } from './conversation.js';
import { delays } from './delays.js';
import { meaningProblems, soundsOf } from './heard-meaning.js';
import { hearingOf } from './hearing.js';
import { alignTranslation } from './line-alignment.js';
import type { Part, PartOptions } from './part.js';
import { describeLag, watchSandbox, type SandboxLag } from './sandbox-lag.js';
import { readData, speakLine, speech } from './speech-lines.js';
import { mostOf } from './statistics.js';
import { earVoiceSpans, placeRenditions } from './turn-figures.js';

/** How long the speaker goes on, and how much faster than people do, 1 being 160 words a minute. */
const allMinutes = 5;
const hurry = 1.4;
/** The listener has heard all when they have heard nothing for so long; and how long that may take, ms. */
const allHeardMs = 3000;
const patienceMs = 120_000;
/** The table has a row for so much of the speech, ms. */
const rowMs = 60_000;

const speechSchema = z.strictObject({
  client: z.strictObject({ language: z.string(), number: z.string() }),
  agent: z.strictObject({ language: z.string(), targetLanguage: z.string(), voice: z.string() }),
  passages: z.array(speech).min(1),
});

/** What was heard of a long speech. Times are ms. */
interface LongSpeech {
  readonly spokenMs: number;
  readonly renditionMs: number;
  /** When each rendition began after the speech did, and its ear-voice span. */
  readonly renditions: readonly { readonly atMs: number; readonly earVoiceSpanMs: number }[];
  readonly expectedWords: number;
  readonly heardWords: number;
  readonly isWhole: boolean;
  readonly lag: SandboxLag;
}

/** Whether a listener keeps up with somebody who talks too fast, for minutes. */
export const lag: Part = {
  name: 'lag',
  title: `Lag: a speaker at ${hurry} times the normal rate, without a pause, simultaneous`,
  async run(options) {
    const stage = await openStage({
      settings: { INTERPRETING_MODE: 'simultaneous', ORIGINAL_VOICE: 'off' },
      delays,
      logFile: join(options.logs, 'lag.log'),
    });
    try {
      const heard = await listenToSpeech(stage, options);
      const spans = heard.renditions.map(({ earVoiceSpanMs }) => earVoiceSpanMs);
      const most = mostOf(spans);
      return {
        table: { columns, rows: rowsOf(heard) },
        bars: [
          barOf('EVS, the longest', most === undefined ? most : most / 1000, 'under', 5, 's'),
          barOf('speech that was heard whole, in order', heard.isWhole ? 1 : 0, 'atLeast', 1, 'count'),
        ],
        notes: [
          `${seconds(heard.spokenMs)} of speech, ${heard.heardWords} of ${heard.expectedWords} words heard in ` +
            `${spans.length} renditions, which took ${seconds(heard.renditionMs)} as they were spoken.`,
          describeLag(heard.lag),
        ],
        figures: heard,
      };
    } finally {
      await stage.close();
    }
  },
};

async function listenToSpeech(
  stage: Stage,
  { minutes = allMinutes, tell }: PartOptions,
): Promise<LongSpeech> {
  const { client, agent, passages } = readData('lag-speech.yaml', speechSchema);
  const script: ScriptLine[] = [];
  for (const [index, segments] of passages.entries()) {
    const speaker = { ...agent, party: 'agent', speed: hurry } as const;
    script.push(await speakLine(stage.voices, `lag/${index + 1}`, segments, speaker));
  }
  const leave = stage.enter({ name: 'lag', faults: [] }, script);
  const call = await openConversation(stage, client.number);
  const stopWatch = watchSandbox();
  const fromAt = performance.now();
  const said: { line: ScriptLine; startSample: number }[] = [];
  for (const line of repeated(script, minutes * 60_000)) {
    const { startSample } = await call.lines.agent.say(line.clip.samples);
    said.push({ line, startSample });
    tell(`${seconds(performance.now() - fromAt)} of speech`);
  }
  await call.untilSilent(allHeardMs, patienceMs);
  const sandboxLag = stopWatch();
  const toAt = performance.now();
  await call.end();
  leave();

  const translation = said.map(({ line }) => translationOf(line)).join(' ');
  const sounds = stage.soundsSince(fromAt);
  const heard = hearingOf(call.lines.client.recording(), { fromAt, toAt }, { sounds, texts: [translation] });
  const renditions = soundsOf(heard.renditions);
  const speaker = call.lines.agent.recording();
  const lines = said.map(({ line, startSample }) => ({
    said: {
      line,
      spokenAt: (clipMs: number) =>
        spokenAt(speaker, startSample + Math.round((clipMs * sampleRateHz) / 1000)),
    },
    aligned: alignTranslation(line),
  }));
  const spans = earVoiceSpans(
    lines,
    placeRenditions(
      renditions,
      lines.flatMap(({ aligned }) => aligned),
    ),
  );
  const begunAt = lines[0]?.said.spokenAt(0) ?? fromAt;
  return {
    spokenMs: said.reduce((sum, { line }) => sum + line.clip.samples.length, 0) * (1000 / sampleRateHz),
    renditionMs: renditions.reduce((sum, { clip }) => sum + clip.samples.length, 0) * (1000 / sampleRateHz),
    renditions: spans.map((earVoiceSpanMs, index) => ({
      atMs: (renditions[index]?.startAt ?? 0) - begunAt,
      earVoiceSpanMs,
    })),
    expectedWords: wordsOf(translation).length,
    heardWords: renditions.flatMap(({ clip }) => wordsOf(clip.text)).length,
    isWhole: meaningProblems(translation, renditions).length === 0,
    lag: sandboxLag,
  };
}

/** The lines one after the other, and over again, until they last so long. */
function* repeated(lines: readonly ScriptLine[], leastMs: number): Generator<ScriptLine> {
  let spokenMs = 0;
  for (;;) {
    for (const line of lines) {
      yield line;
      spokenMs += (line.clip.samples.length * 1000) / sampleRateHz;
      if (spokenMs >= leastMs) return;
    }
    if (spokenMs === 0) return;
  }
}

const columns = ['minute', 'renditions', 'EVS p50', 'EVS p95', 'longest'];

function rowsOf({ renditions }: LongSpeech): string[][] {
  const minutes = Math.max(0, ...renditions.map(({ atMs }) => Math.floor(atMs / rowMs) + 1));
  const rows = Array.from({ length: minutes }, (_, minute) =>
    rowOf(
      String(minute + 1),
      renditions.filter(({ atMs }) => Math.floor(atMs / rowMs) === minute),
    ),
  );
  return [...rows, rowOf('all', renditions)];
}

function rowOf(name: string, renditions: LongSpeech['renditions']): string[] {
  const spans = renditions.map(({ earVoiceSpanMs }) => earVoiceSpanMs);
  const figures = [percentile(spans, 0.5), percentile(spans, 0.95), mostOf(spans)];
  return [name, String(spans.length), ...figures.map((value) => seconds(value))];
}

function seconds(milliseconds: number | undefined): string {
  return formatValue(milliseconds === undefined ? milliseconds : milliseconds / 1000, 's');
}

function translationOf({ segments }: ScriptLine): string {
  return segments.map(({ translation }) => translation).join(' ');
}
