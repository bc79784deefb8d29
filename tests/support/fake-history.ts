import type { CallHistory, HistoryRequest, RecordedCallDetails } from '../../src/records/call-history.js';

/** A history of the calls it is given, the last one first, that writes down what it was asked; or one that fails. */
export interface FakeHistory extends CallHistory {
  calls: RecordedCallDetails[];
  readonly asked: HistoryRequest[];
  failure: Error | undefined;
}

export function fakeHistory(): FakeHistory {
  const history: FakeHistory = {
    calls: [],
    asked: [],
    failure: undefined,
    page(request) {
      history.asked.push(request);
      if (history.failure !== undefined) return Promise.reject(history.failure);
      const calls = history.calls.slice(0, request.limit);
      const last = history.calls.length > calls.length ? calls.at(-1) : undefined;
      return Promise.resolve({
        calls,
        ...(last !== undefined && { next: { endedAt: last.endedAt, callSid: last.callSid } }),
      });
    },
    find(callSid) {
      if (history.failure !== undefined) return Promise.reject(history.failure);
      return Promise.resolve(history.calls.find((call) => call.callSid === callSid));
    },
  };
  return history;
}
