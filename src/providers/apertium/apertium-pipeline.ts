import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { ProviderError, type ProviderErrorKind } from '../provider-error.js';
import { flushMark, fromStream, toStream } from './apertium-stream.js';

/** The programs of one pair, running, which translate one text after the other. */
export interface ApertiumPipeline {
  /**
   * Translates a text. The programs are started if they do not run.
   *
   * @throws ProviderError where too many texts wait, and where the programs end, fall silent or answer something else;
   * the signal's reason once it has aborted.
   */
  translate(text: string, signal: AbortSignal): Promise<string>;
  /** Whether the programs run, and whether they have a text. */
  readonly state: 'ended' | 'idle' | 'busy';
  /** Ends the programs; what waits fails. They are started again for a text that comes later. */
  close(): void;
}

export interface ApertiumPipelineSettings {
  /** Name of the provider, for its errors. */
  readonly provider: string;
  /** The mode: a shell's pipeline, as it is in Apertium's file. */
  readonly mode: string;
  /** How long the answer to a text may take from when the programs get it, ms; they are replaced if it takes longer. */
  readonly deadlineMs: number;
  /** After so long without a text the programs are ended, ms. */
  readonly idleMs: number;
}

type Programs = ChildProcessByStdio<Writable, Readable, null>;

interface Job {
  readonly number: number;
  readonly text: string;
  readonly signal: AbortSignal;
  resolve(translation: string): void;
  reject(reason: unknown): void;
}

/** Texts that may wait: with a few ms for each, more than anybody waits for. */
const mostWaiting = 50;

/** The longest answer that is waited for, characters. */
const maxAnswerLength = 256 * 1024;

/** Of the environment the programs get nothing but these: it holds the service's keys. */
const environment = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C.UTF-8' };

export function createApertiumPipeline(settings: ApertiumPipelineSettings): ApertiumPipeline {
  const { provider, deadlineMs, idleMs } = settings;
  const program = shellProgram(settings.mode);
  const waiting: Job[] = [];
  let current: Job | undefined;
  let programs: Programs | undefined;
  let answer = '';
  let lastNumber = 0;
  let deadlineTimer: NodeJS.Timeout | undefined;
  let idleTimer: NodeJS.Timeout | undefined;

  const failure = (kind: ProviderErrorKind, message: string) => new ProviderError(provider, kind, message);

  function start(): Programs {
    // In a group of their own, so that all of them can be ended; they also end when their input does.
    const started = spawn('sh', ['-c', program, 'apertium', '-n'], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: environment,
      detached: true,
    });
    // The service's end does not wait for programs that have nothing to do.
    started.unref();
    for (const pipe of [started.stdin, started.stdout]) if (pipe instanceof Socket) pipe.unref();
    started.on('error', () => gone(started));
    // The end of what they wrote to is told as their end.
    started.stdin.on('error', () => undefined);
    started.stdout.setEncoding('utf8');
    started.stdout.on('data', (text: string) => {
      if (started === programs) hear(text);
    });
    // If one of them dies, those behind it find the end of their input, and the last one's output ends.
    started.stdout.on('end', () => gone(started));
    return started;
  }

  function gone(which: Programs): void {
    if (which === programs) replace(failure('unavailable', 'the programs ended'));
  }

  /** Ends the programs; the text that they have fails, the next one gets new ones. */
  function replace(reason: ProviderError): void {
    const [ended, job] = [programs, current];
    programs = undefined;
    current = undefined;
    answer = '';
    if (ended !== undefined) end(ended);
    job?.reject(reason);
    next();
  }

  function hear(text: string): void {
    answer += text;
    const records = answer.split(flushMark);
    answer = records.pop() ?? '';
    const speaker = programs;
    for (const record of records) if (programs === speaker) finish(record);
    if (answer.length > maxAnswerLength) replace(failure('invalidResponse', 'answered without an end'));
  }

  function finish(record: string): void {
    const translation = current === undefined ? undefined : fromStream(record, current.number);
    if (translation === undefined) {
      replace(failure('invalidResponse', 'answered something else than the text'));
      return;
    }
    const job = current;
    current = undefined;
    job?.resolve(translation);
    next();
  }

  function next(): void {
    if (current !== undefined) return;
    clearTimeout(deadlineTimer);
    clearTimeout(idleTimer);
    do current = waiting.shift();
    while (current?.signal.aborted === true);
    if (current === undefined) {
      idleTimer = setTimeout(close, idleMs).unref();
      return;
    }
    programs ??= start();
    deadlineTimer = setTimeout(
      () => replace(failure('timedOut', `did not translate within ${deadlineMs} ms`)),
      deadlineMs,
    );
    programs.stdin.write(toStream(current.text, current.number));
  }

  function close(): void {
    for (const job of waiting.splice(0)) job.reject(failure('unavailable', 'is closed'));
    replace(failure('unavailable', 'is closed'));
    clearTimeout(idleTimer);
  }

  return {
    close,
    get state() {
      if (programs === undefined) return 'ended';
      return current === undefined ? 'idle' : 'busy';
    },
    translate: (text, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        if (waiting.length >= mostWaiting) throw failure('rateLimited', `over ${mostWaiting} texts wait`);
        lastNumber += 1;
        const abort = () => settle.reject(signal.reason);
        const settle = {
          resolve(translation: string) {
            signal.removeEventListener('abort', abort);
            resolve(translation);
          },
          reject(reason: unknown) {
            signal.removeEventListener('abort', abort);
            reject(reason instanceof Error ? reason : new Error('aborted', { cause: reason }));
          },
        };
        signal.addEventListener('abort', abort, { once: true });
        waiting.push({ number: lastNumber, text, signal, ...settle });
        next();
      }),
  };
}

/**
 * A shell's program that runs the mode, with each of its programs told to let go of what it holds at a null character,
 * as `apertium -z` does. The shell itself keeps no end of the pipes, so that the end of the last program is seen, and
 * outlives the programs that it is ended with, for it is the one to collect them.
 */
function shellProgram(mode: string): string {
  const [first = '', ...others] = mode.split('|').map((stage) => stage.trim().replace(/^\S+/, '$& -z'));
  const pipeline = [`${first} <&3`, ...others].join(' | ');
  return ['exec 3<&0', 'trap : TERM', `${pipeline} &`, 'exec <&- >&- 3<&-', 'wait', 'wait'].join('\n');
}

/** How long programs may take to end that were told to, ms. */
const endDeadlineMs = 1000;

function end(programs: Programs): void {
  programs.stdin.destroy();
  signalAll(programs, 'SIGTERM');
  const stubborn = setTimeout(() => signalAll(programs, 'SIGKILL'), endDeadlineMs).unref();
  programs.once('exit', () => clearTimeout(stubborn));
}

function signalAll({ pid, exitCode, signalCode }: Programs, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // They are gone already.
  }
}
