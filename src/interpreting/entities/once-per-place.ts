import type { Token } from './tokens.js';
import type { Vocabulary } from './vocabulary.js';

/** Reads what begins with the token at an index. */
export type PlaceReader<Value> = (tokens: readonly Token[], index: number, vocabulary: Vocabulary) => Value;

/**
 * A reader that reads each place of a text once. Several readers ask what stands at a place, and those of what is long
 * ask so for every place in it, from every place before: a word that is said a thousand times would be read again by
 * each of them from each.
 */
export function oncePerPlace<Value>(read: PlaceReader<Value>): PlaceReader<Value> {
  type Places = Map<number, { readonly value: Value }>;
  const memory = new WeakMap<readonly Token[], Map<Vocabulary, Places>>();

  function placesOf(tokens: readonly Token[], vocabulary: Vocabulary): Places {
    const byVocabulary = memory.get(tokens) ?? new Map<Vocabulary, Places>();
    const places = byVocabulary.get(vocabulary) ?? new Map<number, { readonly value: Value }>();
    memory.set(tokens, byVocabulary.set(vocabulary, places));
    return places;
  }

  return (tokens, index, vocabulary) => {
    const places = memory.get(tokens)?.get(vocabulary) ?? placesOf(tokens, vocabulary);
    const known = places.get(index);
    if (known) return known.value;
    const value = read(tokens, index, vocabulary);
    places.set(index, { value });
    return value;
  };
}
