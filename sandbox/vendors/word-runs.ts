/** Where a run of words begins among others, every place of it. */
export function positionsOf(run: readonly string[], words: readonly string[]): number[] {
  if (run.length === 0) return [];
  return words.flatMap((_, start) =>
    run.every((word, index) => words[start + index] === word) ? [start] : [],
  );
}
