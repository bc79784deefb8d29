import { z } from 'zod';
import type { Logger } from 'pino';
import type { Calls, CallView, IncomingCall, ReachableCalls, StreamInvitation } from '../calls/calls.js';
import type { Metrics } from '../observability/metrics.js';
import type { PassStream } from '../telephony/media-stream-route.js';
import { BackplaneError, type Backplane } from './backplane.js';
import { createQuestions, type Question } from './questions.js';

export interface ClusteredCallsOptions {
  /** The calls of this instance. */
  readonly calls: Calls;
  readonly backplane: Backplane;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** The calls of all instances, as HTTP and telephony of this one reach them. */
export interface ClusteredCalls extends ReachableCalls {
  /**
   * Lets the instance that has the call serve a stream; false where that is this one, or nobody knows, or the other
   * one cannot be reached: then it is to be served here.
   */
  readonly passStream: PassStream;
}

// The instances run one service: what is looked at is that an answer is of the kind that was asked for.
const callViewSchema = z.custom<CallView>(
  (value) =>
    z.object({ callSid: z.string(), state: z.string(), startedAt: z.string() }).safeParse(value).success,
);
const callViewsSchema = z.array(callViewSchema);
const invitationSchema = z.object({
  path: z.string(),
  parameters: z.record(z.string(), z.string()),
  routingKey: z.string().exactOptional(),
});

/**
 * Makes the calls of all instances one: places are taken from what all share, and what this instance does not have
 * is asked of the others. While nobody can be asked, it is as if there were no others.
 */
export function createClusteredCalls({
  calls,
  backplane,
  metrics,
  log,
}: ClusteredCallsOptions): ClusteredCalls {
  const questions = createQuestions({ backplane, answer, log });
  /** The last key by which the proxy has chosen this instance: what carries it comes here. */
  let ownRoutingKey: string | undefined;
  calls.onEnded((callSid) => backplane.release(callSid));

  /** What this instance says to another one. */
  function answer(question: Question): unknown {
    switch (question.about) {
      case 'calls':
        return calls.list();
      case 'call':
        return calls.find(question.callSid) ?? null;
      case 'end':
        return calls.end(question.callSid) || null;
      case 'arrival':
        return answerForAnother(question.call);
      case 'resumption': {
        const invitation = calls.resume(question.callSid);
        return typeof invitation === 'string' ? null : invitation;
      }
      case 'telephoneStatus':
        calls.telephoneStatusChanged(question.callSid, question.status);
        return null;
      case 'answeredBy':
        calls.answeredBy(question.callSid, question.answeredBy);
        return null;
      case 'streamFailure':
        calls.streamFailed(question.callSid, question.reason);
        return null;
    }
  }

  /**
   * Takes a client's call in the place of an instance that drains. Several are asked, and the first to reserve the
   * call's place has it; where none can be reserved with certainty the caller hears that all lines are busy.
   */
  async function answerForAnother(call: IncomingCall): Promise<StreamInvitation | null> {
    if (calls.isDraining) return null;
    const { callSid } = call;
    const reservation = await backplane.reserve(callSid);
    if (reservation === 'alone') backplane.release(callSid);
    if (reservation !== 'granted') return null;
    const routingKey = ownRoutingKey ?? call.routingKey;
    const invitation = calls.answer({ ...call, ...(routingKey !== undefined && { routingKey }) });
    if (typeof invitation === 'object') return invitation;
    backplane.release(callSid);
    return null;
  }

  async function answerElsewhere(call: IncomingCall): Promise<StreamInvitation | undefined> {
    const [given] = await questions.ask({ about: 'arrival', call }, () => true);
    return readInvitation(given);
  }

  async function resumeElsewhere(callSid: string): Promise<StreamInvitation | undefined> {
    const [given] = await questions.ask({ about: 'resumption', callSid }, () => true);
    return readInvitation(given);
  }

  function readInvitation(given: unknown): StreamInvitation | undefined {
    return given === undefined ? undefined : invitationSchema.safeParse(given).data;
  }

  /** Told to whoever has the call. A fact has no answer that anybody could wait for. */
  function tellOthers(question: Question) {
    questions.ask(question).catch((error: unknown) => {
      log.error({ err: error, about: question.about }, 'other instances could not be told');
    });
  }

  return {
    async answer(call) {
      if (calls.has(call.callSid)) return calls.answer(call);
      if (calls.isDraining) return (await answerElsewhere(call)) ?? calls.answer(call);
      ownRoutingKey = call.routingKey ?? ownRoutingKey;
      const reservation = await backplane.reserve(call.callSid);
      if (reservation === 'full') {
        metrics.calls.inc({ outcome: 'busy' });
        return 'busy';
      }
      if (reservation === 'taken') return (await resumeElsewhere(call.callSid)) ?? 'busy';
      const invitation = calls.answer(call);
      if (invitation === 'busy') backplane.release(call.callSid);
      return invitation;
    },

    async resume(callSid) {
      const invitation = calls.resume(callSid);
      if (invitation !== 'ended' || calls.has(callSid)) return invitation;
      return (await resumeElsewhere(callSid)) ?? 'ended';
    },

    admit: (stream) => calls.admit(stream),

    telephoneStatusChanged(callSid, status) {
      if (calls.has(callSid)) calls.telephoneStatusChanged(callSid, status);
      else tellOthers({ about: 'telephoneStatus', callSid, status });
    },

    answeredBy(callSid, answeredBy) {
      if (calls.has(callSid)) calls.answeredBy(callSid, answeredBy);
      else tellOthers({ about: 'answeredBy', callSid, answeredBy });
    },

    streamFailed(callSid, reason) {
      if (calls.has(callSid)) calls.streamFailed(callSid, reason);
      else tellOthers({ about: 'streamFailure', callSid, reason });
    },

    async list() {
      const answers = await questions.ask({ about: 'calls' });
      const others = answers.flatMap((views) => callViewsSchema.safeParse(views).data ?? []);
      return [...calls.list(), ...others].sort((a, b) => orderOf(a).localeCompare(orderOf(b)));
    },

    async find(callSid) {
      const own = calls.find(callSid);
      if (own !== undefined) return own;
      const [view] = await questions.ask({ about: 'call', callSid }, () => true);
      return view === undefined ? undefined : callViewSchema.safeParse(view).data;
    },

    async end(callSid) {
      if (calls.end(callSid)) return true;
      return (await questions.ask({ about: 'end', callSid }, () => true)).length > 0;
    },

    get activeCount() {
      return calls.activeCount;
    },
    capacity: calls.capacity,
    get isDraining() {
      return calls.isDraining;
    },

    async passStream(callSid, upgrade) {
      if (calls.has(callSid)) return false;
      const owner = await backplane.ownerOf(callSid);
      if (owner === undefined || owner === backplane.instance) return false;
      try {
        await backplane.passStream(owner, upgrade);
      } catch (error) {
        if (!(error instanceof BackplaneError)) throw error;
        log.warn({ call_sid: callSid, err: error }, 'stream could not be passed to its instance');
        return false;
      }
      log.info({ call_sid: callSid, instance: owner }, 'stream passed to its instance');
      return true;
    },
  };
}

/** Oldest first, and always in the same order. */
const orderOf = ({ startedAt, callSid }: CallView) => `${startedAt} ${callSid}`;
