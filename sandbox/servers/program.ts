import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { programPath } from './installed-program.js';

const startTimeoutMs = 10_000;

export interface Program {
  /** Sends a signal; the process may go on, or not. */
  signal(signal: NodeJS.Signals): void;
  /** Resolves when it has ended. */
  kill(): Promise<void>;
}

/** Starts a server program, and waits until it accepts connections on a port of the loopback interface. */
export async function startProgram(
  name: string,
  parameters: readonly string[],
  port: number,
): Promise<Program> {
  const child = spawn(name, parameters, { env: { PATH: programPath }, stdio: 'ignore' });
  const exited = once(child, 'exit');
  const killChild = () => void child.kill('SIGKILL');
  process.once('exit', killChild);
  await waitForPort(port, child);
  return {
    signal: (signal) => void child.kill(signal),
    async kill() {
      killChild();
      await exited;
      process.removeListener('exit', killChild);
    },
  };
}

async function waitForPort(port: number, child: ChildProcess) {
  const deadline = performance.now() + startTimeoutMs;
  while (!(await isOpen(port))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`${child.spawnfile} does not listen on port ${port}`);
    }
    await wait(20);
  }
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    // Refused until it listens.
    return false;
  } finally {
    socket.destroy();
  }
}
