import {
  getCountries,
  getCountryCallingCode,
  parsePhoneNumberFromString,
  type CountryCode,
} from 'libphonenumber-js';
import { primaryLanguage } from '../../providers/capabilities.js';
import { countryLanguages, numberRegions, type LanguageWeights } from './country-languages.js';

/** What is known of a party before they have said a word. */
export interface Acquaintance {
  /** E.164, or whatever the network gave instead ("anonymous"). */
  readonly number?: string;
  /** BCP-47 tags that are likely, most likely first. */
  readonly hints?: readonly string[];
}

/** BCP-47 for a language that none of the candidates is. */
export const undetermined = 'und';

/** What each source is worth; the rest of the likelihood is spread over all languages alike. */
const worth = { number: 0.5, hints: 0.2, anything: 0.35 } as const;

const mainCountries = Object.keys(countryLanguages);

/**
 * How likely each language is before a word was heard, by primary subtag: the candidates, those that the
 * number and the hints suggest, and any other (`und`). Adds up to one.
 */
export function languagePrior(
  { number = '', hints = [] }: Acquaintance,
  candidates: readonly string[],
): ReadonlyMap<string, number> {
  const prior = new Map<string, number>();
  const hinted = Object.fromEntries(
    [...hints].reverse().map((tag, rank) => [primaryLanguage(tag), rank + 1]),
  );
  share(languagesOfNumber(number), worth.number);
  share(hinted, worth.hints);
  const all = new Set([...candidates, ...prior.keys(), undetermined]);
  for (const tag of all) add(tag, worth.anything / all.size);
  const total = [...prior.values()].reduce((sum, weight) => sum + weight, 0);
  return new Map([...prior].map(([tag, weight]) => [tag, weight / total]));

  function share(weights: LanguageWeights, part: number) {
    const sum = Object.values(weights).reduce((left, right) => left + right, 0);
    for (const [tag, weight] of Object.entries(weights)) add(tag, (part * weight) / sum);
  }

  function add(tag: string, weight: number) {
    prior.set(tag, (prior.get(tag) ?? 0) + weight);
  }
}

/**
 * What callers with a number most likely speak: by its region where the number tells, else by its country.
 * Empty for a number that says nothing, or a country of which nothing is known.
 */
export function languagesOfNumber(number: string): LanguageWeights {
  const parsed = parsePhoneNumberFromString(number);
  if (parsed === undefined) return {};
  const country = parsed.country ?? mainCountryOf(parsed.countryCallingCode);
  if (country === undefined) return {};
  const region = numberRegions[country]?.find(({ prefixes }) =>
    prefixes.some((prefix) => parsed.nationalNumber.startsWith(prefix)),
  );
  return region?.languages ?? countryLanguages[country] ?? {};
}

function mainCountryOf(callingCode: string): CountryCode | undefined {
  return getCountries()
    .filter((country) => getCountryCallingCode(country) === callingCode && country in countryLanguages)
    .sort((left, right) => mainCountries.indexOf(left) - mainCountries.indexOf(right))[0];
}
