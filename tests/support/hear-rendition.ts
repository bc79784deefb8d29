import { expect } from 'vitest';
import type { LegInlet } from '../../src/calls/calls.js';

/** One end of a leg: what the call takes of it, and what was said to its line since this was last asked. */
interface LegEnd {
  readonly inlet: LegInlet;
  readonly take: () => string[];
}

/** Waits until something is sent to the line that `fakeSynthesizer` has said, and hears it to its end. */
export async function hearRendition(leg: LegEnd): Promise<void> {
  await expect.poll(() => hearWhatCame(leg)).toBeGreaterThan(0);
}

/** Hears what was sent to the line since, and answers how many marks there were in it. */
export function hearWhatCame({ inlet, take }: LegEnd): number {
  const marks = take().filter((word) => word.startsWith('mark '));
  for (const mark of marks) inlet.send({ type: 'mark', name: mark.slice('mark '.length) });
  return marks.length;
}
