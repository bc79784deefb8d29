import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../package-root.js';
import { programPath } from './installed-program.js';

/** How long nginx may take to listen, and to end, ms. */
const startTimeoutMs = 5000;
const stopTimeoutMs = 5000;

export interface NginxOptions {
  /** Instances of the service that it stands in front of, each as `host:port`. */
  readonly instances: readonly string[];
  /**
   * A port of the loopback interface for Twilio's side, without TLS: for telephones that trust no certificate made up.
   * Where it is not said, that side is TLS on a Unix socket, which needs openssl.
   */
  readonly port?: number;
}

/** A real nginx with the configuration of `deploy/nginx/`, on Unix sockets in a folder of its own. */
export interface Nginx {
  /** Paths of the sockets that stand for the configuration's ports. */
  readonly sockets: { readonly http: string; readonly https: string; readonly admin: string };
  /** What is written to its log so far. */
  readLog(): string;
  close(): Promise<void>;
}

/** Copies the configuration, with sockets for the ports: what `nginx -t` is run on. */
export function prepareNginx({ instances, port }: NginxOptions): {
  readonly folder: string;
  readonly sockets: Nginx['sockets'];
} {
  const folder = mkdtempSync(join(tmpdir(), 'dragoman-nginx-'));
  cpSync(fileURLToPath(new URL('deploy/nginx', packageRoot)), folder, { recursive: true });
  const sockets = {
    http: join(folder, 'http.sock'),
    https: join(folder, 'https.sock'),
    admin: join(folder, 'admin.sock'),
  };
  const configuration = join(folder, 'nginx.conf');
  replaceIn(configuration, [
    ['listen 80 ', `listen unix:${sockets.http} `],
    [
      'listen 443 ssl ',
      port === undefined ? `listen unix:${sockets.https} ssl ` : `listen 127.0.0.1:${port} `,
    ],
    ['listen 8080 ', `listen unix:${sockets.admin} `],
  ]);
  if (port === undefined) certify(folder);
  else writeFileSync(configuration, readFileSync(configuration, 'utf8').replaceAll(/^ +ssl_.*\n/gm, ''));
  const upstream = join(folder, 'upstream.conf');
  const [line = '', options = ''] = /server dragoman:8000 (.*;)/.exec(readFileSync(upstream, 'utf8')) ?? [];
  replaceIn(upstream, [[line, instances.map((instance) => `server ${instance} ${options}`).join('\n  ')]]);
  return { folder, sockets };
}

/** Starts nginx, and waits until it listens. */
export async function startNginx(options: NginxOptions): Promise<Nginx> {
  const { folder, sockets } = prepareNginx(options);
  const logPath = join(folder, 'output.log');
  const log = openSync(logPath, 'a');
  // /dev/stdout can be opened where it is a file, not where it is a pipe of this process.
  const pidFile = join(folder, 'nginx.pid');
  const child = spawn('nginx', [...nginxArguments(folder), '-g', `daemon off; pid ${pidFile};`], {
    env: { PATH: programPath },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const exited = once(child, 'exit');
  // Asked politely: its workers outlive it where it is killed.
  const stop = () => void child.kill('SIGTERM');
  process.once('exit', stop);
  const readLog = () => readFileSync(logPath, 'utf8');
  const deadline = performance.now() + startTimeoutMs;
  // It writes the file once it listens.
  while (!existsSync(pidFile)) {
    if (child.exitCode !== null || performance.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`nginx did not start: ${readLog()}`);
    }
    await wait(20);
  }
  return {
    sockets,
    readLog,
    async close() {
      process.removeListener('exit', stop);
      stop();
      const stubborn = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
      await exited;
      clearTimeout(stubborn);
      rmSync(folder, { recursive: true });
    },
  };
}

export const nginxArguments = (folder: string): readonly string[] => [
  '-p',
  folder,
  '-c',
  join(folder, 'nginx.conf'),
];

/** A certificate made up, where the configuration expects one. */
function certify(folder: string): void {
  mkdirSync(join(folder, 'certificates'));
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const files = ['-keyout', 'certificates/privkey.pem', '-out', 'certificates/fullchain.pem'];
  execFileSync('openssl', ['req', '-x509', ...key, '-days', '1', '-subj', '/CN=localhost', ...files], {
    cwd: folder,
    stdio: 'ignore',
  });
}

function replaceIn(path: string, replacements: readonly (readonly [string, string])[]): void {
  let text = readFileSync(path, 'utf8');
  for (const [from, to] of replacements) {
    if (text.split(from).length !== 2) throw new Error(`${path} does not have "${from}" once`);
    text = text.replace(from, to);
  }
  writeFileSync(path, text);
}
