/** The two people on a call; each has one leg. */
export type Party = 'client' | 'agent';

/** Speaker to listener. */
export type Direction = 'clientToAgent' | 'agentToClient';

export const parties = ['client', 'agent'] as const;
export const directions = ['clientToAgent', 'agentToClient'] as const;

export const otherParty = (party: Party): Party => (party === 'client' ? 'agent' : 'client');
export const directionFrom = (speaker: Party): Direction =>
  speaker === 'client' ? 'clientToAgent' : 'agentToClient';
export const speakerOf = (direction: Direction): Party =>
  direction === 'clientToAgent' ? 'client' : 'agent';
export const listenerOf = (direction: Direction): Party => otherParty(speakerOf(direction));

/**
 * A clause's waterfall: ms since the call's first moment, on the process's monotonic clock. A stage that did not
 * happen has no time.
 */
export interface ClauseTimings {
  readonly speechOnset?: number;
  readonly speechEnd?: number;
  readonly firstPartial?: number;
  readonly committed?: number;
  readonly translationRequested?: number;
  readonly translationFirstToken?: number;
  readonly translationLastToken?: number;
  readonly synthesisRequested?: number;
  readonly synthesisFirstByte?: number;
  readonly firstFrameSent?: number;
  readonly firstMarkHeard?: number;
  readonly lastMarkHeard?: number;
}

/** What the recognizer and the committer have settled: text that will not be revised any more. */
export interface CommittedClause {
  readonly text: string;
  /** BCP-47 tag of the text, where the recognizer says it. */
  readonly language?: string;
  /** Whether it is to be said together with the clause before it, if nothing of that one was heard yet. */
  readonly joinsPrevious: boolean;
  readonly timings: ClauseTimings;
}

/** A stage that failed, for the log and for whoever must be told. Never a word of what was said. */
export interface Failure {
  readonly stage: 'recognition' | 'translation' | 'synthesis' | 'playOut';
  readonly provider: string;
  /** A ProviderError's kind, `timedOut`, or `crowdedOut`: more was said than is kept for a listener who is not there. */
  readonly reason: string;
}

/** `merged`: it was said together with the clause before it. */
export type OutcomeOfClause = 'heard' | 'cut' | 'merged' | 'failed';

/** Why a call ended, or why it could not go on. */
export type EndReason =
  | 'clientHungUp'
  | 'agentHungUp'
  | 'clientLost'
  | 'agentLost'
  | 'clientNeverConnected'
  | 'noAgent'
  | 'requested'
  | 'shutdown'
  | 'failed';

/** A backchannel shows that its speaker follows; an interruption asks for the floor however short it is. */
export type MeaningOfWords = 'backchannel' | 'interruption' | 'other';

/** A rendition that its listener cut, and how much of it they had heard. */
export interface CutRendition {
  readonly order: number;
  readonly translation: string;
  /** BCP-47 tag of the translation. */
  readonly language: string;
  /** 0 to 1. */
  readonly heardShare: number;
}

/** What a call hears of the world: facts, in the past tense. `party` is the person it is about. */
export type CallEvent =
  | { type: 'leg.connected'; party: Party }
  /** The stream broke off while the telephone may still be there. */
  | { type: 'leg.lost'; party: Party }
  /** The telephone hung up. */
  | { type: 'leg.ended'; party: Party }
  /** A telephone that was dialled will not talk: busy, no-answer, failed, canceled, machine. */
  | { type: 'leg.unreachable'; party: Party; reason: string }
  /** `at` is ms since the call's first moment: when the sound that shows it had come in. */
  | { type: 'speech.started'; party: Party; at: number }
  /** It has lasted longer than a cough. `onsetAt`: when its first sound began to come in. */
  | { type: 'speech.confirmed'; party: Party; at: number; onsetAt: number }
  /** Nothing was heard for a moment; `speech.resumed` or `speech.ended` follows. */
  | { type: 'speech.paused'; party: Party; at: number }
  | { type: 'speech.resumed'; party: Party; at: number }
  | { type: 'speech.ended'; party: Party; at: number }
  /** It was over before it was confirmed. */
  | { type: 'speech.misfired'; party: Party; at: number }
  /** What the first words of an utterance, as far as they are recognized, say about who wants the floor. */
  | { type: 'words.heard'; party: Party; meaning: MeaningOfWords }
  /** The speaker has paused; all clauses of the utterance are committed. `speechEnd` as in ClauseTimings. */
  | { type: 'utterance.ended'; party: Party; speechEnd: number }
  | { type: 'clause.committed'; party: Party; clause: CommittedClause }
  /** They said something, and it was not understood. */
  | { type: 'words.misunderstood'; party: Party }
  | { type: 'language.identified'; party: Party; language: string }
  /** They speak one in which nobody can interpret. */
  | { type: 'language.unsupported'; party: Party; language: string }
  | { type: 'recognition.failed'; party: Party; failure: Failure }
  | { type: 'clause.translated'; id: string; direction: Direction; words: ClauseWords }
  | { type: 'clause.spoken'; id: string; direction: Direction; words: ClauseWords }
  | { type: 'clause.heard'; id: string; direction: Direction; timings: ClauseTimings }
  | { type: 'clause.cut'; id: string; direction: Direction; timings: ClauseTimings; rendition: CutRendition }
  /** What of the cut renditions is still to be said; null where the conversation has left them behind. */
  | { type: 'continuation.planned'; direction: Direction; text: string | null }
  | {
      type: 'clause.failed';
      id: string;
      direction: Direction;
      timings: ClauseTimings;
      failure: Failure;
      words: ClauseWords;
    }
  | { type: 'end.requested' }
  /** The service goes away: whoever is talking is told before the call ends. */
  | { type: 'shutdown.began' };

/** What was said and how it was rendered: for those who may keep it, never for a log. */
export interface ClauseWords {
  /** In the source language; empty for the rest of a rendition that was cut. */
  readonly text: string;
  /** In the target language; empty while there is none. */
  readonly translation: string;
}

/** A clause as the call remembers it. */
export interface ClauseRecord {
  readonly id: string;
  readonly direction: Direction;
  readonly state: 'translating' | 'synthesizing' | 'speaking' | OutcomeOfClause;
  readonly sourceLanguage: string;
  readonly targetLanguage: string;
  /** Whether the speaker paused behind it: its rendition ends the turn. */
  readonly endsTurn: boolean;
  readonly timings: ClauseTimings;
  readonly words: ClauseWords;
  /**
   * `early`: it was said before its listener was there, so that how long it waited says nothing of the interpreter.
   * `introduction`: the interpreter's own words. Absent for what was said in the conversation.
   */
  readonly origin?: 'early' | 'introduction';
}

/** What a call tells whoever keeps figures and logs. */
export type CallReport =
  | { type: 'clause.ended'; clause: ClauseRecord; failure?: Failure }
  /** End of the speaker's utterance to the first frame of its last rendition being heard, ms. */
  | { type: 'turn.heard'; direction: Direction; latencyMs: number }
  | { type: 'rendition.interrupted'; direction: Direction }
  /** It was no interruption: the rendition went on where it was. */
  | { type: 'rendition.resumed'; direction: Direction }
  /** The parties had moved on: the rest of what was cut is not said. */
  | { type: 'rendition.abandoned'; direction: Direction }
  | { type: 'recognizer.lost'; party: Party; failure: Failure }
  | { type: 'language.changed'; party: Party; language: string }
  /** One of the call's actors broke; the call went on without it. */
  | { type: 'actor.failed'; id: string; error: unknown };
