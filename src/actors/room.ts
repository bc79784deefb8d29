import type { Direction, Party } from '../../machines/call/call-events.js';
import type { Foreseen } from '../interpreting/foreseen.js';
import type { EchoText } from '../interpreting/echo-text.js';
import type { LagControl } from '../interpreting/lag-control.js';
import type { Leg } from '../media/leg.js';
import type { VoiceGender } from '../media/pitch.js';
import type { Place } from '../media/play-out.js';
import type { ClauseProvidersBook } from './clause-providers.js';
import type { ClauseTranslation, ClauseWording } from './clause-translation.js';

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
  /** Who does the work of its clauses. */
  readonly providers: ClauseProvidersBook;
  /** Up to where in a leg's audio somebody has taken down what was said, ms: who goes on begins there. */
  readonly takenDownMs: Record<Party, number>;
  /** By speaker, the translation of the clause that they are about to finish, by `wordingKey`. */
  readonly foreseen: Readonly<Record<Party, Foreseen<ClauseTranslation>>>;
  /** ms since the call's first moment, monotonic. */
  readonly now: () => number;
  /** The parties' telephone numbers, E.164 or whatever the network gave, where they say something of a language. */
  readonly numbers: Readonly<Partial<Record<Party, string>>>;
  /** What a party speaks, as far as it is known: BCP-47. */
  readonly languageOf: (party: Party) => string;
  /** Whose voice a party's sounds like; undefined while that is not known, and where nobody wants to know. */
  readonly voiceGenderOf: (party: Party) => VoiceGender | undefined;
  /** Where the agent's telephone is to stream: TwiML for one attempt. */
  readonly inviteAgent: () => string;
  /** The telephone call of the agent's leg, once it is dialled. */
  agentCallSid: string | undefined;
  /** What the call's URLs carry where a proxy tells instances by it. */
  readonly routingKey: string | undefined;
}

/** The rooms of this process, by the client's call SID. */
export type Rooms = ReadonlyMap<string, Room>;

/** What two clauses have in common of which one translation serves for the other. */
export function wordingKey({ text, sourceLanguage, targetLanguage }: ClauseWording): string {
  return JSON.stringify([sourceLanguage, targetLanguage, text]);
}

/** @throws Error where the call has no room: its actors outlived it. */
export function roomOf(rooms: Rooms, callSid: string): Room {
  const room = rooms.get(callSid);
  if (room === undefined) throw new Error(`Call ${callSid} has no room`);
  return room;
}
