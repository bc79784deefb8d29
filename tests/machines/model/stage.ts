/** A running system and what may happen to it next. */
export interface Stage {
  /** The facts that may happen now, by name, each with what makes it happen; the same order whenever the state is the same. */
  possible(): Iterable<readonly [fact: string, make: () => void]>;
  /** What of its state tells it from another one: equal keys, equal states. */
  key(): string;
  /** From now on what its machines do is looked at; it is not worth its time where facts only happen again. */
  observe(): void;
  /** While it is observed: differs from what it was before if anything at all has happened since. */
  trace(): string;
  /** Throws where an invariant does not hold. */
  check(): void;
  /** Lets go of it. */
  stop(): void;
}

export const factsOf = (stage: Stage): string[] => Array.from(stage.possible(), ([fact]) => fact);

/** Lets one fact happen; what does not hold afterwards is thrown. */
export function happen(stage: Stage, fact: string): void {
  happenAgain(stage, fact);
  stage.check();
}

/** Lets a fact happen behind which everything was found to hold before. */
export function happenAgain(stage: Stage, fact: string): void {
  for (const [name, make] of stage.possible()) {
    // What else may happen here is not looked at: most of the steps of an exploration are made again.
    if (name === fact) return make();
  }
  throw new Error(`"${fact}" cannot happen here; possible: ${factsOf(stage).join(', ')}`);
}

/** Does it, and says which facts led there if it throws. */
export function alongPath<Result>(path: readonly string[], run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${reason}\nafter:\n  ${path.join('\n  ')}`, { cause: error });
  }
}
