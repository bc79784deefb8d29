import type { FaultKind } from '../../sandbox/script.js';
import {
  doubled,
  drifting,
  flooding,
  late,
  missing,
  oddSized,
  oversized,
  type LineFault,
} from './line-faults.js';
import type { FailingVendor } from './vendor-messages.js';

/** What goes wrong. */
export type FaultCause =
  /** A vendor does not do its work, for anybody. */
  | { readonly type: 'vendor'; readonly vendor: FailingVendor; readonly kind: FaultKind }
  /** The clients' lines of some calls are bad. */
  | { readonly type: 'line'; readonly line: LineFault }
  /** The clients' sockets of some calls break: their telephones ask for another stream. */
  | { readonly type: 'break' }
  /** The clients' telephones of some calls are gone, and their sockets with them. */
  | { readonly type: 'vanish' };

/** What must become of the calls that are concerned. Of the others every turn must be heard, whatever happens. */
export interface FaultExpectation {
  /** Whether they go on, must end, or may. */
  readonly calls: 'goOn' | 'end' | 'mayEnd';
  /** Whether each turn is heard, or the parties are told at least that one was not. */
  readonly turns: 'heard' | 'told';
}

/** Something that goes wrong for some seconds. */
export interface LoadFault {
  /** Words that it can be chosen by, with hyphens between them. */
  readonly name: string;
  readonly cause: FaultCause;
  /** The share of the calls that it concerns. */
  readonly share: number;
  /** Whether the vendors have seconds behind them. */
  readonly hasSeconds: boolean;
  readonly expectation: FaultExpectation;
}

const failingVendors = [
  'recognizer',
  'translator',
  'synthesizer',
] as const satisfies readonly FailingVendor[];

const kindNames: readonly (readonly [FaultKind, string])[] = [
  ['refuse', 'refuse'],
  ['stall', 'stall'],
  ['drop', 'drop'],
  ['rateLimit', '429'],
  ['garbage', 'garbage'],
];

const vendorFaults = [true, false].flatMap((hasSeconds) =>
  failingVendors.flatMap((vendor) =>
    kindNames.map(([kind, name]): LoadFault => ({
      name: `${vendor}-${name}-${hasSeconds ? 'second' : 'alone'}`,
      cause: { type: 'vendor', vendor, kind },
      share: 1,
      hasSeconds,
      expectation: { calls: 'goOn', turns: hasSeconds ? 'heard' : 'told' },
    })),
  ),
);

const onLine = (
  name: string,
  cause: FaultCause,
  share: number,
  expectation: FaultExpectation = { calls: 'goOn', turns: 'heard' },
): LoadFault => ({ name, cause, share, hasSeconds: true, expectation });

const half = 0.5;
/** One call of as few as there may be. */
const one = 0.01;

const lineFaults: readonly LoadFault[] = [
  onLine('drift-fast', { type: 'line', line: drifting(300) }, half),
  onLine('drift-slow', { type: 'line', line: drifting(-300) }, half),
  onLine('late', { type: 'line', line: late }, half),
  onLine('doubled', { type: 'line', line: doubled }, half),
  onLine('missing', { type: 'line', line: missing }, half),
  onLine('odd-sizes', { type: 'line', line: oddSized }, half),
  onLine('flood', { type: 'line', line: flooding }, one, { calls: 'mayEnd', turns: 'told' }),
  onLine('oversize', { type: 'line', line: oversized }, one, { calls: 'mayEnd', turns: 'told' }),
  onLine('sockets-break', { type: 'break' }, half, { calls: 'goOn', turns: 'told' }),
  onLine('sockets-cut', { type: 'vanish' }, half, { calls: 'end', turns: 'told' }),
];

/** Everything that goes wrong, in the order in which it does. */
export const loadFaults: readonly LoadFault[] = [
  ...vendorFaults.filter(({ hasSeconds }) => hasSeconds),
  ...lineFaults,
  ...vendorFaults.filter(({ hasSeconds }) => !hasSeconds),
];

/** The faults with one of the words in their name; all of them without any words. */
export function chooseFaults(words: readonly string[] | undefined): readonly LoadFault[] {
  if (words === undefined) return loadFaults;
  return loadFaults.filter(({ name }) =>
    words.some((word) => name === word || name.split('-').includes(word)),
  );
}

/** The words that faults can be chosen by. */
export const faultWords: readonly string[] = [
  ...new Set(loadFaults.flatMap(({ name }) => [...name.split('-'), name])),
];
