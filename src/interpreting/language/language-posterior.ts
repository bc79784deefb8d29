/** How likely each language is, after all that was heard. */
export interface LanguagePosterior {
  /** BCP-47 primary subtags, in the order of the likelihoods. */
  readonly candidates: readonly string[];
  readonly likelihoods: Float64Array;
  likelihoodOf(language: string): number;
  /** Makes a language a candidate, unless there are too many. */
  admit(language: string): void;
  /** The same after one more clause; `evidence` has a logarithm for each candidate, in their order. */
  after(evidence: Float64Array): Float64Array;
  /** Takes a clause's evidence in. */
  take(evidence: Float64Array): void;
  /** Starts anew, as sure of this language as one can be. */
  settleOn(language: string): void;
}

/** Vendors' tags are taken as they come: beyond this, they are mistaken. */
const mostCandidates = 64;
/**
 * How likely somebody is to change the language between two clauses. It bounds how sure one can be, and with
 * that how much must be heard before the opposite is believed.
 */
const changeRate = 1e-3;

/**
 * A posterior that begins with the prior; what it does not name is as unlikely as its least likely language.
 */
export function createLanguagePosterior(prior: ReadonlyMap<string, number>): LanguagePosterior {
  const candidates = [...prior.keys()];
  let likelihoods: Float64Array = Float64Array.from(prior.values());
  normalize(likelihoods);

  return {
    candidates,
    get likelihoods() {
      return likelihoods;
    },
    likelihoodOf: (language) => likelihoods[candidates.indexOf(language)] ?? 0,

    admit(language) {
      if (candidates.length >= mostCandidates || candidates.includes(language)) return;
      const least = likelihoods.reduce((left, right) => Math.min(left, right), 1);
      candidates.push(language);
      likelihoods = Float64Array.from([...likelihoods, least]);
      normalize(likelihoods);
    },

    after,

    take(evidence) {
      likelihoods = after(evidence);
    },

    settleOn(language) {
      const index = candidates.indexOf(language);
      if (index < 0) return;
      likelihoods.fill(changeRate / candidates.length);
      likelihoods[index] = 1 - changeRate;
      normalize(likelihoods);
    },
  };

  function after(evidence: Float64Array): Float64Array {
    const strongest = evidence.reduce((left, right) => Math.max(left, right), -Infinity);
    const heard = likelihoods.map(
      (likelihood, index) => likelihood * Math.exp((evidence[index] ?? strongest) - strongest),
    );
    normalize(heard);
    return heard.map((likelihood) => (1 - changeRate) * likelihood + changeRate / heard.length);
  }
}

function normalize(row: Float64Array) {
  const total = row.reduce((sum, value) => sum + value, 0);
  for (let index = 0; index < row.length; index += 1) row[index] = (row[index] ?? 0) / total;
}
