import { fromCallback, fromPromise, type EventObject } from 'xstate';
import type { CallSidInput, DiallerInput } from '../../machines/call/call-actors.js';
import type { CallEvent } from '../../machines/call/call-events.js';
import type { Logger } from 'pino';
import { roomOf, type Rooms } from './room.js';

export interface DialRequest {
  /** E.164. */
  readonly to: string;
  /** What the telephone does once it is answered; at most 4000 characters. */
  readonly twiml: string;
  /** How long it rings before the call counts as not answered: 1 to 600 s. */
  readonly ringSeconds: number;
  /** What the URLs of its callbacks carry where a proxy tells instances by it. */
  readonly routingKey?: string;
}

/** Places and ends telephone calls: what the actors need of a carrier. */
export interface Telephone {
  /** Resolves when the carrier has taken the call; its progress comes by callback. */
  dial(request: DialRequest): Promise<{ readonly callSid: string }>;
  /** Ends a call in whatever state; one that is over already, or unknown, is no error. */
  hangUp(callSid: string): Promise<void>;
}

export interface TelephoneActorOptions {
  readonly rooms: Rooms;
  readonly telephone: Telephone;
  readonly log: Logger;
  /** How long a telephone of the agent rings. */
  readonly ringSeconds: number;
}

/** Rings one telephone of the agent; stopped before the leg has connected, it hangs up again. */
export const diallerActor = ({ rooms, telephone, log, ringSeconds }: TelephoneActorOptions) =>
  fromCallback<EventObject, DiallerInput>(({ input: { callSid, number }, sendBack }) => {
    const tell: (event: CallEvent) => void = sendBack;
    const room = roomOf(rooms, callSid);
    let isStopped = false;
    let dialled: string | undefined;

    const { routingKey } = room;
    const routed = routingKey === undefined ? {} : { routingKey };
    telephone.dial({ to: number, twiml: room.inviteAgent(), ringSeconds, ...routed }).then(
      ({ callSid: agentCallSid }) => {
        dialled = agentCallSid;
        if (isStopped && !room.legs.agent.isConnected) return hangUp(agentCallSid);
        room.agentCallSid = agentCallSid;
        return undefined;
      },
      (error: unknown) => {
        log.warn({ call_sid: callSid, err: error }, 'agent could not be dialled');
        if (!isStopped) tell({ type: 'leg.unreachable', party: 'agent', reason: 'failed' });
      },
    );
    return () => {
      isStopped = true;
      if (room.legs.agent.isConnected || dialled === undefined) return;
      room.agentCallSid = undefined;
      void hangUp(dialled);
    };

    async function hangUp(agentCallSid: string) {
      try {
        await telephone.hangUp(agentCallSid);
      } catch (error) {
        log.warn(
          { call_sid: callSid, agent_call_sid: agentCallSid, err: error },
          'agent could not be hung up',
        );
      }
    }
  });

/** Hangs up both legs and closes their streams. */
export const terminatorActor = ({ rooms, telephone, log }: TelephoneActorOptions) =>
  fromPromise<void, CallSidInput>(async ({ input: { callSid } }) => {
    const room = roomOf(rooms, callSid);
    const legs = [callSid, ...(room.agentCallSid === undefined ? [] : [room.agentCallSid])];
    const results = await Promise.allSettled(legs.map((leg) => telephone.hangUp(leg)));
    for (const result of results) {
      if (result.status === 'rejected') {
        log.warn({ call_sid: callSid, err: result.reason as unknown }, 'leg could not be hung up');
      }
    }
  });
