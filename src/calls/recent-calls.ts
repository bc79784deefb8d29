/** Call SIDs of calls that are over. */
export interface RecentCalls {
  add(callSid: string): void;
  has(callSid: string): boolean;
}

/** Some MB of memory, and days of calls for most who run this. */
const mostCalls = 100_000;

/** Remembers the last calls, the oldest of them forgotten first. */
export function createRecentCalls(most = mostCalls): RecentCalls {
  const callSids = new Set<string>();

  return {
    add(callSid) {
      callSids.add(callSid);
      if (callSids.size <= most) return;
      // A set goes through its values in the order of their arrival.
      for (const oldest of callSids) {
        callSids.delete(oldest);
        return;
      }
    },
    has: (callSid) => callSids.has(callSid),
  };
}
