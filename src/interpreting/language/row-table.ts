/** Rows of numbers, all of one length, each under a name. */
export interface RowTable {
  has(name: string): boolean;
  /** A view of the row. */
  get(name: string): Float64Array | undefined;
}

/** Lays the rows end to end: an array for each of many thousand would be most of what the garbage collector goes through. */
export function createRowTable(rows: ReadonlyMap<string, Float64Array>): RowTable {
  const [first] = rows.values();
  const length = first?.length ?? 0;
  const values = new Float64Array(rows.size * length);
  const places = new Map<string, number>();
  for (const [name, row] of rows) {
    const place = places.size * length;
    values.set(row, place);
    places.set(name, place);
  }
  return {
    has: (name) => places.has(name),
    get(name) {
      const place = places.get(name);
      return place === undefined ? undefined : values.subarray(place, place + length);
    },
  };
}
