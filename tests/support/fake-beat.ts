import type { AtNextBeat } from '../../src/media/beat.js';

/** A beat that comes when the test says so. */
export function fakeBeat(): { readonly atNextBeat: AtNextBeat; readonly beat: () => void } {
  let waiting: (() => void)[] = [];
  return {
    atNextBeat: (task) => void waiting.push(task),
    beat() {
      const tasks = waiting;
      waiting = [];
      for (const task of tasks) task();
    },
  };
}

/** Every moment is a beat. */
export const atOnce: AtNextBeat = (task) => task();
