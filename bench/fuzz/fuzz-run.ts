import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import type { Surface } from './surface.js';

export interface FuzzOptions {
  readonly inputs: number;
  readonly seed: number;
  /** Told now and then how many inputs were tried. */
  readonly tell?: (tried: number) => void;
}

/** An input that broke a property, made as small as it goes. */
export interface Finding {
  /** The property's name, or what was thrown. */
  readonly broken: string;
  readonly input: string;
  /** Goes on where the property was broken: `fc.check(..., { seed, path })`. */
  readonly seed: number;
  readonly path: string;
}

/** What was found out about a surface. */
export interface FuzzResult {
  readonly surface: string;
  readonly tried: number;
  readonly seconds: number;
  /** CPU time of the process during the one input that took the most, ms. */
  readonly slowestMs: number;
  readonly slowestInput: string;
  /** Heap and buffers after a collection, at the end less after a tenth of the inputs, bytes; undefined for a short run. */
  readonly grownBytes: number | undefined;
  readonly finding: Finding | undefined;
}

/** Fewer inputs than this say nothing about memory. */
const leastForMemory = 5000;
/** An input that is not done with by then hangs, ms. */
const inputDeadlineMs = 20_000;
/** Of an input no more is shown, characters. */
const shownLength = 2000;
const tellEvery = 500;

class PropertyBroken extends Error {}

/** Gives a surface its inputs until one breaks a property, which is then made small. */
export async function fuzz<Input, Seen>(
  surface: Surface<Input, Seen>,
  { inputs, seed, tell }: FuzzOptions,
): Promise<FuzzResult> {
  const open = await surface.open();
  const strays: unknown[] = [];
  const stray = (error: unknown) => void strays.push(error);
  process.on('unhandledRejection', stray);
  process.on('uncaughtException', stray);
  const startedAt = performance.now();
  let tried = 0;
  let slowestMs = 0;
  let slowestInput = '';
  let warmBytes: number | undefined;

  async function check(input: Input): Promise<void> {
    if (tried === Math.floor(inputs / 10) && inputs >= leastForMemory) warmBytes = usedBytes();
    const before = process.cpuUsage();
    const seen = await open.meet(input);
    const { user, system } = process.cpuUsage(before);
    const tookMs = (user + system) / 1000;
    if (tookMs > slowestMs) {
      slowestMs = tookMs;
      slowestInput = shown(input);
    }
    tried += 1;
    if (tried % tellEvery === 0) tell?.(tried);
    for (const { name, holds } of surface.properties) {
      if (!holds(seen, input)) throw new PropertyBroken(`broken: ${name}; seen: ${shown(seen)}`);
    }
    const [thrown] = strays.splice(0);
    if (thrown !== undefined) throw new PropertyBroken(`thrown where nobody catches it: ${describe(thrown)}`);
  }

  try {
    const details = await fc.check(fc.asyncProperty(surface.inputs, check), {
      numRuns: inputs,
      seed,
      timeout: inputDeadlineMs,
      endOnFailure: false,
    });
    const seconds = (performance.now() - startedAt) / 1000;
    return {
      surface: surface.name,
      tried,
      seconds,
      slowestMs,
      slowestInput,
      grownBytes: warmBytes === undefined ? undefined : usedBytes() - warmBytes,
      finding: details.failed
        ? {
            broken: describe(details.errorInstance),
            input: shown(details.counterexample?.[0]),
            seed: details.seed,
            path: details.counterexamplePath ?? '',
          }
        : undefined,
    };
  } finally {
    await open.close();
    process.off('unhandledRejection', stray);
    process.off('uncaughtException', stray);
  }
}

function describe(error: unknown): string {
  if (error instanceof PropertyBroken) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function shown(value: unknown): string {
  const text = fc.stringify(value);
  if (text.length <= shownLength) return text;
  // A part of a string keeps the whole of it in memory, unless it is copied.
  const start = Buffer.from(text.slice(0, shownLength)).toString();
  return `${start}... (${text.length} characters)`;
}

/** Heap in use and buffers, after a collection of garbage. */
function usedBytes(): number {
  setFlagsFromString('--expose-gc');
  // The flag puts the function into contexts that are made from then on.
  const collect = runInNewContext('gc') as () => void;
  for (let turn = 0; turn < 2; turn += 1) collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
