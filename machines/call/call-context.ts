import type { ClauseRecord, CutRendition, Direction, EndReason, Party } from './call-events.js';
import type { IntroductionWording } from './introduction.js';

/** So many clauses of a direction tell the translator what the next one is about. */
export const keptPreceding = 3;

/** What a call starts with. */
export interface CallInput {
  readonly callSid: string;
  /** Rung in this order, E.164. */
  readonly agentNumbers: readonly string[];
  readonly agentLanguage: string;
  /** What the client most likely speaks, until they are heard. */
  readonly presumedClientLanguage: string;
  /** In which they are asked what they need, until they are heard; the presumed one first. */
  readonly invitedLanguages: readonly string[];
  readonly introduction: IntroductionWording;
  readonly bypassSameLanguage: boolean;
}

/** A listener's interruption of one direction: what it cut, and what was said during it. */
export interface Interruption {
  /** When it began and ended, as the events have it; null where it was known by its words only. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly cut: readonly CutRendition[];
  readonly speakerClauses: number;
  readonly listenerClauses: number;
}

export const noInterruption: Interruption = {
  startedAt: null,
  endedAt: null,
  cut: [],
  speakerClauses: 0,
  listenerClauses: 0,
};

/** What a call knows: plain data, such as would stand in a report of a fault. */
export interface CallContext {
  readonly callSid: string;
  readonly agentNumbers: readonly string[];
  /** Index of the agent's number that is being rung. */
  readonly attempt: number;
  readonly invitedLanguages: readonly string[];
  readonly introduction: IntroductionWording;
  readonly bypassSameLanguage: boolean;
  readonly languages: Readonly<Record<Party, string>>;
  readonly languageSources: Readonly<Record<Party, 'configured' | 'number' | 'speech'>>;
  /** Clauses under way and the last that ended, oldest first. */
  readonly clauses: readonly ClauseRecord[];
  readonly clauseCount: number;
  readonly announcementCount: number;
  /** The last clauses of each direction in the speaker's words: what the translator gets as context. */
  readonly preceding: Readonly<Record<Direction, readonly string[]>>;
  /** The last interruption of each direction. */
  readonly interruptions: Readonly<Record<Direction, Interruption>>;
  readonly endReason: EndReason | null;
}

/** Whether it is still on its way. */
export const isPending = ({ state }: ClauseRecord) => isUnheard(state) || state === 'speaking';

/** Whether nothing of it was heard yet, but will be. */
const isUnheard = (state: ClauseRecord['state']) => state === 'translating' || state === 'synthesizing';

/** What a call knows at its first moment. */
export const initialContext = (input: CallInput): CallContext => ({
  callSid: input.callSid,
  agentNumbers: input.agentNumbers,
  attempt: 0,
  invitedLanguages: input.invitedLanguages,
  introduction: input.introduction,
  bypassSameLanguage: input.bypassSameLanguage,
  languages: { client: input.presumedClientLanguage, agent: input.agentLanguage },
  languageSources: { client: 'number', agent: 'configured' },
  clauses: [],
  clauseCount: 0,
  announcementCount: 0,
  preceding: { clientToAgent: [], agentToClient: [] },
  interruptions: { clientToAgent: noInterruption, agentToClient: noInterruption },
  endReason: null,
});

/** Whether a direction has clauses under way in a state. */
export const hasClauseIn = (context: CallContext, direction: Direction, state: ClauseRecord['state']) =>
  context.clauses.some((clause) => clause.direction === direction && clause.state === state);

/** Whether a listener hears nothing now and is to hear something. */
export const isAwaited = (context: CallContext, direction: Direction) =>
  !hasClauseIn(context, direction, 'speaking') &&
  context.clauses.some((clause) => clause.direction === direction && isPending(clause));

/** A clause that has grown so long by joining is joined no more, ms of speech. */
const longestJoined = 15_000;

/**
 * The clause that another one of the same direction and languages may join: the last one, of which nothing was heard.
 * What is said again after a cut has no waterfall, and nothing joins it.
 */
export function joinableClause(
  { clauses }: CallContext,
  wanted: Pick<ClauseRecord, 'direction' | 'sourceLanguage' | 'targetLanguage'>,
): ClauseRecord | undefined {
  const last = lastClause(clauses, wanted.direction);
  const isJoinable =
    last !== undefined &&
    isUnheard(last.state) &&
    last.timings.committed !== undefined &&
    speechMs(last) < longestJoined &&
    last.sourceLanguage === wanted.sourceLanguage &&
    last.targetLanguage === wanted.targetLanguage;
  return isJoinable ? last : undefined;
}

/** So much of what was said early is kept for a listener who is not there yet: ms of speech, and clauses. */
const keptEarly = { speechMs: 45_000, clauses: 20 };

/** What was said early beyond what is kept: the oldest of it. */
export function crowdedOut({ clauses }: CallContext): readonly ClauseRecord[] {
  const early = clauses.filter((clause) => clause.origin === 'early' && isPending(clause)).toReversed();
  let keptMs = 0;
  const firstOut = early.findIndex((clause, index) => {
    keptMs += speechMs(clause);
    return index > 0 && (index >= keptEarly.clauses || keptMs > keptEarly.speechMs);
  });
  return firstOut === -1 ? [] : early.slice(firstOut);
}

/** How long it took to say, with its pauses. */
const speechMs = ({ timings: { speechOnset, speechEnd } }: ClauseRecord) =>
  speechOnset === undefined || speechEnd === undefined ? 0 : speechEnd - speechOnset;

/** The last clause of a direction that has a rendition of its own. */
export const lastClause = (clauses: readonly ClauseRecord[], direction: Direction) =>
  clauses.findLast((clause) => clause.direction === direction && clause.state !== 'merged');

/** Of clauses that have ended the call remembers so many; those under way have their own deadlines. */
const keptClauses = 50;

/** A clause behind those that the call remembers; the oldest that have ended make room for it. */
export function remember(clauses: readonly ClauseRecord[], clause: ClauseRecord): ClauseRecord[] {
  const excess = Math.max(0, clauses.length - keptClauses);
  const forgotten = clauses.filter((other) => !isPending(other)).slice(0, excess);
  return [...clauses.filter((other) => !forgotten.includes(other)), clause];
}

/** The change to the context that a change to one clause is. */
export function withClause(context: CallContext, id: string, change: Partial<ClauseRecord>) {
  return {
    clauses: context.clauses.map((clause) => (clause.id === id ? { ...clause, ...change } : clause)),
  };
}

/** The change to the context that a change to a direction's interruption is. */
export function withInterruption(
  context: CallContext,
  direction: Direction,
  change: (interruption: Interruption) => Partial<Interruption>,
) {
  const interruption = context.interruptions[direction];
  return {
    interruptions: { ...context.interruptions, [direction]: { ...interruption, ...change(interruption) } },
  };
}
