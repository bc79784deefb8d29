import { spawn } from 'node:child_process';
import { createPcmTranscoder, type PcmTranscoder } from '../../media/pcm-transcoder.js';
import { createWavReader } from '../../media/wav-stream.js';
import { speedWithin, type SynthesizerCapabilities } from '../capabilities.js';
import { ProviderError } from '../provider-error.js';
import type { Synthesizer } from '../synthesizer.js';
import { voiceFor, type Voices } from '../voices.js';
import { espeakVoices } from './espeak-voices.js';
import { createProcessGate } from './process-gate.js';

export interface EspeakSynthesizerSettings {
  /** The program: a name to be found where programs are, or a path. */
  readonly program?: string;
  /** Names of voices, which go before the ones that are known; `es+f2` is a woman's. */
  readonly voices?: Voices | undefined;
}

const provider = 'espeak';

/** Its own normal is 175, which is hasty on a telephone. */
const normalWordsPerMinute = 160;

/** A clause takes some 10 ms: more at a time than there are processors would only keep each other waiting. */
const mostProcesses = 2;
const mostWaiting = 100;

/** Of the environment the program gets nothing but this: it holds the service's keys. */
const environment = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C.UTF-8' };

/** Speaks with espeak-ng, on this machine: a formant synthesizer, understandable and unmistakably a machine. */
export function createEspeakSynthesizer(settings: EspeakSynthesizerSettings = {}): Synthesizer {
  const { program = 'espeak-ng' } = settings;
  const voices = [settings.voices ?? {}, espeakVoices];
  const gate = createProcessGate(mostProcesses, mostWaiting);
  const capabilities: SynthesizerCapabilities = {
    languages: new Set(voices.flatMap((table) => Object.keys(table)).filter((tag) => tag !== '*')),
    isStreaming: true,
    detects: new Set(),
    format: 'wav22050',
    // 80 words a minute are the program's least, 450 its most.
    speeds: [0.5, 2.8],
    slowLanguages: new Set(),
  };
  return {
    provider,
    capabilities,
    async *synthesize({ text, language, gender = 'male', speed, signal }) {
      const voice = voiceFor(voices, language, gender);
      if (voice === undefined) {
        throw new ProviderError(provider, 'unsupportedLanguage', `does not speak ${language}`);
      }
      const leave = await gate.enter(signal);
      if (leave === undefined) {
        throw new ProviderError(provider, 'rateLimited', `over ${mostWaiting} clauses wait`);
      }
      try {
        const wordsPerMinute = Math.round(normalWordsPerMinute * speedWithin(capabilities.speeds, speed));
        yield* toMulaw(wavOf(program, ['-v', voice, '-s', String(wordsPerMinute)], text, signal));
      } finally {
        leave();
      }
    },
  };
}

/** What the program writes: a WAV file. It is killed when the iteration is over. The text is in no command line. */
async function* wavOf(
  program: string,
  parameters: readonly string[],
  text: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  // -b 1 is UTF-8, -z leaves out the pause at the end.
  const espeak = spawn(program, ['-b', '1', '-z', ...parameters, '--stdin', '--stdout'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: environment,
  });
  const ended = new Promise<ProviderError | undefined>((resolve) => {
    espeak.once('error', (cause) => resolve(failure('unavailable', `could not run ${program}`, cause)));
    espeak.once('close', (code) =>
      resolve(code === 0 ? undefined : failure('unavailable', `ended with ${code ?? 'a signal'}`)),
    );
  });
  const kill = () => void espeak.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  // A program that has ended does not read; its end is told by its code.
  espeak.stdin.on('error', () => undefined);
  espeak.stdin.end(withoutPhonemes(text));
  try {
    yield* chunksOf(espeak.stdout);
    const problem = await ended;
    signal.throwIfAborted();
    if (problem !== undefined) throw problem;
  } finally {
    signal.removeEventListener('abort', kill);
    kill();
  }
}

async function* chunksOf(output: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of output) if (chunk instanceof Uint8Array) yield chunk;
}

async function* toMulaw(wav: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = createWavReader();
  let transcoder: PcmTranscoder | undefined;
  let hasSpoken = false;
  for await (const piece of wav) {
    const sound = read(() => reader.push(piece));
    if (sound === undefined) continue;
    transcoder ??= createPcmTranscoder(sound.rate);
    const mulaw = transcoder.push(sound.pcm);
    hasSpoken ||= mulaw.length > 0;
    if (mulaw.length > 0) yield mulaw;
  }
  const rest = transcoder?.end() ?? new Uint8Array();
  if (rest.length > 0) yield rest;
  else if (!hasSpoken) throw failure('invalidResponse', 'made no sound');
}

function read<Result>(reading: () => Result): Result {
  try {
    return reading();
  } catch (cause) {
    throw failure('invalidResponse', 'wrote what is not its sound', cause);
  }
}

/** Two brackets would begin phonemes. */
function withoutPhonemes(text: string): string {
  return text.replace(/\[(?=\[)/g, '[ ');
}

function failure(kind: 'unavailable' | 'invalidResponse', message: string, cause?: unknown): ProviderError {
  return new ProviderError(provider, kind, message, { cause });
}
