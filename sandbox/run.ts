import { frameMs } from '../src/media/mulaw.js';
import type { ClauseTrace } from './clause-trace.js';
import type { Scenario } from './scenario.js';
import type { Clip, ScriptLine } from './script.js';
import type { LineRecording } from './telephone/line.js';
import type { SpokenStretch } from './telephone/microphone.js';

/** All that is known of a scenario that was played: what the judge judges and the report shows. */
export interface Run {
  readonly scenario: Scenario;
  /** The scenario's lines with their sounds, in its order. */
  readonly script: readonly ScriptLine[];
  /** When the client dialed, `performance.now()` ms; the zero of the report's time line. */
  readonly dialedAt: number;
  /** What each party heard and said; undefined for an agent who never answered. */
  readonly recordings: { readonly client: LineRecording; readonly agent: LineRecording | undefined };
  /** Where the lines lie in their speakers' recordings, by the id of the script; without those that were not said. */
  readonly spoken: ReadonlyMap<string, SpokenStretch>;
  readonly clauses: readonly ClauseTrace[];
  /** Everything that the service had spoken meanwhile, by whatever call: the sounds that may be in somebody's ear. */
  readonly sounds: readonly Clip[];
  /** What the service did that Twilio would not have taken. */
  readonly violations: readonly string[];
  /** What kept the player from playing on as it was written. */
  readonly problems: readonly string[];
  /** How often the service stood still for more than 50 ms meanwhile, whatever call it was busy with. */
  readonly serviceStandstills: number;
  /** The service's own view of the call shortly before its end, as JSON; undefined if it gave none. */
  readonly callView: unknown;
}

/**
 * What rides ahead in a line's buffer where voices are let through, ms: what stands still for longer is heard, whoever it is.
 */
const cushionMs = 60;

/**
 * What kept a run from showing what the service is worth: its telephones or the service's process stood still, since the
 * machine was busy with something else. Undefined where nothing did.
 */
export function disturbanceOf(run: Pick<Run, 'recordings' | 'serviceStandstills'>): string | undefined {
  const standstillMs = longestStandstillMs(run);
  const disturbances = [
    ...(standstillMs > cushionMs ? [`the telephones stood still for ${Math.round(standstillMs)} ms`] : []),
    ...(run.serviceStandstills > 0 ? [`the service stood still ${run.serviceStandstills} times`] : []),
  ];
  return disturbances.length === 0 ? undefined : disturbances.join(', ');
}

/** For how long the run's telephones stood still at most, ms: their frames are due every 20 ms. */
export function longestStandstillMs({ recordings: { client, agent } }: Pick<Run, 'recordings'>): number {
  const gaps = [client, agent].flatMap((recording) =>
    (recording?.frameTimes ?? []).map((at, frame, times) => at - (times[frame - 1] ?? at)),
  );
  return gaps.reduce((longest, gap) => Math.max(longest, gap - frameMs), 0);
}
