import type { VendorTurn, VendorsReport } from './vendor-messages.js';

/** Turns that are kept until they are asked for: more than an hour of a hundred calls. */
const mostTurns = 200_000;

/** What the vendors of one process did, turn by turn. */
export interface VendorTurns {
  gotAudio(bytes: number): void;
  recognized(turn: VendorTurn): void;
  /** @param numbers of the turns in one text. */
  translated(numbers: readonly number[], delayMs: number): void;
  synthesized(numbers: readonly number[], delayMs: number): void;
  /** Everything since the last time. */
  take(): Omit<VendorsReport, 'type'>;
}

export function createVendorTurns(): VendorTurns {
  let turns = new Map<number, VendorTurn>();
  let audioBytes = 0;
  const known = (numbers: readonly number[]) =>
    numbers.flatMap((number) => {
      const turn = turns.get(number);
      return turn === undefined ? [] : [turn];
    });
  return {
    gotAudio(bytes) {
      audioBytes += bytes;
    },
    recognized(turn) {
      if (turns.size < mostTurns) turns.set(turn.number, turn);
    },
    translated(numbers, delayMs) {
      for (const turn of known(numbers)) turn.translationMs = (turn.translationMs ?? 0) + delayMs;
    },
    synthesized(numbers, delayMs) {
      for (const turn of known(numbers)) turn.synthesisMs = delayMs;
    },
    take() {
      const taken = [...turns.values()];
      turns = new Map();
      return { audioBytes, turns: taken };
    },
  };
}
