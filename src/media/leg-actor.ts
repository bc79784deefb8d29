import { createActor, type ActorLogic, type ActorRef, type Snapshot } from 'xstate';
import type { LegEvent } from './leg-events.js';
import type { Leg } from './leg.js';

type LegSnapshot = Snapshot<undefined>;
export type LegActor = ActorRef<LegSnapshot, LegEvent>;

const listening: LegSnapshot = { status: 'active', output: undefined, error: undefined };

/**
 * The actor that a leg's stream events are sent to. It is a root of its own, outside the call's actor system, and
 * its snapshot never changes: fifty events a second must cost next to nothing, with an inspector attached too.
 */
export function startLegActor(leg: Leg): LegActor {
  const logic: ActorLogic<LegSnapshot, LegEvent> = {
    transition(snapshot, event) {
      leg.receive(event);
      return snapshot;
    },
    getInitialSnapshot: () => listening,
    getPersistedSnapshot: (snapshot) => snapshot,
  };
  return createActor(logic).start();
}
