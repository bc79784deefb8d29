import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { packageRoot } from '../package-root.js';
import { trimmed } from './clip.js';
import { toTelephoneBandInTurns } from './resample.js';
import { toSixteenBit } from './wav.js';

export interface SpeechRequest {
  readonly text: string;
  /** BCP-47. */
  readonly language: string;
  /** Variant of espeak-ng's voice: `f1` to `f5` are women, `m1` to `m8` men; `f2` if it is not said. */
  readonly voice?: string;
  /** 1, which is 160 words a minute, if it is not said. */
  readonly speed?: number;
}

/** The voices of the sandbox: everything that nobody recorded. */
export interface Voices {
  /**
   * Says a text: 8 kHz mono in the telephone band, trimmed to margins of 50 ms, peak at -6 dBFS; empty
   * where there is nothing to say. The same request gives the same samples, in every run; they are shared,
   * and not to be written to.
   *
   * @throws Error if espeak-ng does not speak the language, too many texts wait, or the voices are closed.
   */
  speak(request: SpeechRequest): Promise<Int16Array>;
  /** Ends the thread; what is still being spoken fails. */
  close(): Promise<void>;
}

export interface VoicesOptions {
  /** Utterances kept for the next time that they are asked for; 500 if it is not said. */
  readonly cacheSize?: number;
}

interface Job {
  resolve(samples: Promise<Int16Array>): void;
  reject(error: Error): void;
}

const answer = z.union([
  z.object({ id: z.number(), samples: z.instanceof(Float32Array), rate: z.number() }),
  z.object({ id: z.number(), problem: z.string() }),
]);

/** espeak-ng's names of voices where they are not the language's own tag. Galician is read by the Portuguese one. */
const espeakVoices: Readonly<Record<string, string>> = {
  en: 'en-gb',
  'en-US': 'en-us',
  fr: 'fr-fr',
  gl: 'pt',
  'pt-BR': 'pt-br',
  'pt-PT': 'pt',
};

/** The thread's program lies with the sources only: it is plain JavaScript, which the compiler does not copy. */
const workerFile = new URL('sandbox/sound/espeak-worker.mjs', packageRoot);

const normalWordsPerMinute = 160;

/** How many utterances may wait for the thread. */
const mostWaiting = 200;

/** Starts the voices: one thread, which speaks one text after the other (150 to 200 ms each). */
export function createVoices({ cacheSize = 500 }: VoicesOptions = {}): Voices {
  const worker = new Worker(workerFile);
  worker.unref();
  const jobs = new Map<number, Job>();
  const spoken = new Map<string, Promise<Int16Array>>();
  let lastId = 0;
  let failure: Error | undefined;

  function fail(error: Error): void {
    failure ??= error;
    for (const job of jobs.values()) job.reject(failure);
    jobs.clear();
  }

  worker.on('message', (message: unknown) => {
    const answered = answer.parse(message);
    const job = jobs.get(answered.id);
    jobs.delete(answered.id);
    if (jobs.size === 0) worker.unref();
    if ('problem' in answered) {
      job?.reject(new Error(`espeak-ng could not speak: ${answered.problem}`));
      return;
    }
    const { samples, rate } = answered;
    job?.resolve(toTelephoneBandInTurns(samples, rate).then((sound) => trimmed(toSixteenBit(sound))));
  });
  worker.on('error', (cause) => fail(new Error('The voices failed.', { cause })));
  worker.on('exit', () => fail(new Error('The voices are closed.')));

  function synthesize({ text, language, voice = 'f2', speed = 1 }: SpeechRequest): Promise<Int16Array> {
    return new Promise((resolve, reject) => {
      if (failure !== undefined) throw failure;
      if (jobs.size >= mostWaiting) throw new Error(`More than ${mostWaiting} texts wait to be spoken.`);
      lastId += 1;
      jobs.set(lastId, { resolve, reject });
      worker.ref();
      const base = language.split('-', 1)[0] ?? language;
      const name = espeakVoices[language] ?? espeakVoices[base] ?? base;
      const rate = Math.round(normalWordsPerMinute * speed);
      worker.postMessage({
        id: lastId,
        parameters: ['-v', `${name}+${voice}`, '-s', String(rate), '--', text],
      });
    });
  }

  return {
    speak(request) {
      const key = JSON.stringify([request.text, request.language, request.voice, request.speed]);
      const speech = spoken.get(key) ?? synthesize(request);
      spoken.delete(key);
      spoken.set(key, speech);
      speech.catch(() => spoken.delete(key));
      const [oldest] = spoken.keys();
      if (spoken.size > cacheSize && oldest !== undefined) spoken.delete(oldest);
      return speech;
    },
    async close() {
      await worker.terminate();
    },
  };
}
