import { sampleRateHz } from '../mulaw.js';
import { createEnergyGate, type EnergyGate, type WindowLevel } from './energy-gate.js';
import { type Aggressiveness, sensitivities } from './sensitivity.js';
import { createSilero, createSileroRow, maxRows, type SileroRow } from './silero.js';
import { createSpeechEdges, type SpeechEdges, type VoiceEdge } from './speech-edges.js';
import { createWindowBuffer, type WindowBuffer } from './window-buffer.js';

/** An edge, and the number of the leg that it was found on. */
export interface LegEdge {
  readonly leg: number;
  readonly edge: VoiceEdge;
}

/** What became of the windows of all legs so far. */
export interface WindowCounts {
  readonly judged: number;
  /** Those among them that were plainly silence, and cost no inference. */
  readonly gated: number;
}

/** Voice activity on many legs, with one run of the model for a window of each. */
export interface VoiceActivityBatch {
  readonly counts: WindowCounts;
  /**
   * Takes a leg's 8 kHz mu-law, of any size, and keeps a copy. The first piece opens the leg.
   *
   * @param position bytes of the leg's audio before this piece; a window never reaches over a gap.
   */
  push(leg: number, position: number, mulaw: Uint8Array): void;
  /** Forgets a leg, if it is there. */
  closeLeg(leg: number): void;
  /** Judges every whole window of what was pushed. The edges of each leg are in order. One run at a time. */
  run(): Promise<readonly LegEdge[]>;
  close(): Promise<void>;
}

interface Leg extends SileroRow {
  readonly number: number;
  readonly audio: WindowBuffer;
  readonly gate: EnergyGate;
  readonly edges: SpeechEdges;
  /** Where the window in `window` begins, and how loud it is. */
  positionMs: number;
  level: WindowLevel;
}

/**
 * Loads the model.
 *
 * A leg's windows are judged one after the other, since the model goes on from what it remembers of those before;
 * legs are judged side by side. While a leg's energy gate is shut its windows count as silence without the model,
 * which then remembers nothing of the leg but a quiet line: the next sound meets it as at the start of a call.
 */
export async function createVoiceActivityBatch(aggressiveness: Aggressiveness): Promise<VoiceActivityBatch> {
  const silero = await createSilero();
  const legs = new Map<number, Leg>();
  let judged = 0;
  let gated = 0;

  function openLeg(number: number): Leg {
    const leg: Leg = {
      ...createSileroRow(),
      number,
      audio: createWindowBuffer(),
      gate: createEnergyGate(),
      edges: createSpeechEdges(sensitivities[aggressiveness]),
      positionMs: 0,
      level: 'shut',
    };
    silero.forget(leg);
    legs.set(number, leg);
    return leg;
  }

  /**
   * Brings a leg to its next window for the model, if there is one. The plainly silent ones on the way need no
   * judgment: before the gate shut the leg was quiet for longer than any speech waits for its end.
   */
  function reachWindow(leg: Leg): boolean {
    for (;;) {
      const position = leg.audio.take(leg.window);
      if (position === undefined) return false;
      leg.positionMs = (position * 1000) / sampleRateHz;
      const wasShut = leg.level === 'shut';
      leg.level = leg.gate.hear(meanSquare(leg.window));
      judged += 1;
      if (leg.level !== 'shut') return true;
      gated += 1;
      if (!wasShut) silero.forget(leg);
    }
  }

  async function judge(leg: Leg, found: LegEdge[]): Promise<void> {
    const edge = await leg.edges.hear(leg.level === 'loud' ? leg.probability : 0, leg.positionMs);
    if (edge !== undefined) found.push({ leg: leg.number, edge });
  }

  return {
    get counts() {
      return { judged, gated };
    },
    push: (leg, position, mulaw) => (legs.get(leg) ?? openLeg(leg)).audio.push(position, mulaw),
    closeLeg: (leg) => void legs.delete(leg),
    async run() {
      const found: LegEdge[] = [];
      for (;;) {
        const ready: Leg[] = [];
        for (const leg of legs.values()) if (reachWindow(leg)) ready.push(leg);
        if (ready.length === 0) return found;
        for (let first = 0; first < ready.length; first += maxRows) {
          const rows = ready.slice(first, first + maxRows);
          await silero.run(rows);
          for (const leg of rows) await judge(leg, found);
        }
      }
    },
    close: () => silero.close(),
  };
}

function meanSquare(samples: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < samples.length; index += 1) sum += (samples[index] ?? 0) ** 2;
  return sum / samples.length;
}
