import { Actor, StateMachine, type AnyActor, type AnyStateMachine, type InspectionEvent } from 'xstate';
import { showContext, showEvent } from './shown-fields.js';

/** Lets people watch the machines at work: the switchboard, its calls, their clauses. */
export interface Inspection {
  /** What XState tells of the actors, the root's creation first: the root actor's `inspect`. Never throws. */
  readonly observe: (event: InspectionEvent) => void;
  /**
   * Shows the actors that there are, then what happens to them, until the function that it returns is called. Each is
   * one message of the inspection protocol, JSON; the listing is shown before this returns.
   */
  watch(show: (message: string) => void): () => void;
}

/** Of the messages, as @statelyai/inspect 0.7.2 has them. */
const protocolVersion = '0.7.2';

/**
 * Speaks the protocol of @statelyai/inspect: `@xstate.actor`, `@xstate.event` and `@xstate.snapshot`. The package's
 * own inspector passes inputs, outputs and errors on as they are, cuts definitions at ten levels, and serializes all
 * of it before anything is taken out, also where nobody watches; here only what may be shown is ever looked at.
 */
export function createInspection(): Inspection {
  const watchers = new Set<(message: string) => void>();
  let root: AnyActor | undefined;

  return {
    observe(event) {
      const { actorRef } = event;
      if (!(actorRef instanceof Actor)) return;
      root ??= actorRef;
      if (watchers.size === 0) return;
      const message = messageOf(event, actorRef);
      if (message === undefined) return;
      const text = JSON.stringify(message);
      for (const show of watchers) show(text);
    },
    watch(show) {
      for (const actor of root === undefined ? [] : presentActors(root)) {
        show(JSON.stringify(actorMessage(actor, root?.sessionId, snapshotOf(actor, actor.getSnapshot()))));
      }
      watchers.add(show);
      return () => {
        watchers.delete(show);
      };
    },
  };
}

function messageOf(event: InspectionEvent, actor: AnyActor): object | undefined {
  switch (event.type) {
    case '@xstate.actor':
      // It has no snapshot before its first one is told.
      return actorMessage(actor, event.rootId, { status: 'active' });
    case '@xstate.event':
      return {
        ...envelope(event.type, actor, event.rootId),
        event: showEvent(event.event),
        sourceId: event.sourceRef?.sessionId,
      };
    case '@xstate.snapshot':
      return {
        ...envelope(event.type, actor, event.rootId),
        event: showEvent(event.event),
        snapshot: snapshotOf(actor, event.snapshot),
      };
    default:
      return undefined;
  }
}

function envelope(type: InspectionEvent['type'], { sessionId }: AnyActor, rootId: string | undefined) {
  return {
    type,
    _version: protocolVersion,
    createdAt: String(Date.now()),
    id: null,
    rootId,
    sessionId,
  };
}

function actorMessage(actor: AnyActor, rootId: string | undefined, snapshot: object) {
  const machine = machineOf(actor);
  const name = machine !== undefined && actor.id === actor.sessionId ? machine.id : actor.id;
  return {
    ...envelope('@xstate.actor', actor, rootId),
    name,
    parentId: actor._parent?.sessionId,
    definition: machine === undefined ? JSON.stringify({ id: name }) : definitionOf(machine),
    snapshot,
  };
}

/** The tree of actors, parents before their children. */
function presentActors(actor: AnyActor): AnyActor[] {
  return [actor, ...childrenOf(actor.getSnapshot()).flatMap(presentActors)];
}

/** A snapshot without what was said: of what is no machine (tasks, callbacks), whether it is at work. */
function snapshotOf(actor: AnyActor, snapshot: unknown): object {
  const machine = machineOf(actor);
  if (machine === undefined || !isMachineSnapshot(snapshot)) return { status: statusOf(snapshot) };
  const { status, value, context, tags } = snapshot;
  return {
    status,
    value,
    context: showContext(machine.id, context),
    tags: [...tags],
    historyValue: {},
    children: Object.fromEntries(childrenOf(snapshot).map(({ id }) => [id, { xstate$$type: 1, id }])),
  };
}

/** What of a machine's snapshot is looked at. */
interface MachineSnapshot {
  readonly status: string;
  readonly value: unknown;
  readonly context: unknown;
  readonly tags: ReadonlySet<string>;
  readonly children: Readonly<Record<string, unknown>>;
}

function childrenOf(snapshot: unknown): AnyActor[] {
  return isMachineSnapshot(snapshot)
    ? Object.values(snapshot.children).filter((child) => child instanceof Actor)
    : [];
}

function isMachineSnapshot(snapshot: unknown): snapshot is MachineSnapshot {
  return typeof snapshot === 'object' && snapshot !== null && 'children' in snapshot && 'context' in snapshot;
}

function statusOf(snapshot: unknown): unknown {
  return typeof snapshot === 'object' && snapshot !== null && 'status' in snapshot
    ? snapshot.status
    : 'active';
}

function machineOf({ logic }: AnyActor): AnyStateMachine | undefined {
  return logic instanceof StateMachine ? logic : undefined;
}

const definitions = new WeakMap<AnyStateMachine, string>();

/** The machine's configuration as JSON, whole; functions have their names only. */
function definitionOf(machine: AnyStateMachine): string {
  const known = definitions.get(machine);
  if (known !== undefined) return known;
  const definition = JSON.stringify(machine.config, (_key, value: unknown) =>
    typeof value === 'function' ? { type: value.name } : value,
  );
  definitions.set(machine, definition);
  return definition;
}
