import { randomBytes } from 'node:crypto';
import type { Party } from '../../machines/call/call-events.js';

export interface Guest {
  readonly callSid: string;
  readonly party: Party;
}

/** One-time tokens that let a telephone's stream in. */
export interface Invitations {
  /** A fresh token; the ones that the same leg had before are void. */
  issue(guest: Guest): string;
  /** Whose token it is; it is void from then on. Undefined for one that is unknown, used or void. */
  redeem(token: string): Guest | undefined;
  /** Voids the tokens of both legs. */
  revoke(callSid: string): void;
}

export function createInvitations(): Invitations {
  const guests = new Map<string, Guest>();

  function voidWhere(matches: (guest: Guest) => boolean) {
    for (const [token, guest] of guests) if (matches(guest)) guests.delete(token);
  }

  return {
    issue(guest) {
      voidWhere(({ callSid, party }) => callSid === guest.callSid && party === guest.party);
      const token = randomBytes(24).toString('base64url');
      guests.set(token, guest);
      return token;
    },
    redeem(token) {
      const guest = guests.get(token);
      guests.delete(token);
      return guest;
    },
    revoke: (callSid) => voidWhere((guest) => guest.callSid === callSid),
  };
}
