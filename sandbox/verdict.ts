import type { AnnouncementName } from './announcements.js';
import type { ClauseTrace } from './clause-trace.js';
import type { Fidelity } from './fidelity.js';
import type { Party, ScenarioLine } from './scenario.js';
import type { Clip } from './script.js';

/** A sound in a listener's ear. Times are `performance.now()` ms. */
export interface HeardSound {
  readonly clip: Clip;
  readonly startAt: number;
  /** Several, if the sound was held back in its middle and then went on. */
  readonly pieces: readonly { readonly startAt: number; readonly endAt: number }[];
  readonly fidelity: Fidelity;
  /** When its first byte came to the listener's line. */
  readonly arrivedAt: number;
}

/** A clause of a line as it was heard. */
export interface ClauseVerdict {
  readonly heard: HeardSound;
  /** How it went through the stand-ins; undefined for a voice that was passed through. */
  readonly trace: ClauseTrace | undefined;
  /** What the service itself added to the latency, ms: the latency without what the vendors and the telephone took. */
  readonly overheadMs: number | undefined;
}

export interface LineVerdict {
  readonly line: ScenarioLine;
  readonly clauses: readonly ClauseVerdict[];
  /** The text that was heard. */
  readonly heardText: string;
  /**
   * End of the line's last word in its speaker's mouth to the first sample of its last rendition in the ear, ms. For
   * a voice that is passed through, from its first sample in the mouth to its first in the ear.
   */
  readonly turnLatencyMs: number | undefined;
  readonly problems: readonly string[];
}

export interface BargeInVerdict {
  readonly line: string;
  readonly over: string;
  /** Onset of the interruption in the mouth to the last sample of the rendition in the ear, ms. */
  readonly reactionMs: number | undefined;
  readonly problems: readonly string[];
}

export interface AnnouncementVerdict {
  readonly to: Party;
  readonly announcement: AnnouncementName;
  readonly heard: HeardSound;
}

export interface Verdict {
  readonly isPassed: boolean;
  readonly lines: readonly LineVerdict[];
  readonly bargeIns: readonly BargeInVerdict[];
  /** Announcements that were heard, expected or not. */
  readonly announcements: readonly AnnouncementVerdict[];
  /** What is wrong with the call as a whole. */
  readonly problems: readonly string[];
}
