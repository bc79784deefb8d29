import { primaryLanguage } from '../../providers/capabilities.js';
import { languagePrior, type Acquaintance } from './language-prior.js';

/** Beyond three, callers stop listening. */
const mostInvited = 3;

/** How likely a language must be beside the likeliest one. */
const leastShare = 0.25;

/**
 * The languages in which a caller is asked what they need, before a word of theirs was heard: one where it is clear,
 * three at most where it is not.
 *
 * @param presumed - BCP-47 tag of the language that everything else is said in: the first one.
 * @param candidates - BCP-47 primary subtags; of those that are equally likely, the ones in front are taken.
 */
export function invitedLanguages(
  presumed: string,
  acquaintance: Acquaintance,
  candidates: readonly string[],
): readonly string[] {
  const prior = languagePrior(acquaintance, candidates);
  const likelihoodOf = (tag: string) => prior.get(tag) ?? 0;
  const likeliest = Math.max(...candidates.map(likelihoodOf));
  const likely = candidates
    .filter((tag) => tag !== primaryLanguage(presumed) && likelihoodOf(tag) >= leastShare * likeliest)
    .toSorted((left, right) => likelihoodOf(right) - likelihoodOf(left));
  return [presumed, ...likely].slice(0, mostInvited);
}
