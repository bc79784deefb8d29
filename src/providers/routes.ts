import {
  covers,
  primaryLanguage,
  translates,
  type Capabilities,
  type SynthesizerCapabilities,
  type TranslatorCapabilities,
} from './capabilities.js';

/** Something with a table of what it can do. */
interface Capable<Table> {
  readonly provider: { readonly capabilities: Table };
}

/**
 * The recognizers that take a language down, in their order. Where it is to be found out, all of them do: first come those
 * that will say that it is the likeliest one, then those that say others, and last those that write down whatever is
 * spoken without saying what it is.
 *
 * @param language - BCP-47 tag, or `multi` for whichever is spoken.
 * @param hints - BCP-47 tags that are likely, most likely first.
 */
export function recognizerRoute<Item extends Capable<Capabilities>>(
  all: readonly Item[],
  language: string,
  hints: readonly string[],
): readonly Item[] {
  if (language !== 'multi')
    return all.filter(({ provider }) => covers(provider.capabilities.languages, language));
  const [likely = ''] = hints;
  const rank = ({ provider: { capabilities } }: Item) =>
    covers(capabilities.detects, likely) ? 0 : capabilities.detects.size > 0 ? 1 : 2;
  return all.toSorted((left, right) => rank(left) - rank(right));
}

/** The translators that cover a pair of BCP-47 tags, in their order. */
export function translatorRoute<Item extends Capable<TranslatorCapabilities>>(
  all: readonly Item[],
  source: string,
  target: string,
): readonly Item[] {
  return all.filter(({ provider }) => translates(provider.capabilities, source, target));
}

/** The synthesizers that speak a BCP-47 tag, in their order. */
export function synthesizerRoute<Item extends Capable<Capabilities>>(
  all: readonly Item[],
  language: string,
): readonly Item[] {
  return all.filter(({ provider }) => covers(provider.capabilities.languages, language));
}

const union = (sets: readonly ReadonlySet<string>[]): ReadonlySet<string> =>
  new Set(sets.flatMap((set) => [...set]));

/** What one of them can do, all of them can together. */
export function unionOf(tables: readonly Capabilities[]): Capabilities {
  return {
    languages: union(tables.map(({ languages }) => languages)),
    isStreaming: tables.every(({ isStreaming }) => isStreaming),
    detects: union(tables.map(({ detects }) => detects)),
  };
}

export function unionOfTranslators(tables: readonly TranslatorCapabilities[]): TranslatorCapabilities {
  const sources = union(tables.map(({ targets }) => new Set(targets.keys())));
  const targetsOf = (source: string) =>
    union(tables.map(({ targets }) => targets.get(primaryLanguage(source)) ?? new Set()));
  return {
    ...unionOf(tables),
    targets: new Map([...sources].map((source) => [source, targetsOf(source)])),
    formality: union(tables.map(({ formality }) => formality)),
    glossary: union(tables.map(({ glossary }) => glossary)),
  };
}

/** The speeds are those that all of them speak at; what comes from any of them is the telephone's own format. */
export function unionOfSynthesizers(tables: readonly SynthesizerCapabilities[]): SynthesizerCapabilities {
  return {
    ...unionOf(tables),
    format: 'mulaw',
    speeds: [
      Math.max(...tables.map(({ speeds: [least] }) => least)),
      Math.min(...tables.map(({ speeds: [, most] }) => most)),
    ],
    slowLanguages: union(tables.map(({ slowLanguages }) => slowLanguages)),
  };
}
