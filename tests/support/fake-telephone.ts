import type { DialRequest, Telephone } from '../../src/actors/telephone-actors.js';

/** A carrier that writes down what it is asked for; each dialled telephone gets the next call SID. */
export function fakeTelephone() {
  const dialled: (DialRequest & { callSid: string })[] = [];
  const hungUp: string[] = [];
  const telephone: Telephone = {
    dial(request) {
      const callSid = `CAagent${String(dialled.length + 1)}`;
      dialled.push({ ...request, callSid });
      return Promise.resolve({ callSid });
    },
    hangUp(callSid) {
      hungUp.push(callSid);
      return Promise.resolve();
    },
  };
  return { telephone, dialled, hungUp };
}
