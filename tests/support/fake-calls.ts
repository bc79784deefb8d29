import type {
  Calls,
  CallView,
  LegInlet,
  StreamInvitation,
  StreamCredentials,
} from '../../src/calls/calls.js';
import type { LegEvent } from '../../src/media/leg-events.js';

/** Calls that answer what they are told to and write down what they were asked. */
export interface FakeCalls extends Calls {
  /** Every question and fact, in order. */
  readonly asked: unknown[];
  /** What the admitted legs were sent, in order. */
  readonly legEvents: LegEvent[];
  /** What `answer` and `resume` say; undefined for busy and ended. Who was barred is told so. */
  invitation: StreamInvitation | undefined;
  views: CallView[];
  /** Token that `admit` wants among the parameters. */
  readonly token: string;
  activeCount: number;
  isDraining: boolean;
  /** Called after each event of a leg. */
  onLegEvent: (event: LegEvent) => void;
  /** Takes a call's view away, and tells that it has ended. */
  finish(callSid: string): void;
}

export function fakeCalls(): FakeCalls {
  const asked: unknown[] = [];
  const legEvents: LegEvent[] = [];
  const endListeners: ((callSid: string) => void)[] = [];
  const token = 'a-token-of-this-call';
  let isBarred = false;
  const inlet: LegInlet = {
    send(event) {
      legEvents.push(event);
      calls.onLegEvent(event);
    },
    bar() {
      isBarred = true;
    },
  };
  const calls: FakeCalls = {
    asked,
    legEvents,
    token,
    invitation: { path: '/ws/media-stream/CA1', parameters: { token } },
    views: [],
    activeCount: 0,
    capacity: 50,
    isDraining: false,
    onLegEvent: () => undefined,
    answer(call) {
      asked.push({ answer: call });
      return calls.invitation ?? 'busy';
    },
    resume(callSid) {
      asked.push({ resume: callSid });
      return isBarred ? 'barred' : (calls.invitation ?? 'ended');
    },
    admit(stream: StreamCredentials) {
      asked.push({ admit: stream });
      return stream.parameters.token === token && !isBarred ? inlet : undefined;
    },
    telephoneStatusChanged: (callSid, status) => void asked.push({ callSid, status }),
    answeredBy: (callSid, answeredBy) => void asked.push({ callSid, answeredBy }),
    streamFailed: (callSid, reason) => void asked.push({ callSid, reason }),
    list: () => calls.views,
    find: (callSid) => calls.views.find((view) => view.callSid === callSid),
    end(callSid) {
      asked.push({ end: callSid });
      return calls.views.some((view) => view.callSid === callSid);
    },
    has: (callSid) => calls.find(callSid) !== undefined,
    onEnded: (listener) => void endListeners.push(listener),
    finish(callSid) {
      calls.views = calls.views.filter((view) => view.callSid !== callSid);
      for (const listener of endListeners) listener(callSid);
    },
    drain() {
      calls.isDraining = true;
    },
    close: () => Promise.resolve(),
  };
  return calls;
}
