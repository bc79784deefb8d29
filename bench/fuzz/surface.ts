import type * as fc from 'fast-check';

/** What must be true of a surface, whatever it is given. */
export interface Property<Input, Seen> {
  /** A sentence that is true: "a refusal is a problem document". */
  readonly name: string;
  readonly holds: (seen: Seen, input: Input) => boolean;
}

/** A surface that is ready to be given inputs. */
export interface OpenSurface<Input, Seen> {
  /** Gives it one input. Throws nothing: what the code under test throws is part of what was seen. */
  meet(input: Input): Seen | Promise<Seen>;
  close(): void | Promise<void>;
}

/** A place where what others wrote comes into the program. */
export interface Surface<Input, Seen> {
  /** As in `--surface`. */
  readonly name: string;
  readonly title: string;
  readonly inputs: fc.Arbitrary<Input>;
  readonly properties: readonly Property<Input, Seen>[];
  open(): OpenSurface<Input, Seen> | Promise<OpenSurface<Input, Seen>>;
}

/** What became of a call of the code under test. */
export type Attempt<Value> =
  | { readonly value: Value; readonly error?: undefined }
  | { readonly error: unknown; readonly value?: undefined };

export function attempt<Value>(work: () => Value): Attempt<Value> {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
}
