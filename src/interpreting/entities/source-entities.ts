import { differencesOf, type Wording } from './compare-entities.js';
import type { Entity, Mention } from './entity.js';
import { listAt } from './lists.js';
import { mentionsOf } from './mentions.js';
import { spokenEntity } from './spoken-entities.js';
import { vocabularyOf } from './vocabulary.js';

/**
 * The translation with the source's own values. Each altered value gives way to the one that it stands for; a value
 * without such a place is said at the end, and one that the source does not say is left out.
 */
export function withSourceEntities(translation: Wording, source: Wording): string {
  const { missing, added } = differencesOf(source, translation);
  if (missing.length === 0 && added.length === 0) return translation.text;
  const { replacements, homeless } = placesFor(missing, added);
  const repaired = withTail(
    edited(translation, added, replacements),
    homeless.map((mention) => mention.readings[0]),
    translation.language,
  );
  const { language } = translation;
  const left = differencesOf(source, { text: repaired, language });
  return left.missing.length === 0 && left.added.length === 0
    ? repaired
    : withoutOwnValues(translation, source);
}

/** The translation with no value in place, and all of the source's behind it. */
function withoutOwnValues({ text, language }: Wording, source: Wording): string {
  const own = mentionsOf(text, vocabularyOf(language)).filter(isValue);
  const values = mentionsOf(source.text, vocabularyOf(source.language)).filter(isValue);
  return withTail(
    edited({ text, language }, own, new Map()),
    values.map((mention) => mention.readings[0]),
    language,
  );
}

function isValue({ certainty }: Mention): boolean {
  return certainty !== 'possible';
}

/** Where a missing value belongs: in place of the next altered one that is most like it. */
function placesFor(missing: readonly Mention[], added: readonly Mention[]) {
  const [only, ...others] = added;
  const joined = only && others.length === 0 ? codeFor(only, missing) : undefined;
  if (only && joined) return { replacements: new Map([[only, joined]]), homeless: [] };

  const replacements = new Map<Mention, Entity>();
  const homeless = new Set(missing);
  const free = new Set(added);
  const isOnlyOne = missing.length === 1 && added.length === 1;
  for (const likeness of isOnlyOne ? [...likenesses, anything] : likenesses) {
    const places = placesBy(likeness, free);
    for (const mention of homeless) {
      const place = nextOf(places.get(likeness(mention.readings[0], mention)), free);
      if (place === undefined) continue;
      homeless.delete(mention);
      free.delete(place);
      replacements.set(place, withUnitOf(mention.readings[0], place.readings[0]));
    }
  }
  return { replacements, homeless: [...homeless] };
}

/** The code that stands for groups which the source has one by one: "06, 12, 34" for "06 12 43". */
function codeFor({ readings: [entity] }: Mention, missing: readonly Mention[]): Entity | undefined {
  const areGroups = missing.every(
    (mention) => mention.groups !== '' && unitOf(mention.readings[0]) === undefined,
  );
  if (entity.kind !== 'code' || missing.length < 2 || !areGroups) return undefined;
  return { kind: 'code', value: missing.map(({ groups }) => groups).join('') };
}

/** What a missing value has in common with its place: one of a mention's readings may have it. */
type Likeness = (reading: Entity, mention: Mention) => string;

/** The most likely ones first. */
const likenesses: readonly Likeness[] = [
  (reading, { readings: [first] }) => `${familyOf(reading)} ${unitOf(first) ?? ''}`,
  familyOf,
];

/** Where one value is missing and another is too much, that is its place. */
const anything: Likeness = () => 'anything';

/** The places that have each likeness, the first one last. */
function placesBy(likeness: Likeness, places: ReadonlySet<Mention>): ReadonlyMap<string, Mention[]> {
  const byLikeness = new Map<string, Mention[]>();
  for (const place of [...places].toReversed()) {
    for (const key of new Set(place.readings.map((reading) => likeness(reading, place))))
      listAt(byLikeness, key).push(place);
  }
  return byLikeness;
}

function nextOf(places: Mention[] | undefined, free: ReadonlySet<Mention>): Mention | undefined {
  let place = places?.pop();
  while (place && !free.has(place)) place = places?.pop();
  return place;
}

/** A reference may have been read as a number, and a number as an ordinal. */
function familyOf({ kind }: Entity): string {
  return kind === 'code' || kind === 'ordinal' ? 'number' : kind;
}

function unitOf(entity: Entity): string | undefined {
  return entity.kind === 'number' ? entity.unit : undefined;
}

/** What is counted is said by the words that are replaced, and may be missing in the source. */
function withUnitOf(missing: Entity, added: Entity): Entity {
  if (missing.kind !== 'number' || added.kind !== 'number') return missing;
  return added.unit === undefined ? missing : { unit: added.unit, ...missing };
}

/** The text with its altered values replaced, or left out where nothing replaces them. */
function edited(
  { text, language }: Wording,
  altered: readonly Mention[],
  replacements: ReadonlyMap<Mention, Entity>,
): string {
  let done = '';
  let end = 0;
  for (const mention of altered) {
    const entity = replacements.get(mention);
    const value = entity === undefined ? '' : spokenEntity(entity, language);
    done += text.slice(end, mention.start) + value;
    end = mention.end;
  }
  return `${done}${text.slice(end)}`
    .replace(/ {2,}/g, ' ')
    .replace(/ (?=[.,;:])/g, '')
    .trim();
}

/** The text with values at its end: "Su pedido llega: 4 5 7". */
function withTail(text: string, values: readonly Entity[], language: string): string {
  if (values.length === 0) return text;
  const spoken = values.map((value) => spokenEntity(value, language)).join(', ');
  return `${text.replace(/(?<![\s.,;:!?…])[\s.,;:!?…]+$/, '')}: ${spoken}.`;
}
