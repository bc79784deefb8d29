import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition, InspectionEvent } from 'xstate';

/** Which states and transitions of a machine were reached by its actors. */
export interface Coverage {
  /** Takes what the actors' system tells its inspector. */
  readonly inspect: (event: InspectionEvent) => void;
  /** Names of what there is. */
  readonly states: readonly string[];
  readonly transitions: readonly string[];
  /** Names of what was not reached so far. */
  unreached(): string[];
}

/** Counts from the definition, so that a new state or transition that nobody reaches is named. */
export function coverageOf(machine: AnyStateMachine): Coverage {
  const nodes = [machine.root, ...descendants(machine.root)];
  const states = nodes.map(({ id }) => id);
  const transitions = nodes.flatMap(transitionsOf).map(nameOf);
  const reached = new Set<string>();
  return {
    states,
    transitions,
    inspect(event) {
      if (event.type !== '@xstate.microstep') return;
      if ('_nodes' in event.snapshot) {
        for (const node of event.snapshot._nodes as readonly AnyStateNode[]) reached.add(node.id);
      }
      for (const transition of event._transitions) {
        reached.add(nameOf(transition));
        // What is left in the very first step is in no snapshot.
        reached.add(transition.source.id);
      }
    },
    unreached: () => [...states, ...transitions].filter((name) => !reached.has(name)),
  };
}

const descendants = (node: AnyStateNode): AnyStateNode[] =>
  Object.values(node.states).flatMap((child) => [child, ...descendants(child)]);

const transitionsOf = (node: AnyStateNode): AnyTransitionDefinition[] => [
  ...[...node.transitions.values()].flat(),
  ...(node.always ?? []),
];

/** Where it starts, the event (none: always), its place among those of that event, where it leads. */
function nameOf(transition: AnyTransitionDefinition): string {
  const { source, target } = transition;
  const eventType = String(transition.eventType);
  const event = eventType === '' ? 'always' : eventType;
  const siblings = transitionsOf(source).filter((other) => other.eventType === eventType);
  const targets = (target ?? []).map(({ id }) => id).join(', ');
  return `${source.id} -- ${event} ${String(siblings.indexOf(transition) + 1)} --> ${targets || 'no other state'}`;
}
