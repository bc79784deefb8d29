import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** How long a process may take to answer, ms. */
const answerTimeoutMs = 20_000;

/** A process of the bench, spoken to by messages of its own kind. */
export interface Child<Sent, Told> {
  /** Sends a message and waits for the answer: the next one that comes. */
  ask(message: Sent): Promise<Told>;
  /** The next message that comes. */
  next(): Promise<Told>;
  close(): Promise<void>;
}

/** Starts a module that lies beside this one, in a process of its own which ends with this one. */
export function startChild<Sent extends object, Told>(module: string): Child<Sent, Told> {
  const child = fork(fileURLToPath(new URL(module, import.meta.url)), { execArgv: [] });
  const exited = once(child, 'exit');
  const killChild = () => void child.kill('SIGKILL');
  process.once('exit', killChild);
  // Both ends are modules of this folder and share the messages' types.
  const next = async () => {
    const [message] = (await once(child, 'message', {
      signal: AbortSignal.timeout(answerTimeoutMs),
    })) as [Told];
    return message;
  };
  return {
    next,
    async ask(message) {
      const answer = next();
      child.send(message);
      return answer;
    },
    async close() {
      process.removeListener('exit', killChild);
      child.kill('SIGKILL');
      await exited;
    },
  };
}
