import { phraseNames } from '../../sandbox/announcements.js';
import { languages } from '../../src/languages.js';
import { turnNumbers } from './turn-tag.js';

/** What the service says of its own accord. */
export type PhraseName = (typeof phraseNames)[number];

/** Each phrase has a number as turns have, from the other end: so a telephone knows what it was told. */
const numbers = new Map(
  languages.flatMap(({ announcements }) =>
    phraseNames.map((phrase, index) => [announcements[phrase], turnNumbers - 1 - index] as const),
  ),
);

/** The number of the phrase that a text is; undefined where it is none. */
export function numberOfAnnouncement(text: string): number | undefined {
  return numbers.get(text);
}

/** The phrase that a number is of; undefined where it is a turn's. */
export function announcementOfNumber(number: number): PhraseName | undefined {
  return phraseNames[turnNumbers - 1 - number];
}
