import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { ScriptLine } from '../sandbox/script.js';
import { createSoundLibrary } from '../sandbox/sound/matcher.js';
import { createVoices } from '../sandbox/sound/voices.js';
import { readWav } from '../sandbox/sound/wav.js';
import { openStage, type Stage } from '../sandbox/stage.js';
import { createFaultPlan } from '../sandbox/vendors/faults.js';
import { sampleRateHz } from '../src/media/mulaw.js';
import { barOf } from './bars.js';
import { openConversation } from './conversation.js';
import { delays } from './delays.js';
import { startHallucinatingDeepgram, type HallucinatingDeepgram } from './hallucinating-deepgram.js';
import { meaningProblems } from './heard-meaning.js';
import { hearingOf } from './hearing.js';
import type { Part, PartOptions } from './part.js';
import { describeLag, watchSandbox } from './sandbox-lag.js';
import { speakLine } from './speech-lines.js';

const allMinutes = 10;
/** What nobody says anything over, from the folder of recordings, each over and over for a quarter of the time. */
const noises = [
  { name: 'hold music', file: 'noise/moh_cold_day.wav' },
  { name: 'office noise', file: 'noise/office_livekit.wav' },
  { name: 'line hiss', file: 'noise/gen_line_noise_-60dBFS.wav' },
  { name: 'silence', file: 'noise/gen_digital_silence.wav' },
] as const;

const clientNumber = '+441632960144';
const apiKey = 'bench';
/** What is made up last has been refused, or spoken, when so long has passed; and so long again a word takes, ms. */
const settledMs = 6000;
const wordTimeoutMs = 6000;

/** How many clauses there were, by what became of them. */
const clauseCounts = z.record(z.string(), z.number());
const direction = z.object({ clauses: clauseCounts });
const viewSchema = z.object({
  directions: z.object({ client_to_agent: direction, agent_to_client: direction }),
});

/** What became of one noise. */
interface NoiseFigures {
  readonly noise: string;
  readonly seconds: number;
  /** Clauses that were interpreted, in either direction: nobody said any. */
  readonly clauses: number;
  /** Times that somebody was asked to say it again. */
  readonly questions: number;
  /** Sound in the two ears, ms. */
  readonly heardMs: number;
  /** Whether a word that was said afterwards was interpreted. */
  readonly isWordHeard: boolean;
}

/** Whether noises, and a recognizer that makes words of them, are taken for speech. */
export const noise: Part = {
  name: 'noise',
  title: 'Noise: hold music, office noise, line hiss and silence, and a recognizer that makes up words',
  async run(options) {
    const { recordings, seed, logs } = options;
    const missing = noises.filter(({ file }) => !existsSync(new URL(file, recordings)));
    if (missing.length > 0)
      return {
        skipped: `it needs ${missing.map(({ file }) => file).join(', ')} in ${fileURLToPath(recordings)}`,
      };
    const voices = createVoices();
    const library = createSoundLibrary();
    const gracias = await speakGracias(voices);
    library.add(gracias.clip);
    const recognizer = await startHallucinatingDeepgram(
      {
        apiKey,
        library,
        lines: new Map([[gracias.id, gracias]]),
        voices,
        delays,
        faults: createFaultPlan(),
        observe: () => undefined,
      },
      seed,
    );
    let stage: Stage | undefined;
    try {
      stage = await openStage({
        settings: {
          DEEPGRAM_BASE_URL: recognizer.url,
          DEEPGRAM_API_KEY: apiKey,
          INTERPRETING_MODE: 'simultaneous',
          ORIGINAL_VOICE: 'off',
        },
        delays,
        logFile: join(logs, 'noise.log'),
      });
      const stopWatch = watchSandbox();
      const figures = await listenToNoises(stage, recognizer, gracias, options);
      const lag = stopWatch();
      const clauses = figures.reduce((sum, one) => sum + one.clauses, 0);
      const questions = figures.reduce((sum, one) => sum + one.questions, 0);
      const unheard = figures.filter(({ isWordHeard }) => !isWordHeard).length;
      return {
        table: { columns, rows: figures.map(rowOf) },
        bars: [
          barOf('clauses of noise interpreted', clauses, 'atMost', 0, 'count'),
          barOf('questions what the noise has said', questions, 'atMost', 0, 'count'),
          barOf('real "gracias" refused', unheard, 'atMost', 0, 'count'),
        ],
        notes: [
          `The recognizer made up ${recognizer.hallucinations} clauses, on both legs.`,
          describeLag(lag),
        ],
        figures: { noises: figures, hallucinations: recognizer.hallucinations, lag },
      };
    } finally {
      await stage?.close();
      await recognizer.close();
      await voices.close();
    }
  },
};

