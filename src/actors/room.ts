import type { Party } from '../../machines/call/call-events.js';
import type { Leg } from '../media/leg.js';
import type { Place } from '../media/play-out.js';

/** What belongs to one live call on the media plane, for the actors that the call names. */
export interface Room {
  readonly callSid: string;
  readonly legs: Readonly<Record<Party, Leg>>;
  /** The places in play-out that clauses hold, by clause: the player takes one, the synthesizer fills it. */
  readonly places: Map<string, Place>;
  /** ms since the call's first moment, monotonic. */
  readonly now: () => number;
  /** What a party speaks, as far as it is known: BCP-47. */
  readonly languageOf: (party: Party) => string;
  /** Where the agent's telephone is to stream: TwiML for one attempt. */
  readonly inviteAgent: () => string;
  /** The telephone call of the agent's leg, once it is dialled. */
  agentCallSid: string | undefined;
}

/** The rooms of this process, by the client's call SID. */
export type Rooms = ReadonlyMap<string, Room>;

/** @throws Error where the call has no room: its actors outlived it. */
export function roomOf(rooms: Rooms, callSid: string): Room {
  const room = rooms.get(callSid);
  if (room === undefined) throw new Error(`Call ${callSid} has no room`);
  return room;
}
