/** What was begun before it was wanted, and how to give it up. */
export interface Begun<Result> {
  readonly result: Promise<Result>;
  readonly abort: AbortController;
}

/** One piece of work that is begun on the chance that it will be wanted: the last one that was expected. */
export interface Foreseen<Result> {
  /** Begins the work for a key, unless it is under way; what was expected before is given up. */
  expect(key: string, begin: (signal: AbortSignal) => Promise<Result>): void;
  /** Hands over the work for a key, which is the taker's from then on; undefined where it was not foreseen. */
  take(key: string): Begun<Result> | undefined;
  /** Gives up what is expected. */
  forget(): void;
}

/** @param tell is told of all that was begun whether anybody wanted it. */
export function createForeseen<Result>(tell: (outcome: 'used' | 'unused') => void): Foreseen<Result> {
  let expected: (Begun<Result> & { readonly key: string }) | undefined;

  function forget() {
    if (expected === undefined) return;
    expected.abort.abort();
    expected = undefined;
    tell('unused');
  }

  return {
    expect(key, begin) {
      if (expected?.key === key) return;
      forget();
      const abort = new AbortController();
      const result = begin(abort.signal);
      // Whoever takes it hears of its failure; nobody else has to.
      result.catch(() => undefined);
      expected = { key, result, abort };
    },
    take(key) {
      if (expected?.key !== key) return undefined;
      const taken = expected;
      expected = undefined;
      tell('used');
      return taken;
    },
    forget,
  };
}
