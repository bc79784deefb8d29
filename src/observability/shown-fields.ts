import type { CallContext } from '../../machines/call/call-context.js';
import type { CallEvent, ClauseRecord, ClauseTimings, Failure } from '../../machines/call/call-events.js';
import type { ClauseEvent } from '../../machines/clause/clause-events.js';
import type { ClauseContext } from '../../machines/clause/clause-machine.js';
import type { SwitchboardEvent } from '../../machines/switchboard/switchboard-machine.js';

type Plain = string | number | boolean | null | undefined;

/** What of a value is shown: a plain one as it is, of an object the fields that are named, of a list the last items. */
type Shown<Value> = Value extends Plain
  ? true
  : Value extends readonly (infer Item)[]
    ? readonly [Shown<Item>]
    : { readonly [Field in keyof Value]?: Shown<Exclude<Value[Field], null | undefined>> };

type AnyShown = true | readonly [AnyShown] | { readonly [field: string]: AnyShown };

type ShownEvents<Event extends { type: string }> = {
  readonly [Type in Event['type']]: Shown<Omit<Extract<Event, { type: Type }>, 'type'>>;
};

const timings: Shown<ClauseTimings> = {
  speechOnset: true,
  speechEnd: true,
  firstPartial: true,
  committed: true,
  translationRequested: true,
  translationFirstToken: true,
  translationLastToken: true,
  synthesisRequested: true,
  synthesisFirstByte: true,
  firstFrameSent: true,
  firstMarkHeard: true,
  lastMarkHeard: true,
};
const failure: Shown<Failure> = { stage: true, provider: true, reason: true };
const voiceEdge = { party: true, at: true } as const;
const clauseEnd = { id: true, direction: true, timings } as const;
const cutRendition = { order: true, language: true, heardShare: true } as const;
const committedClause = { language: true, joinsPrevious: true, timings } as const;
const interruption = {
  startedAt: true,
  endedAt: true,
  cut: [cutRendition],
  speakerClauses: true,
  listenerClauses: true,
} as const;
const clauseRecord: Shown<ClauseRecord> = {
  id: true,
  direction: true,
  state: true,
  sourceLanguage: true,
  targetLanguage: true,
  endsTurn: true,
  timings,
  origin: true,
};

/**
 * What of the machines' events may be looked at. A type that is not here does not compile; a field that is not here
 * is not shown, so that nothing gets out that nobody has thought of: no words, no telephone numbers.
 */
const shownEvents: ShownEvents<CallEvent | ClauseEvent | SwitchboardEvent> = {
  'call.arrived': { call: { callSid: true, agentLanguage: true, presumedClientLanguage: true } },
  'leg.connected': { party: true },
  'leg.lost': { party: true },
  'leg.ended': { party: true },
  'leg.unreachable': { party: true, reason: true },
  'speech.started': voiceEdge,
  'speech.confirmed': { ...voiceEdge, onsetAt: true },
  'speech.paused': voiceEdge,
  'speech.resumed': voiceEdge,
  'speech.ended': voiceEdge,
  'speech.misfired': voiceEdge,
  'words.heard': { party: true, meaning: true },
  'words.misunderstood': { party: true },
  'utterance.ended': { party: true, speechEnd: true },
  'clause.committed': { party: true, clause: committedClause },
  'clause.translated': { id: true, direction: true },
  'clause.spoken': { id: true, direction: true },
  'clause.heard': clauseEnd,
  'clause.cut': { ...clauseEnd, rendition: cutRendition },
  'clause.failed': { ...clauseEnd, failure },
  'continuation.planned': { direction: true },
  'language.identified': { party: true, language: true },
  'language.unsupported': { party: true, language: true },
  'recognition.failed': { party: true, failure },
  'end.requested': {},
  'shutdown.began': {},
  'text.joined': { timings },
  'translation.ended': { timings },
  'translation.failed': { failure, timings },
  'synthesis.started': { timings },
  'synthesis.failed': { failure, timings },
  'listener.arrived': {},
  'rendition.started': { timings },
  'rendition.reached': { timings },
  'rendition.heard': { timings },
  'rendition.cut': { heardShare: true, timings },
};

const shownCallContext: Shown<CallContext> = {
  callSid: true,
  attempt: true,
  bypassSameLanguage: true,
  languages: { client: true, agent: true },
  languageSources: { client: true, agent: true },
  clauses: [clauseRecord],
  clauseCount: true,
  announcementCount: true,
  invitedLanguages: [true],
  interruptions: { clientToAgent: interruption, agentToClient: interruption },
  endReason: true,
};

const shownClauseContext: Shown<ClauseContext> = {
  id: true,
  callSid: true,
  direction: true,
  order: true,
  sourceLanguage: true,
  targetLanguage: true,
  timings,
  isHeld: true,
  heardShare: true,
  failure,
};

/** By the machines' ids. */
const shownContexts: ReadonlyMap<string, AnyShown> = new Map<string, AnyShown>([
  ['call', shownCallContext],
  ['clause', shownClauseContext],
]);

const shownByType: ReadonlyMap<string, AnyShown> = new Map(Object.entries(shownEvents));

/** XState's own events, such as `xstate.done.actor.clause-1`, may carry an actor's input or output: who it is about. */
const shownOfOthers: AnyShown = { actorId: true };

/** An event without what was said, telephone numbers and secrets. */
export function showEvent(event: { readonly type: string }): object {
  return { type: event.type, ...objectOf(show(event, shownByType.get(event.type) ?? shownOfOthers)) };
}

/** A machine's context without what was said, telephone numbers and secrets. */
export function showContext(machineId: string, context: unknown): object {
  return objectOf(show(context, shownContexts.get(machineId) ?? {}));
}

/** Of a list the last ones: a call keeps fifty clauses, and tells of them at every step. */
const shownItems = 10;

function show(value: unknown, shown: AnyShown): unknown {
  if (value === null || shown === true) return isPlain(value) ? value : undefined;
  if (isList(shown)) {
    return Array.isArray(value) ? value.slice(-shownItems).map((item) => show(item, shown[0])) : undefined;
  }
  if (!isObject(value)) return undefined;
  const visible: Record<string, unknown> = {};
  for (const field in shown) {
    const shownOfField = shown[field];
    if (shownOfField !== undefined && field in value) visible[field] = show(value[field], shownOfField);
  }
  return visible;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object';

const plainTypes: ReadonlySet<string> = new Set(['string', 'number', 'boolean']);

const isPlain = (value: unknown): value is Plain => value === null || plainTypes.has(typeof value);

const isList = (shown: AnyShown): shown is readonly [AnyShown] => Array.isArray(shown);

const objectOf = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});