function speakGracias(voices: ReturnType<typeof createVoices>): Promise<ScriptLine> {
  const speaker = { party: 'agent', language: 'es', targetLanguage: 'en', voice: 'm3' } as const;
  return speakLine(voices, 'noise/gracias', [{ text: 'Gracias.', translation: 'Thank you.' }], speaker);
}

/** Plays the noises to calls of their own, at the same time; then the agent says a word in each. */
async function listenToNoises(
  stage: Stage,
  recognizer: HallucinatingDeepgram,
  gracias: ScriptLine,
  { minutes = allMinutes, recordings, tell }: PartOptions,
): Promise<NoiseFigures[]> {
  const leave = stage.enter({ name: 'noise', faults: [] }, [gracias]);
  const playedMs = (minutes * 60_000) / noises.length;
  const loaded: { readonly name: string; readonly samples: Int16Array }[] = [];
  for (const { name, file } of noises) {
    loaded.push({ name, samples: await readNoise(new URL(file, recordings), playedMs) });
  }
  const played = await Promise.all(loaded.map((one) => playNoise(stage, one, playedMs)));
  recognizer.calm();
  tell('the noises are over');
  const judgings = await Promise.all(played.map((sayGracias) => sayGracias(gracias)));
  leave();
  return judgings.map((judge) => judge());
}

/** A recording, over and over until it lasts so long. */
async function readNoise(file: URL, lastsMs: number): Promise<Int16Array> {
  const recording = await readWav(fileURLToPath(file));
  const samples = new Int16Array(Math.round((lastsMs * sampleRateHz) / 1000));
  for (let start = 0; start < samples.length; start += Math.max(1, recording.length))
    samples.set(recording.subarray(0, samples.length - start), start);
  return samples;
}

/** Plays a noise to the client's microphone; the agent is silent. */
async function playNoise(
  stage: Stage,
  { name, samples }: { readonly name: string; readonly samples: Int16Array },
  playedMs: number,
) {
  const call = await openConversation(stage, clientNumber);
  const fromAt = performance.now();
  await call.lines.client.say(samples);
  const noiseEndAt = performance.now();

  /** @returns what judges the call. */
  return async function sayGracias(line: ScriptLine) {
    await call.until(() => performance.now() >= noiseEndAt + settledMs, 2 * settledMs);
    const { directions } = viewSchema.parse(await stage.service.viewCall(call.sid));
    const saidAt = performance.now();
    await call.lines.agent.say(line.clip.samples);
    await call.until(() => call.ears.client.firstSoundAfter(saidAt) !== undefined, wordTimeoutMs);
    await call.untilSilent(settledMs / 4, wordTimeoutMs);
    const toAt = performance.now();
    await call.end();
    const sounds = stage.soundsSince(fromAt);
    return (): NoiseFigures => {
      const recordings = [call.lines.client.recording(), call.lines.agent.recording()] as const;
      const during = recordings.map((ear) => hearingOf(ear, { fromAt, toAt: saidAt }, { sounds, texts: [] }));
      const after = hearingOf(recordings[0], { fromAt: saidAt, toAt }, { sounds, texts: ['Thank you.'] });
      return {
        noise: name,
        seconds: Math.round(playedMs / 1000),
        clauses: sumOf(Object.values(directions).flatMap(({ clauses }) => Object.values(clauses))),
        questions: sumOf(during.map(({ announcements }) => announcements.length)),
        heardMs: sumOf(during.map(({ unexplainedMs }) => unexplainedMs)),
        isWordHeard: meaningProblems('Thank you.', after.renditions).length === 0,
      };
    };
  };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

const columns = ['noise', 'seconds', 'clauses', 'questions', 'heard', 'then "gracias"'];

function rowOf({ noise: name, seconds, clauses, questions, heardMs, isWordHeard }: NoiseFigures): string[] {
  return [
    name,
    String(seconds),
    String(clauses),
    String(questions),
    `${Math.round(heardMs)} ms`,
    isWordHeard ? 'heard' : 'NOT HEARD',
  ];
}
