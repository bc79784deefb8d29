import { covers, primaryLanguage } from '../capabilities.js';

/** One direction that Apertium translates in. */
export interface ApertiumPair {
  /** BCP-47 tags. */
  readonly source: string;
  readonly target: string;
  /** Its name with Apertium, and of its file of the modes. */
  readonly mode: string;
  /** The Debian package that it comes with. */
  readonly debianPackage: string;
}

const pair = (
  debianPackage: string,
  source: string,
  target: string,
  mode = `${source}-${target}`,
): ApertiumPair => ({
  source,
  target,
  mode,
  debianPackage,
});

/**
 * The pairs of Debian's packages between languages of calls, those with Spanish first: where no pair leads from one
 * language into another, the first of the shortest ways does. Nothing translates into Basque or Romanian, and nothing
 * from or into German, Dutch or Arabic.
 */
export const apertiumPairs: readonly ApertiumPair[] = [
  pair('apertium-es-gl', 'es', 'gl'),
  pair('apertium-es-gl', 'gl', 'es'),
  pair('apertium-eng-spa', 'en', 'es', 'eng-spa'),
  pair('apertium-eng-spa', 'es', 'en', 'spa-eng'),
  pair('apertium-fr-es', 'fr', 'es'),
  pair('apertium-fr-es', 'es', 'fr'),
  pair('apertium-spa-ita', 'it', 'es', 'ita-spa'),
  pair('apertium-spa-ita', 'es', 'it', 'spa-ita'),
  pair('apertium-es-pt', 'pt', 'es'),
  pair('apertium-es-pt', 'es', 'pt'),
  pair('apertium-es-pt', 'es', 'pt-BR', 'es-pt_BR'),
  pair('apertium-spa-cat', 'ca', 'es', 'cat-spa'),
  pair('apertium-spa-cat', 'es', 'ca', 'spa-cat'),
  pair('apertium-es-ro', 'ro', 'es'),
  pair('apertium-eu-es', 'eu', 'es'),
  pair('apertium-pt-gl', 'pt', 'gl'),
  pair('apertium-pt-gl', 'gl', 'pt'),
  pair('apertium-en-gl', 'en', 'gl'),
  pair('apertium-en-gl', 'gl', 'en'),
  pair('apertium-eng-cat', 'en', 'ca', 'eng-cat'),
  pair('apertium-eng-cat', 'ca', 'en', 'cat-eng'),
  pair('apertium-fra-cat', 'fr', 'ca', 'fra-cat'),
  pair('apertium-fra-cat', 'ca', 'fr', 'cat-fra'),
  pair('apertium-cat-ita', 'it', 'ca', 'ita-cat'),
  pair('apertium-cat-ita', 'ca', 'it', 'cat-ita'),
  pair('apertium-por-cat', 'pt', 'ca', 'por-cat'),
  pair('apertium-por-cat', 'ca', 'pt', 'cat-por'),
  pair('apertium-eu-en', 'eu', 'en'),
];

/** Two pairs at the most: what comes out of a third has little left of what went in. */
const longestRoute = 2;

/**
 * The pairs to be gone through, in order, from one BCP-47 tag to another: one where there is a direct pair, else two
 * by way of a third language. Of a target's varieties the one that is asked for comes first.
 */
export function apertiumRoute(
  pairs: readonly ApertiumPair[],
  source: string,
  target: string,
): readonly ApertiumPair[] | undefined {
  const isEnd = (one: ApertiumPair) => covers(new Set([one.target]), target);
  const preferred = pairs.toSorted(
    (left, right) => Number(right.target === target) - Number(left.target === target),
  );
  let routes = preferred.filter((one) => covers(new Set([one.source]), source)).map((one) => [one]);
  for (let length = 1; length <= longestRoute; length += 1) {
    const found = routes.find((route) => route.slice(-1).some(isEnd));
    if (found !== undefined) return found;
    routes = routes.flatMap((route) => {
      const reached = route.at(-1)?.target;
      return preferred.filter((next) => next.source === reached).map((next) => [...route, next]);
    });
  }
  return undefined;
}

/** Which primary languages the pairs lead to, by way of others too, by the one that they start from. */
export function apertiumTargets(pairs: readonly ApertiumPair[]): ReadonlyMap<string, ReadonlySet<string>> {
  const languages = new Set(pairs.flatMap(({ source, target }) => [source, target].map(primaryLanguage)));
  return new Map(
    Array.from(languages, (source) => [
      source,
      new Set(
        [...languages].filter(
          (target) => target !== source && apertiumRoute(pairs, source, target) !== undefined,
        ),
      ),
    ]),
  );
}
