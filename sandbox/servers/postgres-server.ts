import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

const startTimeoutMs = 25_000;
const user = 'dragoman';

/** Where a PostgreSQL server is installed, the latest one; undefined where none is. */
export function postgresBinaries(): string | undefined {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return undefined;
  return readdirSync(root)
    .sort((left, right) => Number(right) - Number(left))
    .map((version) => join(root, version, 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')));
}

/** A PostgreSQL server of one's own, in a temporary folder, reached by a socket in it. */
export interface PostgresServer {
  /** URL of a new, empty database. */
  newDatabase(): Promise<string>;
  /** It is gone from one moment to the next; what it has written down stays. */
  stop(): Promise<void>;
  /** Starts it again; resolves when it takes connections. */
  start(): Promise<void>;
  /** Lets all of its processes stand still, and go on. */
  freeze(): void;
  thaw(): void;
  close(): Promise<void>;
}

export async function startPostgres(binaries: string): Promise<PostgresServer> {
  // Paths of sockets are short: some 100 bytes.
  const folder = mkdtempSync(join(tmpdir(), 'dragoman-pg-'));
  const account = unprivilegedAccount();
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
  const data = join(folder, 'data');
  execFileSync(
    join(binaries, 'initdb'),
    ['-D', data, '-U', user, '--auth=trust', '--no-sync', '--locale=C.UTF-8', '--encoding=UTF8'],
    { stdio: 'pipe', cwd: folder, ...account },
  );
  const urlOf = (database: string) => `postgres://${user}@localhost/${database}?host=${folder}`;

  async function start() {
    const started = spawn(
      join(binaries, 'postgres'),
      ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off', '-c', 'shared_buffers=16MB'],
      { stdio: 'ignore', cwd: folder, ...account },
    );
    const quit = () => void started.kill('SIGQUIT');
    process.once('exit', quit);
    started.once('exit', () => process.removeListener('exit', quit));
    await untilReady(urlOf('postgres'), started);
    return started;
  }

  async function stop() {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    // "Immediate shutdown": as if it had crashed.
    child.kill('SIGQUIT');
    await exited;
  }

  let child = await start();
  let databases = 0;

  return {
    async newDatabase() {
      databases += 1;
      const name = `records_${String(databases)}`;
      const client = new pg.Client(urlOf('postgres'));
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return urlOf(name);
    },
    stop,
    async start() {
      child = await start();
    },
    freeze: () => signalAll(child, 'SIGSTOP'),
    thaw: () => signalAll(child, 'SIGCONT'),
    async close() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The server refuses to run as root. */
function unprivilegedAccount(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: '-u' | '-g') => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + startTimeoutMs;
  for (;;) {
    const client = new pg.Client(url);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (child.exitCode !== null || performance.now() > deadline) throw error;
      await wait(50);
    }
  }
}

function signalAll({ pid }: ChildProcess, signal: 'SIGSTOP' | 'SIGCONT'): void {
  if (pid === undefined) throw new Error('The server does not run');
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
    .map(Number);
  for (const each of [pid, ...children]) process.kill(each, signal);
}

function parentOf(pid: string): number | undefined {
  try {
    // proc(5): the name of the program, in parentheses, may hold anything; behind it come the state and the parent.
    const [, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return Number(parent);
  } catch {
    // It has ended since it was listed.
    return undefined;
  }
}
