import type { Observe, ScriptLine, VendorDelays } from '../script.js';
import type { SoundLibrary } from '../sound/matcher.js';
import type { Voices } from '../sound/voices.js';
import type { FaultPlan } from './faults.js';

/** What the stand-in of a vendor is started with. */
export interface VendorOptions {
  /** The only key that it takes. */
  readonly apiKey: string;
  /** The sounds that can be recognized; what is synthesized becomes one of them. */
  readonly library: SoundLibrary;
  /** The lines of all scenarios that are being played, by id; read anew for each request. */
  readonly lines: ReadonlyMap<string, ScriptLine>;
  readonly voices: Voices;
  readonly delays: VendorDelays;
  readonly faults: FaultPlan;
  readonly observe: Observe;
}

/** The stand-in of a vendor, on a port of the loopback interface. */
export interface VendorServer {
  /** http origin. */
  readonly url: string;
  /** Breaks all connections and stops. */
  close(): Promise<void>;
}
