import { fromTransition } from 'xstate';
import { getAdjacencyMap } from 'xstate/graph';
import { alongPath, factsOf, happen, happenAgain, type Stage } from './stage.js';

/** A state that was reached: the shortest way there, and what may happen in it. */
export interface ReachedState {
  readonly key: string;
  readonly path: readonly string[];
  readonly possible: readonly string[];
}

export interface Exploration<Of extends Stage> {
  readonly states: readonly ReachedState[];
  /** A stage in that state, by its shortest way. */
  open(state: ReachedState): Of;
}

export interface ExplorationOptions<Of extends Stage> {
  /** A stage at its first moment. */
  readonly open: () => Of;
  /** What happens first, so that the exploration is about what comes behind it. */
  readonly start?: readonly string[];
  /** Whether the exploration tries a fact. */
  readonly isTried: (fact: string) => boolean;
  /** More than so many states are a mistake in the keys. */
  readonly mostStates: number;
}

/** Something that is not bounded has found its way into the keys. */
export class TooManyStatesError extends Error {
  constructor(most: number, key: string) {
    super(`There are more than ${String(most)} states; the last one is ${key}`);
    this.name = 'TooManyStatesError';
  }
}

/**
 * Tries every fact in every state that can be told from the others, breadth first (`xstate/graph`). The system under
 * test is the real one and not a copy of its states: a state is kept as the facts that led there, and happens again
 * where it is needed.
 */
export function explore<Of extends Stage>({
  open,
  start = [],
  isTried,
  mostStates,
}: ExplorationOptions<Of>): Exploration<Of> {
  /** The stage on which the last step was made, and the way it has come. */
  let last: { stage: Of; path: readonly string[] } | undefined;
  const states = new Map<string, ReachedState>();

  function openAt(path: readonly string[]): Of {
    last?.stage.stop();
    const stage = open();
    last = { stage, path };
    const isNew = states.size === 0;
    if (isNew) stage.observe();
    for (const fact of [...start, ...path]) happenAgain(stage, fact);
    if (!isNew) stage.observe();
    return stage;
  }

  function reached(stage: Stage, path: readonly string[]): ReachedState {
    const key = stage.key();
    if (states.size > mostStates) throw new TooManyStatesError(mostStates, key);
    const state = { key, path, possible: factsOf(stage).filter(isTried) };
    // The first one is on the shortest way.
    if (!states.has(key)) states.set(key, state);
    return state;
  }

  const logic = fromTransition(
    (from: ReachedState, { fact }: { type: 'happened'; fact: string }) => {
      const path = [...from.path, fact];
      return alongPath([...start, ...path], () => {
        // Where the last fact has changed nothing, the stage is still there.
        const stage = last?.path === from.path ? last.stage : openAt(from.path);
        const before = stage.trace();
        last = undefined;
        happen(stage, fact);
        const hasChanged = stage.trace() !== before;
        if (!hasChanged) last = { stage, path: from.path };
        if (stage.key() === from.key) return from;
        last = { stage, path };
        return reached(stage, path);
      });
    },
    reached(openAt([]), []),
  );
  getAdjacencyMap(logic, {
    events: ({ context }) => context.possible.map((fact) => ({ type: 'happened' as const, fact })),
    serializeState: ({ context }) => context.key,
  });
  last?.stage.stop();
  last = undefined;
  return { states: [...states.values()], open: ({ path }) => openAt(path) };
}
