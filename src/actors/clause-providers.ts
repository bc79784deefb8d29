import type { Party } from '../../machines/call/call-events.js';

/** Names of the providers whose work a clause is; absent for what nobody was asked for. */
export interface ClauseProviders {
  readonly recognizer?: string;
  readonly translator?: string;
  readonly synthesizer?: string;
}

/** Keeps, for the live clauses of one call, who did their work: with failover it need not be who is asked first. */
export interface ClauseProvidersBook {
  /** What the party says from now on is recognized by this one. */
  recognizes(party: Party, provider: string): void;
  /** A clause of what the party said begins. */
  begins(clauseId: string, speaker: Party): void;
  translates(clauseId: string, provider: string): void;
  synthesizes(clauseId: string, provider: string): void;
  /** What is known of a clause, which is then forgotten. */
  take(clauseId: string): ClauseProviders;
}

export function createClauseProviders(): ClauseProvidersBook {
  const recognizers: Partial<Record<Party, string>> = {};
  const clauses = new Map<string, ClauseProviders>();

  function add(clauseId: string, providers: ClauseProviders) {
    const known = clauses.get(clauseId);
    // One that has ended is not begun again by an actor that outlives it.
    if (known !== undefined) clauses.set(clauseId, { ...known, ...providers });
  }

  return {
    recognizes(party, provider) {
      recognizers[party] = provider;
    },
    begins(clauseId, speaker) {
      const recognizer = recognizers[speaker];
      clauses.set(clauseId, recognizer === undefined ? {} : { recognizer });
    },
    translates: (clauseId, translator) => add(clauseId, { translator }),
    synthesizes: (clauseId, synthesizer) => add(clauseId, { synthesizer }),
    take(clauseId) {
      const providers = clauses.get(clauseId) ?? {};
      clauses.delete(clauseId);
      return providers;
    },
  };
}
