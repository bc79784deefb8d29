import { setTimeout as wait } from 'node:timers/promises';
import type { Party } from '../sandbox/scenario.js';
import { serviceNumber, type Stage } from '../sandbox/stage.js';
import type { Line } from '../sandbox/telephone/line.js';
import { cleanLine } from '../sandbox/telephone/microphone.js';
import type { TelephoneCall } from '../sandbox/telephone/telephone-call.js';
import type { Ring } from '../sandbox/telephone/twilio-server.js';

/** How often a wait looks whether what it waits for has come, ms. */
const lookIntervalMs = 10;
/** How long the parties may take to be connected, and both telephones to be hung up, ms. */
const connectTimeoutMs = 30_000;
const endTimeoutMs = 10_000;
/** Once the agent has begun to hear what call it is, the lines must have been silent for so long before anybody speaks, ms. */
const calmMs = 1500;
/** A sound after so much silence is a new one, ms. */
const onsetGapMs = 60;

/** What a party hears at this moment. Times are `performance.now()` ms. */
export interface Ear {
  /** When the last frame with any sound was heard; -Infinity before the first. */
  readonly lastSoundAt: number;
  /** When the first sound after a moment was heard; undefined until there is one. */
  firstSoundAfter(at: number): number | undefined;
}

/** Two people on the telephone, with the service between them. */
export interface Conversation {
  /** The client's call, as the service's API knows it. */
  readonly sid: string;
  readonly lines: Readonly<Record<Party, Line>>;
  readonly ears: Readonly<Record<Party, Ear>>;
  /**
   * Waits until something is true, or the call is over.
   *
   * @returns whether it came true in time.
   */
  until(isTrue: () => boolean, withinMs: number): Promise<boolean>;
  /** Waits until neither party has heard a sound for so long. Whether they had their silence in time. */
  untilSilent(silenceMs: number, withinMs: number): Promise<boolean>;
  /** Hangs up, and ends when both telephones are on the hook. */
  end(): Promise<void>;
}

/**
 * A client calls the service, and an agent answers at once.
 *
 * @param clientNumber E.164; the service presumes the client's language from it.
 * @throws Error if they are not connected in time.
 */
export async function openConversation(stage: Stage, clientNumber: string): Promise<Conversation> {
  let agent: TelephoneCall | undefined;
  const client = stage.carrier.dial({ from: clientNumber, to: serviceNumber, quality: cleanLine });
  const stopRinging = stage.onRing(client.sid, (ring: Ring) => {
    ring.answer(cleanLine);
    agent = ring.call;
  });

  const isOver = () => client.status !== 'in-progress';
  async function until(isTrue: () => boolean, withinMs: number): Promise<boolean> {
    const deadline = performance.now() + withinMs;
    while (!isTrue()) {
      if (isOver() || performance.now() > deadline) return false;
      await wait(lookIntervalMs);
    }
    return true;
  }

  async function end(): Promise<void> {
    stopRinging();
    client.end('completed');
    const ended = Promise.all([client.ended, agent?.ended]);
    await Promise.race([ended, wait(endTimeoutMs, undefined, { ref: false })]);
    agent?.end('completed');
    await ended;
  }

  const isConnected = await until(() => client.hasStreamed && agent?.hasStreamed === true, connectTimeoutMs);
  if (!isConnected || client.line === undefined || agent?.line === undefined) {
    await end();
    throw new Error('The parties were not connected.');
  }
  const lines = { client: client.line, agent: agent.line };
  const ears = { client: listen(lines.client), agent: listen(lines.agent) };
  async function untilSilent(silenceMs: number, withinMs: number): Promise<boolean> {
    const since = performance.now();
    const lastSoundAt = () => Math.max(since, ears.client.lastSoundAt, ears.agent.lastSoundAt);
    return until(() => performance.now() - lastSoundAt() >= silenceMs, withinMs);
  }
  await until(() => ears.agent.lastSoundAt > 0, connectTimeoutMs);
  await untilSilent(calmMs, connectTimeoutMs);
  return { sid: client.sid, lines, ears, until, untilSilent, end };
}

function listen(line: Line): Ear {
  let lastSoundAt = Number.NEGATIVE_INFINITY;
  const onsets: number[] = [];
  line.onEarFrame(({ at, samples }) => {
    if (samples.every((sample) => sample === 0)) return;
    if (at - lastSoundAt > onsetGapMs) onsets.push(at);
    lastSoundAt = at;
  });
  return {
    get lastSoundAt() {
      return lastSoundAt;
    },
    firstSoundAfter: (at) => onsets.find((onset) => onset >= at),
  };
}
