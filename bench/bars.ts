/** A value that must not be missed. */
export interface Bar {
  readonly name: string;
  /** As it was measured; undefined where there was nothing to measure, which misses every bar. */
  readonly value: number | undefined;
  readonly limit: number;
  readonly kind: 'atMost' | 'under' | 'atLeast';
  readonly unit: Unit;
  readonly isMet: boolean;
}

export type Unit = 'ms' | 's' | 'share' | 'count' | 'times' | 'MiB';

const comparisons = {
  atMost: (value: number, limit: number) => value <= limit,
  under: (value: number, limit: number) => value < limit,
  atLeast: (value: number, limit: number) => value >= limit,
} as const;

const signs = { atMost: '<=', under: '<', atLeast: '>=' } as const;

/** Holds a value against its limit. */
export function barOf(
  name: string,
  value: number | undefined,
  kind: Bar['kind'],
  limit: number,
  unit: Unit,
): Bar {
  const isMet = value !== undefined && comparisons[kind](value, limit);
  return { name, value, limit, kind, unit, isMet };
}

/** A bar for people: "met     EVS median <= 3.00 s: 2.41 s". */
export function formatBar({ name, value, limit, kind, unit, isMet }: Bar): string {
  const measured = formatValue(value, unit);
  return `${isMet ? 'met   ' : 'MISSED'}  ${name} ${signs[kind]} ${formatValue(limit, unit)}: ${measured}`;
}

/** A value for people: "290 ms", "2.41 s", "98.0 %", "3", "2.10 times"; a dash for none. */
export function formatValue(value: number | undefined, unit: Unit): string {
  if (value === undefined) return '-';
  switch (unit) {
    case 'ms':
      return `${Math.round(value)} ms`;
    case 's':
      return `${value.toFixed(2)} s`;
    case 'share':
      return `${(value * 100).toFixed(1)} %`;
    case 'count':
      return String(value);
    case 'times':
      return `${value.toFixed(2)} times`;
    case 'MiB':
      return `${value.toFixed(2)} MiB`;
  }
}
