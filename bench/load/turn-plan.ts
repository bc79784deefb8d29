import type { Party } from '../../sandbox/scenario.js';
import { pickFrom } from '../statistics.js';

/** Something that a party will say. */
export interface PlannedTurn {
  readonly party: Party;
  /** Which of the party's lines. */
  readonly line: number;
  /** ms since the beginning of the conversation. */
  readonly startMs: number;
  /** Whether nobody else talks meanwhile: what is said over somebody's speech waits for its listener. */
  readonly isAlone: boolean;
}

/** Shares of the time in which one party talks, and both do. */
export const talkShares = { one: 0.45, both: 0.05 } as const;

/**
 * A conversation without end, in which the parties take turns. In some turns the other one begins to talk halfway. The
 * pauses behind the turns, in which renditions are heard, are so long that the shares come out: with turns of length d
 * of which a share p is talked over by another of the same length, a turn has `d` of one voice and `p * d / 2` of both.
 *
 * @param lineMs lengths of what each party can say, ms.
 * @param random numbers from 0 to 1; the same numbers, the same conversation.
 */
export function* planTurns(
  lineMs: Readonly<Record<Party, readonly number[]>>,
  random: () => number,
): Generator<PlannedTurn, never> {
  const talkedOver = (2 * talkShares.both) / talkShares.one;
  const cyclePerTurn = 1 / talkShares.one;
  const pausePerTurn = cyclePerTurn - 1 - talkedOver / 2;
  let cursorMs = 0;
  for (let party: Party = 'client'; ; party = other(party)) {
    const own = pickLine(party);
    const isTalkedOver = random() < talkedOver;
    yield { party, line: own.line, startMs: cursorMs, isAlone: !isTalkedOver };
    let endMs = cursorMs + own.durationMs;
    if (isTalkedOver) {
      const over = pickLine(other(party));
      const startMs = cursorMs + own.durationMs / 2;
      yield { party: other(party), line: over.line, startMs, isAlone: false };
      endMs = Math.max(endMs, startMs + over.durationMs);
    }
    cursorMs = endMs + own.durationMs * pausePerTurn * (0.9 + 0.2 * random());
  }

  function pickLine(party: Party) {
    const [line, durationMs] = pickFrom([...lineMs[party].entries()], random);
    return { line, durationMs };
  }
}

function other(party: Party): Party {
  return party === 'client' ? 'agent' : 'client';
}
