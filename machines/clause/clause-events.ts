import type { ClauseTimings, Failure } from '../call/call-events.js';

/** What a clause hears of its own way from text to ear. `timings` are the stages that the fact adds to the waterfall. */
export type ClauseEvent =
  /** The speaker went on before anything of it was heard: it is said as one with what they said then. */
  | { type: 'text.joined'; text: string; timings: ClauseTimings }
  /** Whoever is to hear it was not there, and is now. */
  | { type: 'listener.arrived' }
  | { type: 'translation.ended'; translation: string; timings: ClauseTimings }
  | { type: 'translation.failed'; failure: Failure; timings: ClauseTimings }
  /** The first audio is there. */
  | { type: 'synthesis.started'; timings: ClauseTimings }
  | { type: 'synthesis.failed'; failure: Failure; timings: ClauseTimings }
  /** Its first frame was sent to the listener's line. */
  | { type: 'rendition.started'; timings: ClauseTimings }
  /** Its first frame was heard. */
  | { type: 'rendition.reached'; timings: ClauseTimings }
  /** All of it was heard. */
  | { type: 'rendition.heard'; timings: ClauseTimings }
  /** The listener's line was silenced before all of it was heard. */
  | { type: 'rendition.cut'; heardShare: number; timings: ClauseTimings };
