import type {
  ClauseRecord,
  CommittedClause,
  CutRendition,
  Direction,
  EndReason,
  Party,
} from './call-events.js';

/** What a call starts with. */
export interface CallInput {
  readonly callSid: string;
  /** Rung in this order, E.164. */
  readonly agentNumbers: readonly string[];
  readonly agentLanguage: string;
  /** What the client most likely speaks, until they are heard. */
  readonly presumedClientLanguage: string;
  readonly bypassSameLanguage: boolean;
}

interface WaitingClause {
  readonly party: Party;
  readonly clause: CommittedClause;
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
  readonly bypassSameLanguage: boolean;
  readonly languages: Readonly<Record<Party, string>>;
  readonly languageSources: Readonly<Record<Party, 'configured' | 'number' | 'speech'>>;
  /** Clauses under way and the last that ended, oldest first. */
  readonly clauses: readonly ClauseRecord[];
  readonly clauseCount: number;
  readonly announcementCount: number;
  /** The last clauses of each direction in the speaker's words: what the translator gets as context. */
  readonly preceding: Readonly<Record<Direction, readonly string[]>>;
  /** What was said before somebody was there to hear it. */
  readonly waiting: readonly WaitingClause[];
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
  bypassSameLanguage: input.bypassSameLanguage,
  languages: { client: input.presumedClientLanguage, agent: input.agentLanguage },
  languageSources: { client: 'number', agent: 'configured' },
  clauses: [],
  clauseCount: 0,
  announcementCount: 0,
  preceding: { clientToAgent: [], agentToClient: [] },
  waiting: [],
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
    last.sourceLanguage === wanted.sourceLanguage &&
    last.targetLanguage === wanted.targetLanguage;
  return isJoinable ? last : undefined;
}

/** The last clause of a direction that has a rendition of its own. */
export const lastClause = (clauses: readonly ClauseRecord[], direction: Direction) =>
  clauses.findLast((clause) => clause.direction === direction && clause.state !== 'merged');

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
