import { isSilence } from './audibility.js';
import { bandCount, createBandSplitter } from './band-powers.js';

/** Length of a cell, in which energies are booked, ms. */
export const cellMs = 5;

/** Samples in a ms. */
const msSamples = 8;

/**
 * Cells that are kept, a power of two: 5 s at first, of which less than one lie in the past, and up to 41 s for who is played
 * as much at once.
 */
const firstCells = 1024;
const mostCells = 8192;

/** How loud a line's listener hears what is played to them, and when: energies by band in cells of 5 ms. */
export interface PlayedEnergy {
  /**
   * Energies of `bandCount` bands a cell; those of cell n begin at `offsetOf(n)`, and those of the next one behind them or,
   * at the end, at 0. Zero where nothing is played. Holds until something is booked or moved.
   */
  readonly energies: Float32Array;
  offsetOf(cell: number): number;
  /** Whether nothing is booked in the cells from one to another. */
  isSilent(fromCell: number, toCell: number): boolean;
  /** Books 8 kHz mu-law, whole ms of it; silence and what is more than 40 s ahead are left out. */
  book(mulaw: Uint8Array, startsAtMs: number): void;
  /** Takes back what was to be played from a time on. */
  cancel(fromMs: number): void;
  /**
   * Moves what was booked from a time on; what stands where it comes to lie is replaced. What was booked up to the
   * second time stays where it was besides: nobody knows from where on in between it was held up.
   */
  move(fromMs: number, untilMs: number, laterMs: number): void;
  /** Forgets everything before a cell. */
  forget(beforeCell: number): void;
}

export function createPlayedEnergy(): PlayedEnergy {
  let keptCells = firstCells;
  let energies = new Float32Array(keptCells * bandCount);
  const splitter = createBandSplitter();
  /** Cells that hold anything lie between the two. */
  let oldest: number | undefined;
  let end = 0;

  const offsetOf = (cell: number) => (cell & (keptCells - 1)) * bandCount;

  /** Makes room for what is booked before a cell, as far as there may be. */
  function reach(endCell: number) {
    const first = oldest ?? endCell;
    let wanted = keptCells;
    while (wanted < mostCells && endCell - first > wanted) wanted *= 2;
    if (wanted === keptCells) return;
    const wider = new Float32Array(wanted * bandCount);
    for (let cell = first; cell < end; cell += 1) {
      const offset = offsetOf(cell);
      wider.set(energies.subarray(offset, offset + bandCount), (cell & (wanted - 1)) * bandCount);
    }
    energies = wider;
    keptCells = wanted;
  }

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
    get energies() {
      return energies;
    },
    offsetOf,
    isSilent: (fromCell, toCell) => fromCell >= end || toCell <= (oldest ?? toCell),
    book(mulaw, startsAtMs) {
      if (isSilence(mulaw)) return;
      const startMs = Math.round(startsAtMs);
      const endMs = startMs + Math.floor(mulaw.length / msSamples);
      oldest ??= Math.floor(startMs / cellMs);
      reach(Math.ceil(endMs / cellMs));
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
    move(fromMs, untilMs, laterMs) {
      const by = Math.round(laterMs / cellMs);
      const from = Math.max(oldest ?? 0, Math.ceil(fromMs / cellMs));
      if (from >= end || by === 0) return;
      reach(end + by);
      const moved = Array.from({ length: end - from }, (_, index) => {
        const offset = offsetOf(from + index);
        return energies.slice(offset, offset + bandCount);
      });
      const until = Math.min(end, Math.floor(untilMs / cellMs));
      clear(Math.max(from, until), end);
      const first = oldest ?? from;
      moved.forEach((cellEnergies, index) => {
        const cell = from + index + by;
        if (cell < first || cell >= first + keptCells) return;
        const offset = offsetOf(cell);
        const stays = cell >= from && cell < until;
        for (let band = 0; band < bandCount; band += 1)
          energies[offset + band] = (cellEnergies[band] ?? 0) + (stays ? (energies[offset + band] ?? 0) : 0);
      });
      end = Math.max(Math.min(end + by, first + keptCells), first);
    },
    forget(beforeCell) {
      if (oldest !== undefined && beforeCell > oldest) clear(oldest, Math.min(beforeCell, end));
      oldest = Math.max(oldest ?? beforeCell, beforeCell);
      end = Math.max(end, oldest);
    },
  };
}
