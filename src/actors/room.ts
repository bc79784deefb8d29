import type { Direction, Party } from '../../machines/call/call-events.js';
import type { EchoText } from '../interpreting/echo-text.js';
import type { LagControl } from '../interpreting/lag-control.js';
import type { Leg } from '../media/leg.js';
import type { Place } from '../media/play-out.js';

/** A clause's place in play-out, and what is said there, once that is known. */
export interface RenditionPlace {
  readonly place: Place;
  rendition: { readonly text: string; readonly language: string } | undefined;
}

/** What belongs to one live call on the media plane, for the actors that the call names. */
export interface Room {
  readonly callSid: string;
  readonly legs: Readonly<Record<Party, Leg>>;
  /** The places in play-out that clauses hold, by clause: the player takes one, the synthesizer fills it. */
  readonly places: Map<string, RenditionPlace>;
  /** What was played to each party, in words: by the line's echo they may come back. */
  readonly playedText: Readonly<Record<Party, EchoText>>;
  /** How far each direction is behind. */
  readonly lag: Readonly<Record<Direction, LagControl>>;
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
