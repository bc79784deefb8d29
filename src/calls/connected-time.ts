import type { LegFact } from '../media/leg.js';

/** How long a leg has been connected, all its streams together. */
export interface ConnectedTime {
  take(fact: LegFact): void;
  /** ms until now. */
  readonly ms: number;
}

export function createConnectedTime(now: () => number): ConnectedTime {
  let endedMs = 0;
  let connectedAt: number | undefined;

  const present = () => endedMs + (connectedAt === undefined ? 0 : now() - connectedAt);

  return {
    take({ type }) {
      if (type === 'connected') connectedAt ??= now();
      if (type === 'lost' || type === 'ended') {
        endedMs = present();
        connectedAt = undefined;
      }
    },
    get ms() {
      return present();
    },
  };
}
