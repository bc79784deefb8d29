import { enqueueActions, setup, type ActorRefFrom } from 'xstate';
import { callMachine } from '../call/call-machine.js';
import type { CallInput } from '../call/call-context.js';

export type SwitchboardEvent = { type: 'call.arrived'; call: CallInput };

/** What the switchboard tells: a call is over, in its own way or because it broke. */
export type SwitchboardReport =
  { type: 'call.ended'; callSid: string } | { type: 'call.failed'; callSid: string; error: unknown };

/** Spawns calls and forgets those that have ended; a call that breaks is reported alone, the rest go on. */
export const switchboardMachine = setup({
  types: {
    events: {} as SwitchboardEvent,
    emitted: {} as SwitchboardReport,
  },
  actors: { call: callMachine },
  actions: {
    connectCall: enqueueActions(({ event, enqueue }) => {
      enqueue.spawnChild('call', { id: event.call.callSid, input: event.call });
    }),
    forgetCall: enqueueActions(({ event, enqueue }) => {
      if (!('actorId' in event)) return;
      const callSid = String(event.actorId);
      enqueue.stopChild(callSid);
      enqueue.emit(
        'error' in event
          ? { type: 'call.failed', callSid, error: event.error }
          : { type: 'call.ended', callSid },
      );
    }),
  },
}).createMachine({
  id: 'switchboard',
  on: {
    'call.arrived': { actions: 'connectCall' },
    'xstate.done.actor.*': { actions: 'forgetCall' },
    'xstate.error.actor.*': { actions: 'forgetCall' },
  },
});

export type Switchboard = ActorRefFrom<typeof switchboardMachine>;
