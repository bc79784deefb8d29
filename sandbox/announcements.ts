import { introductionOf } from '../machines/call/introduction.js';
import { languages, languageTags, type Announcements } from '../src/languages.js';
import { wordsOf } from './words.js';

/** What the interpreter says by itself. An agent is introduced to a call whose language is known, or is not. */
export type AnnouncementName = keyof Announcements | 'introduction' | 'unknownIntroduction';

/** Those that have one wording a language. */
export const phraseNames = [
  'connecting',
  'invitation',
  'noAgent',
  'failure',
  'busy',
  'repeat',
  'askedToRepeat',
  'unsupportedLanguage',
] as const satisfies readonly (keyof Announcements)[];

export const announcementNames = [
  ...phraseNames,
  'introduction',
  'unknownIntroduction',
] as const satisfies readonly AnnouncementName[];

/** An announcement in one language. */
export interface KnownAnnouncement {
  readonly name: AnnouncementName;
  readonly text: string;
  /** BCP-47 tag of the text. */
  readonly language: string;
  /** What it says that the client speaks: BCP-47. */
  readonly clientLanguage?: string;
}

const knownAnnouncements: readonly KnownAnnouncement[] = languages.flatMap(
  ({ tag: language, announcements, introduction }): KnownAnnouncement[] => [
    ...phraseNames.map((name) => ({
      name,
      text: announcements[name],
      language,
    })),
    ...languageTags.map((clientLanguage) => ({
      name: 'introduction' as const,
      text: introductionOf(introduction, language, clientLanguage),
      language,
      clientLanguage,
    })),
    { name: 'unknownIntroduction', text: introduction.unknown, language },
  ],
);

const keyOf = (text: string) => wordsOf(text).join(' ');

const announcementByWords = new Map(knownAnnouncements.map((known) => [keyOf(known.text), known]));

/** Which of the interpreter's announcements a text is, in whatever language. */
export function announcementOf(text: string): KnownAnnouncement | undefined {
  return announcementByWords.get(keyOf(text));
}
