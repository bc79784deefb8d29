import { formatValue } from '../bars.js';
import type { ClusterStage, PlacedCall } from './cluster-stage.js';
import { startedOn } from './cluster-stage.js';
import type { TurnTally } from './turn-tally.js';

/** Live calls, where the command line does not say how many. */
const usualCalls = 20;

export const callsOf = (wanted: number | undefined): number => wanted ?? usualCalls;

/** The calls of each of two instances. @throws Error where one of them has none. */
export async function servedBy({ instances: [one, two] }: ClusterStage, placed: readonly PlacedCall[]) {
  if (one === undefined || two === undefined) throw new Error('There are not two instances.');
  const own = await startedOn(one);
  const ofOne = placed.filter(({ sid }) => own.has(sid));
  const ofTwo = placed.filter(({ sid }) => !own.has(sid));
  if (ofOne.length === 0 || ofTwo.length === 0)
    throw new Error('One instance has all calls: take more of them.');
  return { leaving: one, staying: two, ofLeaving: ofOne, ofStaying: ofTwo };
}

export const heldOf = (calls: readonly PlacedCall[]): number =>
  calls.filter(({ loaded }) => loaded.isHeld).length;

export const turnColumns = ['turns', 'lost', 'turn p50/p95'] as const;

export const turnCells = ({ turns, lost, p50, p95 }: TurnTally): readonly string[] => [
  String(turns),
  String(lost),
  `${formatValue(p50, 'ms')}/${formatValue(p95, 'ms')}`,
];
