import type { FaultKind, Observe, ScriptLine, Vendor } from '../script.js';

/**
 * What a vendor does instead of its work: `refuse` answers 503 (a live stream that is already open is closed with
 * 1011), `rateLimit` 429 (likewise), `stall` takes the request and says nothing, `drop` breaks the connection in the
 * middle of the answer, and `garbage` answers truncated JSON, or a page where audio is due.
 */
export interface Fault {
  readonly vendor: Vendor;
  readonly kind: FaultKind;
  /** How often it is played. */
  readonly times: number;
  /** The line on whose words it is played; without one, on the next requests. */
  readonly line?: ScriptLine;
}

/** The faults that are still to be played, the one that was added first before the others. */
export interface FaultPlan {
  /** The returned function takes back what was not played, and says how often it was not. */
  add(fault: Fault): () => number;
  /**
   * What is to be played on a vendor's work, which uses it up once.
   *
   * @param concerns whether the work is on words of a line.
   */
  take(vendor: Vendor, concerns: (line: ScriptLine) => boolean): FaultKind | undefined;
}

export function createFaultPlan(): FaultPlan {
  const waiting = new Set<{ readonly fault: Fault; timesLeft: number }>();
  return {
    add(fault) {
      const entry = { fault, timesLeft: fault.times };
      waiting.add(entry);
      return () => {
        waiting.delete(entry);
        return Math.max(0, entry.timesLeft);
      };
    },
    take(vendor, concerns) {
      for (const entry of waiting) {
        const { fault } = entry;
        if (fault.vendor !== vendor || (fault.line !== undefined && !concerns(fault.line))) continue;
        entry.timesLeft -= 1;
        if (entry.timesLeft <= 0) waiting.delete(entry);
        return fault.kind;
      }
      return undefined;
    },
  };
}

/** Takes what is to be played from the plan, and tells of it. */
export function playFault(
  { faults, observe }: { readonly faults: FaultPlan; readonly observe: Observe },
  vendor: Vendor,
  concerns: (line: ScriptLine) => boolean,
): FaultKind | undefined {
  const kind = faults.take(vendor, concerns);
  if (kind !== undefined) observe({ at: performance.now(), type: 'fault.played', vendor, kind });
  return kind;
}
