import { primaryLanguage } from '../../providers/capabilities.js';
import { clauseEvidenceOf, evidenceFor, type HeardSegment } from './clause-evidence.js';
import { createLanguagePosterior } from './language-posterior.js';
import { languagePrior, undetermined, type Acquaintance } from './language-prior.js';
import { requestedLanguage } from './language-request.js';
import { modelledLanguages } from './text-evidence.js';

/** Which language a party speaks, as far as one knows. */
export interface LanguageState {
  /** BCP-47 primary subtag; before a word was heard, the one that is most likely beforehand. */
  readonly language: string;
  /** How likely it is, 0 to 1. */
  readonly confidence: number;
  /**
   * Whether it is sure enough to be acted on. Once true it stays so, and the language changes only for good
   * reasons.
   */
  readonly isLocked: boolean;
}

/**
 * Finds out which language a party speaks from what is known of them and what the recognizer says of their
 * words.
 */
export interface LanguageIdentifier {
  readonly state: LanguageState;
  /**
   * The state with the recognizer's next hypothesis: a final one counts once, one that is not final replaces
   * the one before. An explicit request for a language counts at once.
   */
  take(segment: HeardSegment): LanguageState;
}

export interface LanguageIdentifierOptions extends Acquaintance {
  /** How sure one must be to lock a language, or to change it, 0 to 1. */
  readonly confidenceThreshold: number;
  /** BCP-47 tag of a language that is locked already, as after a change of recognizer. */
  readonly locked?: string;
}

/** An unfinished hypothesis may still be revised: it has to be longer before it is believed. */
const leastUnfinishedWords = 5;
/**
 * By how much the words alone must favor a language before it is locked, as a logarithm, whatever was likely
 * before.
 */
const leastLead = 0.7;
/**
 * For how many usual clauses a long segment may count, before and after the lock: then it takes three at the
 * least.
 */
const mostClauses = { open: 2, locked: 0.8 } as const;

/**
 * Bayesian: the prior, then the evidence of each clause by its words and by the recognizer's tags. After the
 * lock it takes several clauses in another language to outweigh the first; what is no evidence is passed
 * over.
 */
export function createLanguageIdentifier({
  confidenceThreshold,
  locked,
  ...acquaintance
}: LanguageIdentifierOptions): LanguageIdentifier {
  const posterior = createLanguagePosterior(languagePrior(acquaintance, modelledLanguages));
  /** What was heard alone, without what was likely before: by language, as logarithms. */
  const heard = new Map<string, number>();
  let state: LanguageState = { ...likeliestOf(posterior.likelihoods), isLocked: false };
  if (locked !== undefined) settleOn(primaryLanguage(locked));

  return {
    get state() {
      return state;
    },

    take(segment) {
      if (segment.isFinal) {
        const requested = requestedLanguage(segment.text);
        if (requested !== undefined) return settleOn(requested);
      } else if (state.isLocked) {
        return state;
      }
      const clause = clauseEvidenceOf(segment);
      if (clause === undefined) return state;
      for (const tag of clause.tags.keys()) posterior.admit(tag);
      const evidence = evidenceFor(
        clause,
        posterior.candidates,
        state.isLocked ? mostClauses.locked : mostClauses.open,
      );
      return state.isLocked ? takeChange(evidence) : takeEvidence(evidence, clause.size, segment.isFinal);
    },
  };

  function takeEvidence(evidence: Float64Array, size: number, isFinal: boolean): LanguageState {
    const { language, confidence } = likeliestOf(posterior.after(evidence));
    const isSure = confidence >= confidenceThreshold && leadOf(language, evidence) >= leastLead;
    if (isSure && (isFinal || size >= leastUnfinishedWords)) return settleOn(language, confidence);
    if (isFinal) {
      posterior.take(evidence);
      posterior.candidates.forEach((tag, place) => {
        heard.set(tag, (heard.get(tag) ?? 0) + (evidence[place] ?? 0));
      });
    }
    return (state = { language, confidence, isLocked: false });
  }

  function takeChange(evidence: Float64Array): LanguageState {
    posterior.take(evidence);
    const { language, confidence } = likeliestOf(posterior.likelihoods);
    if (language !== state.language && confidence >= confidenceThreshold)
      return settleOn(language, confidence);
    return (state = stateOf(state.language));
  }

  /** By how much all that was heard speaks for a language rather than for the next. */
  function leadOf(language: string, evidence: Float64Array): number {
    let own = 0;
    let next = -Infinity;
    posterior.candidates.forEach((tag, index) => {
      const sum = (heard.get(tag) ?? 0) + (evidence[index] ?? 0);
      if (tag === language) own = sum;
      else next = Math.max(next, sum);
    });
    return own - next;
  }

  /** The likeliest language that has a name: that it is none of them is nothing to act on. */
  function likeliestOf(likelihoods: Float64Array) {
    let language = '';
    let confidence = 0;
    posterior.candidates.forEach((tag, index) => {
      const likelihood = likelihoods[index] ?? 0;
      if (tag === undetermined || likelihood <= confidence) return;
      language = tag;
      confidence = likelihood;
    });
    return { language, confidence };
  }

  function settleOn(language: string, confidence?: number): LanguageState {
    posterior.admit(language);
    posterior.settleOn(language);
    return (state = { ...stateOf(language), ...(confidence !== undefined && { confidence }) });
  }

  /** The state of a language that is locked. */
  function stateOf(language: string): LanguageState {
    return { language, confidence: posterior.likelihoodOf(language), isLocked: true };
  }
}
