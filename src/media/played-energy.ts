import { bandCount, createBandSplitter } from './band-powers.js';

/** Length of a cell, in which energies are booked, ms. */
export const cellMs = 5;

/** Samples in a ms. */
const msSamples = 8;

/** Cells that are kept, a power of two: 41 s, of which less than one lie in the past. */
const keptCells = 8192;

/** How loud a line's listener hears what is played to them, and when: energies by band in cells of 5 ms. */
export interface PlayedEnergy {
  /** Energies of `bandCount` bands a cell; those of cell n begin at `offsetOf(n)`. Zero where nothing is played. */
  readonly energies: Float32Array;
  offsetOf(cell: number): number;
  /** Books 8 kHz mu-law, whole ms of it; what is more than 40 s ahead is left out. */
  book(mulaw: Uint8Array, startsAtMs: number): void;
  /** Takes back what was to be played from a time on. */
  cancel(fromMs: number): void;
  /** Forgets everything before a cell. */
  forget(beforeCell: number): void;
}

export function createPlayedEnergy(): PlayedEnergy {
  const energies = new Float32Array(keptCells * bandCount);
  const splitter = createBandSplitter();
  /** Cells that hold anything lie between the two. */
  let oldest: number | undefined;
  let end = 0;

  const offsetOf = (cell: number) => (cell & (keptCells - 1)) * bandCount;

  function clear(from: number, to: number) {
    if (to - from >= keptCells) {
      energies.fill(0);
      return;
    }
    for (let cell = from; cell < to; cell += 1) {
      const offset = offsetOf(cell);
      energies.fill(0, offset, offset + bandCount);
    }
  }

  return {
    energies,
    offsetOf,
    book(mulaw, startsAtMs) {
      const startMs = Math.round(startsAtMs);
      const endMs = startMs + Math.floor(mulaw.length / msSamples);
      oldest ??= Math.floor(startMs / cellMs);
      for (let ms = startMs; ms < endMs;) {
        const cell = Math.floor(ms / cellMs);
        const untilMs = Math.min(endMs, (cell + 1) * cellMs);
        if (cell >= oldest && cell < oldest + keptCells) {
          const start = (ms - startMs) * msSamples;
          splitter.addEnergies(mulaw, start, (untilMs - startMs) * msSamples, energies, offsetOf(cell));
          end = Math.max(end, cell + 1);
        }
        ms = untilMs;
      }
    },
    cancel(fromMs) {
      const from = Math.max(oldest ?? 0, Math.ceil(fromMs / cellMs));
      if (from >= end) return;
      clear(from, end);
      end = from;
    },
    forget(beforeCell) {
      if (oldest !== undefined && beforeCell > oldest) clear(oldest, Math.min(beforeCell, end));
      oldest = Math.max(oldest ?? beforeCell, beforeCell);
      end = Math.max(end, oldest);
    },
  };
}
