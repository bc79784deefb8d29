import type { CallSnapshot } from '../../machines/call/call-machine.js';
import {
  directions,
  type ClauseRecord,
  type Direction,
  type OutcomeOfClause,
  type Party,
} from '../../machines/call/call-events.js';
import type { Room } from '../actors/room.js';
import type { CallView, ClauseView, DirectionView, LegView } from './calls.js';
import type { Latencies } from './latencies.js';

export interface CallViewSources {
  readonly snapshot: CallSnapshot;
  readonly room: Room;
  readonly startedAt: Date;
  readonly turnLatencies: Readonly<Record<Direction, Latencies>>;
  readonly outcomes: Readonly<Record<Direction, Record<OutcomeOfClause, number>>>;
}

/** A live call as the admin API shows it: its states in the machine's own words, and never a word of the parties. */
export function viewCall({ snapshot, room, startedAt, turnLatencies, outcomes }: CallViewSources): CallView {
  const { context } = snapshot;
  const said = context.clauses.filter(({ origin }) => origin !== 'introduction');
  return {
    callSid: context.callSid,
    state: stateOf(snapshot),
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(room.now()),
    client: legView('client', context.callSid),
    agent: legView('agent', room.agentCallSid),
    directions: {
      clientToAgent: directionView('clientToAgent'),
      agentToClient: directionView('agentToClient'),
    },
    clauses: said.map(clauseView),
  };

  function legView(party: Party, callSid: string | undefined): LegView {
    const { streamSid, isConnected } = room.legs[party];
    return {
      ...(callSid !== undefined && { callSid }),
      ...(streamSid !== undefined && { streamSid }),
      language: context.languages[party],
      languageSource: context.languageSources[party],
      isConnected,
    };
  }

  function directionView(direction: Direction): DirectionView {
    const regions = child(
      child(child(child(snapshot.value, 'live'), 'conversation'), 'interpreting'),
      direction,
    );
    return {
      hearing: nameOf(child(regions, 'hearing')) ?? 'inactive',
      translation: nameOf(child(regions, 'translation')) ?? 'inactive',
      voice: nameOf(child(regions, 'voice')) ?? 'inactive',
      turnLatency: turnLatencies[direction].summary,
      clauses: {
        ...outcomes[direction],
        pending: said.filter((clause) => clause.direction === direction && isPending(clause)).length,
      },
    };
  }
}

/** The call's state as a path: `connectingAgent.dialling`, `interpreting`, `lost`, `ending`... */
function stateOf({ value }: CallSnapshot): string {
  const live = child(value, 'live');
  if (live === undefined) return nameOf(value) ?? 'ended';
  if (nameOf(child(live, 'client')) === 'lost' || nameOf(child(live, 'agent')) === 'lost') return 'lost';
  const conversation = child(live, 'conversation');
  const name = nameOf(conversation) ?? 'ringing';
  const inner = name === 'interpreting' || name === 'closing' ? undefined : nameOf(child(conversation, name));
  return inner === undefined ? name : `${name}.${inner}`;
}

function isPending({ state }: ClauseRecord): boolean {
  return state === 'translating' || state === 'synthesizing' || state === 'speaking';
}

function clauseView({
  id,
  direction,
  state,
  sourceLanguage,
  targetLanguage,
  timings,
}: ClauseRecord): ClauseView {
  return { id, direction, state, sourceLanguage, targetLanguage, timings };
}

/** The value of a state's child in a state value, which is a name, or an object of names and values. */
function child(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function nameOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? Object.keys(value)[0] : undefined;
}

export const eachDirection = <Value>(make: (direction: Direction) => Value): Record<Direction, Value> => ({
  clientToAgent: make(directions[0]),
  agentToClient: make(directions[1]),
});
