import { clauseMachine } from '../clause/clause-machine.js';
import { notProvided, notProvidedTask } from '../not-provided.js';
import type { CutRendition, Direction, Party } from './call-events.js';

export interface TranscriberInput {
  readonly callSid: string;
  readonly party: Party;
  /** BCP-47 tag the party is known to speak, or `multi` where it is to be found out. */
  readonly language: string;
  /** The language it is most likely to be. */
  readonly presumedLanguage: string;
  /** BCP-47 tag that was found out before, if it was. */
  readonly identifiedLanguage?: string;
}

export interface DiallerInput {
  readonly callSid: string;
  /** E.164. */
  readonly number: string;
}

export interface ReceptionistInput {
  readonly callSid: string;
  /** BCP-47 tags: the notice is in the first, the invitation to speak in each. */
  readonly languages: readonly string[];
}

/** `wait` is a sound and no words: the rendition is on its way. */
export type Phrase = 'noAgent' | 'failure' | 'repeat' | 'askedToRepeat' | 'unsupportedLanguage' | 'wait';

export interface AnnouncerInput {
  readonly callSid: string;
  readonly party: Party;
  readonly phrase: Phrase;
  readonly language: string;
}

export interface ListenerInput {
  readonly callSid: string;
  readonly party: Party;
}

/** Whoever was being spoken to has the floor: what they have not heard is not to go on as it was. */
export interface SilencerCommand {
  readonly type: 'cut.renditions';
}

export interface EditorInput {
  readonly direction: Direction;
  /** What was cut, in the order in which it would have been heard; only the first was heard in part. */
  readonly cut: readonly CutRendition[];
  /** Clauses that each has committed since the cut, and how long the listener talked, ms. */
  readonly speakerClauses: number;
  readonly listenerClauses: number;
  readonly listenerMs: number;
}

export interface CallSidInput {
  readonly callSid: string;
}

/** The actors that a call names. */
export const callActors = {
  clause: clauseMachine,
  /** Turns a leg's audio into committed clauses, utterance ends and the party's language. */
  transcriber: notProvided<TranscriberInput>('transcriber'),
  /** Rings one telephone of the agent. Stopping it before the leg has connected gives the attempt up. */
  dialler: notProvided<DiallerInput>('dialler'),
  /** Tells the client that the agent is being called, asks what they need, then lets them hear it ring until stopped. */
  receptionist: notProvided<ReceptionistInput>('receptionist'),
  /** Says something of the interpreter's own to one party; done when it was heard. */
  announcer: notProvidedTask<AnnouncerInput>('announcer'),
  /**
   * Takes back what a listener has not heard yet, and holds renditions back until stopped; then they go on where they
   * were, but for those that it was told to cut.
   */
  silencer: notProvided<ListenerInput, SilencerCommand>('silencer'),
  /** Keeps renditions from beginning until stopped: their listener is talking. */
  usher: notProvided<ListenerInput>('usher'),
  /** Keeps renditions from beginning until stopped: what else belongs to them is not recognized yet. */
  gatherer: notProvided<ListenerInput>('gatherer'),
  /** Finds out what of cut renditions is still to be said once the listener has finished. */
  editor: notProvided<EditorInput>('editor'),
  /** Passes both voices straight through until stopped. */
  patcher: notProvided<CallSidInput>('patcher'),
  /** Hangs up both legs. */
  terminator: notProvidedTask<CallSidInput>('terminator'),
};
