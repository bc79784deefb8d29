import { findFreePort } from '../loopback.js';
import { startProgram, type Program } from './program.js';

export interface RedisServer {
  readonly url: string;
  /** It accepts connections, and answers nothing until it is woken. */
  stall(): Promise<void>;
  wake(): Promise<void>;
  /** It is gone, and all it knew with it. */
  kill(): Promise<void>;
  /** An empty one in its place. */
  restart(): Promise<void>;
}

/** A Redis of the test's own, which keeps nothing on disk. */
export async function startRedis(): Promise<RedisServer> {
  const port = await findFreePort();
  const start = () =>
    startProgram(
      'redis-server',
      ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', '/'],
      port,
    );
  let program: Program = await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    stall() {
      program.signal('SIGSTOP');
      return Promise.resolve();
    },
    wake() {
      program.signal('SIGCONT');
      return Promise.resolve();
    },
    kill: () => program.kill(),
    async restart() {
      program = await start();
    },
  };
}
