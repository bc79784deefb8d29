/** The mean; undefined of nothing. */
export function meanOf(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The share of the items for which it is true, 0 to 1; undefined of none. */
export function shareOf<Item>(items: readonly Item[], isTrue: (item: Item) => boolean): number | undefined {
  return items.length === 0 ? undefined : items.filter(isTrue).length / items.length;
}

/** The greatest value; undefined of none. */
export function mostOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((most, value) => Math.max(most, value));
}

/** One of the items, by a number from 0 (inclusive) to 1 (exclusive). */
export function pickFrom<Item>(items: readonly Item[], random: () => number): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('There is nothing to pick from.');
  return item;
}

/** The items in an order that is drawn (Fisher and Yates). */
export function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const left = [...items];
  return items.flatMap(() => left.splice(Math.floor(random() * left.length), 1));
}

/** The straight line that lies nearest to the points (least squares); undefined of fewer than two different x. */
export function lineThrough(
  points: readonly { readonly x: number; readonly y: number }[],
): { readonly slope: number; readonly intercept: number; readonly rSquared: number } | undefined {
  const meanX = meanOf(points.map(({ x }) => x)) ?? 0;
  const meanY = meanOf(points.map(({ y }) => y)) ?? 0;
  const sumOf = (term: (dx: number, dy: number) => number) =>
    points.reduce((sum, { x, y }) => sum + term(x - meanX, y - meanY), 0);
  const [xx, xy, yy] = [sumOf((dx) => dx * dx), sumOf((dx, dy) => dx * dy), sumOf((_, dy) => dy * dy)];
  if (xx === 0) return undefined;
  const slope = xy / xx;
  return { slope, intercept: meanY - slope * meanX, rSquared: yy === 0 ? 1 : (xy * xy) / (xx * yy) };
}
