import { keysOf, type Mention } from './entity.js';
import { listAt } from './lists.js';

/** Whether a mention of the source and one of the translation say the same, by what they mean and how sure that is. */
export type IsSame = (said: Mention, spoken: Mention) => boolean;

/** Mentions of a translation, each to be the counterpart of one of the source's. */
export interface Counterparts {
  /** Takes the surest that says the same, and of those that are as sure the first. */
  take(said: Mention, isSame: IsSame): Mention | undefined;
}

/** Mentions that mean the same and are as sure, the first one last. */
type Alike = Mention[];

/** How doubtful a mention is: 0 if it is certain. */
export function doubt({ certainty }: Mention): number {
  return ['certain', 'likely', 'possible'].indexOf(certainty);
}

/**
 * Mentions that are looked for by what they have in common with others, and looked at once where many are alike: to
 * compare each with each takes a million comparisons where a word is said a thousand times.
 *
 * @param spoken - in the order in which they are said.
 */
export function createCounterparts(spoken: readonly Mention[]): Counterparts {
  const byMeaning = new Map<string, Alike>();
  for (const mention of spoken.toReversed())
    listAt(byMeaning, JSON.stringify([mention.readings, mention.certainty])).push(mention);
  const byKey = new Map<string, Alike[]>();
  for (const alike of byMeaning.values()) {
    for (const key of new Set(alike[0]?.readings.flatMap(keysOf))) listAt(byKey, key).push(alike);
  }

  return {
    take(said, isSame) {
      const { readings, otherConvention } = said;
      const meanings = otherConvention ? [...readings, otherConvention] : readings;
      let best: Alike | undefined;
      for (const alike of meanings.flatMap(keysOf).flatMap((key) => byKey.get(key) ?? [])) {
        const [next, other] = [alike.at(-1), best?.at(-1)];
        const isBetter = next && (other === undefined || isBefore(next, other));
        if (isBetter === true && isSame(said, next)) best = alike;
      }
      return best?.pop();
    },
  };
}

function isBefore(left: Mention, right: Mention): boolean {
  return doubt(left) === doubt(right) ? left.start < right.start : doubt(left) < doubt(right);
}
