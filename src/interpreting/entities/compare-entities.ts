import { createCounterparts, doubt, type Counterparts, type IsSame } from './counterparts.js';
import { isSameEntity, type Certainty, type Entity, type Mention } from './entity.js';
import { mentionsOf } from './mentions.js';
import { tokensOf } from './tokens.js';
import { digitsOnly, vocabularyOf } from './vocabulary.js';

/** A text and its language, a BCP-47 tag. */
export interface Wording {
  readonly text: string;
  readonly language: string;
}

/** How the values of a translation differ from the source's. */
export interface Comparison {
  readonly isFaithful: boolean;
  /** The source's that the translation does not say. */
  readonly missing: readonly Entity[];
  /** The translation's that the source does not say. */
  readonly added: readonly Entity[];
}

/** A comparison, with the places in both texts. */
export interface Differences {
  readonly missing: readonly Mention[];
  readonly added: readonly Mention[];
}

/** The values of a text that a translation must not change, in order; the language is a BCP-47 tag. */
export function entitiesOf(text: string, language: string): readonly Entity[] {
  return mentionsOf(text, vocabularyOf(language))
    .filter((mention) => mention.certainty !== 'possible')
    .map((mention) => mention.readings[0]);
}

/** Compares the values of a translation with the source's, whatever words or digits say them, in whatever order. */
export function compareEntities(source: Wording, translation: Wording): Comparison {
  const { missing, added } = differencesOf(source, translation);
  return {
    isFaithful: missing.length === 0 && added.length === 0,
    missing: missing.map((mention) => mention.readings[0]),
    added: added.map((mention) => mention.readings[0]),
  };
}

/** What `compareEntities` finds, where it stands. */
export function differencesOf(source: Wording, translation: Wording): Differences {
  const { said, spoken } = mentionsOfBoth(source, translation);
  const open = { missing: new Set(said), added: new Set(spoken) };
  const counterparts = createCounterparts(spoken);
  match(open, counterparts, isSameAtOnce);
  match(open, counterparts, isSameSomehow);
  if (open.missing.size > 0 && saysHalfOfDay(translation)) match(open, counterparts, isSameHalf);
  matchRegrouped(open, ['certain']);
  matchRegrouped(open, ['certain', 'likely']);
  return {
    missing: counted(open.missing, open.added),
    added: counted(open.added, open.missing),
  };
}

interface Open {
  readonly missing: Set<Mention>;
  readonly added: Set<Mention>;
}

function mentionsOfBoth(source: Wording, translation: Wording) {
  const vocabularies = [vocabularyOf(source.language), vocabularyOf(translation.language)] as const;
  if (!vocabularies.includes(digitsOnly))
    return {
      said: mentionsOf(source.text, vocabularies[0]),
      spoken: mentionsOf(translation.text, vocabularies[1]),
    };
  // Where one side's words cannot be read, digits are compared, and digits alone may stand for its words.
  return {
    said: mentionsOf(source.text, digitsOnly),
    spoken: mentionsOf(translation.text, digitsOnly).map((mention): Mention => ({
      ...mention,
      certainty: 'likely',
    })),
  };
}

/** Takes pairs out of what is open, the surest of the source's first. */
function match(open: Open, counterparts: Counterparts, isSame: IsSame): void {
  const bySureness = [...open.missing].sort((left, right) => doubt(left) - doubt(right));
  for (const said of bySureness) {
    const spoken = counterparts.take(said, isSame);
    if (spoken === undefined) continue;
    open.missing.delete(said);
    open.added.delete(spoken);
  }
}

function isSameAtOnce(said: Mention, spoken: Mention): boolean {
  const [left, right] = [said.readings[0], spoken.readings[0]];
  return said.certainty === spoken.certainty && left.kind === right.kind && isSameEntity(left, right);
}

function isSameSomehow(said: Mention, spoken: Mention): boolean {
  const { otherConvention } = said;
  const [left, right] = [said.readings[0], spoken.readings[0]];
  if (left.kind === 'time' && right.kind === 'time') return isSameEntity(left, right);
  const readings = otherConvention ? [...said.readings, otherConvention] : said.readings;
  return readings.some((left) => spoken.readings.some((right) => isSameEntity(left, right)));
}

/** "8 de la tarde" and "at 8", where another word says that it is the evening. */
function isSameHalf(said: Mention, spoken: Mention): boolean {
  const [left, right] = [said.readings[0], spoken.readings[0]];
  if (left.kind !== 'time' || (right.kind === 'time' && !right.isTwelveHour)) return false;
  return isSameEntity({ ...left, hour: left.hour % 12, isTwelveHour: true }, right);
}

function saysHalfOfDay({ text, language }: Wording): boolean {
  const { dayWords } = vocabularyOf(language);
  const tokens = tokensOf(text);
  return tokens.some((_, index) => dayWords.at(tokens, index) !== undefined);
}

/** Numbers and codes that are the same one behind the other, however they are grouped. */
function matchRegrouped({ missing, added }: Open, certainties: readonly Certainty[]): void {
  const groupsOf = (mentions: ReadonlySet<Mention>) =>
    [...mentions].filter(({ certainty, groups }) => groups !== '' && certainties.includes(certainty));
  const [said, spoken] = [groupsOf(missing), groupsOf(added)];
  const isRegrouped = said.length > 0 && spoken.length > 0 && said.length + spoken.length > 2;
  if (!isRegrouped || joined(said) !== joined(spoken) || !agreeInUnits(said, spoken)) return;
  said.forEach((mention) => missing.delete(mention));
  spoken.forEach((mention) => added.delete(mention));
}

function joined(mentions: readonly Mention[]): string {
  return mentions.map(({ groups }) => groups).join('');
}

/** Whether both sides count in the same units, or one does not say in which. */
function agreeInUnits(said: readonly Mention[], spoken: readonly Mention[]): boolean {
  const [left, right] = [said, spoken].map((mentions) => {
    const units = mentions.map(({ readings: [first] }) => (first.kind === 'number' ? first.unit : undefined));
    return [...new Set(units.filter((unit) => unit !== undefined))].sort().join(' ');
  });
  return left === '' || right === '' || left === right;
}

/** What has no counterpart and needs one: what is likely needs it where the other side has a value to spare. */
function counted(mentions: ReadonlySet<Mention>, others: ReadonlySet<Mention>): readonly Mention[] {
  const sure = kindsOf([...mentions].filter(({ certainty }) => certainty === 'certain'));
  const spare = kindsOf([...others].filter(({ certainty }) => certainty !== 'possible'));
  const isSparing = ({ kind }: Entity) => (spare.get(kind) ?? 0) > (sure.get(kind) ?? 0);
  return [...mentions].filter(
    ({ certainty, readings }) =>
      certainty === 'certain' || (certainty === 'likely' && readings.some(isSparing)),
  );
}

/** How many mentions may be of each kind. */
function kindsOf(mentions: readonly Mention[]): ReadonlyMap<Entity['kind'], number> {
  const counts = new Map<Entity['kind'], number>();
  for (const { readings } of mentions) {
    for (const kind of new Set(readings.map((reading) => reading.kind)))
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}
