import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readSamples } from './metric-samples.js';
import { packageRoot } from './package-root.js';

/** The process as `npm start` starts it. */
const server = fileURLToPath(new URL('dist/src/server.js', packageRoot));

/** How `npm start` and the image have V8 collect its garbage. */
const garbageCollection = ['--single-threaded-gc', '--heap-growing-percent=50'] as const;

/** How long the service may take to answer after its start, and to go after it was told to, ms. */
const startTimeoutMs = 90_000;
const stopTimeoutMs = 10_000;
/** How long it may take to answer, ms. */
const answerTimeoutMs = 5000;

/** What the process is late by before it counts as standing still: a bound of its own histogram's, s. */
const standstill = 'le="0.05"';
const lateness = 'dragoman_event_loop_delay_seconds';

export interface ServiceOptions {
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/** The service in a process of its own, spoken to only as its users do. */
export interface Service {
  /** What the admin API shows of a call: its JSON. */
  viewCall(callSid: string): Promise<unknown>;
  /** Ends a call through the admin API. */
  endCall(callSid: string): Promise<void>;
  /** How often its event loop has stood still for more than 50 ms, since its start. */
  countStandstills(): Promise<number>;
  /** Tells the process to end, and goes on at once. */
  terminate(): void;
  /** Ends the process as a crash does. */
  kill(): void;
  readonly isRunning: boolean;
  /** The process has ended; its exit code, or null where a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Ends the process, politely first. */
  close(): Promise<void>;
}

/**
 * Starts the built service and waits until it is healthy. Of this process's environment it gets the path and nothing
 * else; its output goes to the log file.
 *
 * @throws Error if it ends or is not healthy in time; it names the log file.
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const adminToken = options.settings['ADMIN_TOKEN'] ?? randomBytes(24).toString('base64url');
  const url = `http://127.0.0.1:${options.port}`;
  await mkdir(dirname(options.logFile), { recursive: true });
  const log = createWriteStream(options.logFile);
  const child = spawn(process.execPath, [...garbageCollection, server], {
    // Away from the project, whose .env is for the service that runs in earnest.
    cwd: dirname(options.logFile),
    env: {
      PATH: process.env['PATH'],
      HOST: '127.0.0.1',
      PORT: String(options.port),
      WEBHOOK_BASE_URL: url,
      ADMIN_TOKEN: adminToken,
      // All callers of a stage may share a telephone number.
      MAX_CALLS_PER_CALLER_PER_MINUTE: '100000',
      DRAIN_TIMEOUT_MS: '0',
      ...options.settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  const killChild = () => void child.kill('SIGKILL');
  process.once('exit', killChild);
  const exited = once(child, 'exit').then(() => {
    process.removeListener('exit', killChild);
    log.end();
    return child.exitCode;
  });

  const deadline = performance.now() + startTimeoutMs;
  while (!(await isHealthy(`${url}/health`))) {
    if (child.exitCode !== null || child.signalCode !== null || performance.now() > deadline) {
      child.kill('SIGKILL');
      await exited;
      throw new Error(`The service did not start; its log is ${options.logFile}`);
    }
    await wait(100);
  }

  async function ask(method: string, path: string): Promise<Response> {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${adminToken}` },
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}.`);
    return response;
  }

  return {
    viewCall: async (callSid) => (await ask('GET', `/calls/${callSid}`)).json(),
    async endCall(callSid) {
      await ask('POST', `/calls/${callSid}/end`);
    },
    async countStandstills() {
      const samples = readSamples(await (await ask('GET', '/metrics')).text());
      return samples.sum(`${lateness}_count`) - samples.sum(`${lateness}_bucket`, standstill);
    },
    terminate: () => void child.kill('SIGTERM'),
    kill: killChild,
    get isRunning() {
      return child.exitCode === null && child.signalCode === null;
    },
    exited,
    async close() {
      child.kill('SIGTERM');
      const stubborn = setTimeout(killChild, stopTimeoutMs);
      await exited;
      clearTimeout(stubborn);
    },
  };
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1000) })).ok;
  } catch {
    // Refused until the process listens.
    return false;
  }
}
