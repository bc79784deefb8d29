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
