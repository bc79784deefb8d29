import type { Bar } from './bars.js';

/** What a part of the benchmark is run with. */
export interface PartOptions {
  /** The same seed, the same lines, moments and values. */
  readonly seed: number;
  /** How many cases a part draws at most; undefined for as many as its bars are about. */
  readonly cases: number | undefined;
  /** Live calls in a part that has many at a time; undefined as above. */
  readonly calls: number | undefined;
  /** How long a part that plays one long sound lasts at most, minutes; undefined as above. */
  readonly minutes: number | undefined;
  /** Folder of recordings of real people and noises; a part that needs it is skipped where it is missing. */
  readonly recordings: URL;
  /** Folder for the logs of the services under test. */
  readonly logs: string;
  /** Tells whoever waits how far it is. */
  readonly tell: (progress: string) => void;
}

/** A table for people: every cell as it is to be read. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a part found out. */
export interface PartResult {
  readonly table: Table;
  readonly bars: readonly Bar[];
  /** What a reader of the table must know. */
  readonly notes: readonly string[];
  /** The figures behind the table, as JSON. */
  readonly figures: unknown;
}

/** One part of the benchmark. */
export interface Part {
  readonly name: string;
  readonly title: string;
  /** @returns why it cannot be run here, if so. */
  run(options: PartOptions): Promise<PartResult | { readonly skipped: string }>;
}
