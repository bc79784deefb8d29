/** Has a task run at the next beat, behind those that wait for it already. */
export type AtNextBeat = (task: () => void) => void;

/** How long the first task waits for the others, ms. */
const beatMs = 10;

/**
 * Lets what leaves the process leave together. A write that finds its reader asleep has to wake it, which costs several times
 * the write itself; in a row of writes only the first one does. The timer runs only where something waits.
 */
export function createBeat(): AtNextBeat {
  let waiting: (() => void)[] = [];

  function run() {
    const tasks = waiting;
    waiting = [];
    for (const task of tasks) task();
  }

  return (task) => {
    if (waiting.length === 0) setTimeout(run, beatMs);
    waiting.push(task);
  };
}
