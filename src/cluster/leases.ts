import type { Reservation } from './backplane.js';

/** Which instance has which call, and that all together have no more than they may. */
export interface Leases {
  reserve(callSid: string, instance: string): Exclude<Reservation, 'alone'>;
  release(callSid: string, instance: string): void;
  /** Gives up all places of an instance that is gone. */
  releaseAll(instance: string): void;
  ownerOf(callSid: string): string | undefined;
}

export function createLeases(capacity: number): Leases {
  const owners = new Map<string, string>();
  return {
    reserve(callSid, instance) {
      const owner = owners.get(callSid);
      if (owner !== undefined) return owner === instance ? 'granted' : 'taken';
      if (owners.size >= capacity) return 'full';
      owners.set(callSid, instance);
      return 'granted';
    },
    release(callSid, instance) {
      if (owners.get(callSid) === instance) owners.delete(callSid);
    },
    releaseAll(instance) {
      for (const [callSid, owner] of owners) if (owner === instance) owners.delete(callSid);
    },
    ownerOf: (callSid) => owners.get(callSid),
  };
}
