import { languages, type Announcements } from '../src/languages.js';
import { isSameText } from './words.js';

export type AnnouncementName = keyof Announcements;

export const announcementNames = [
  'connecting',
  'noAgent',
  'failure',
  'busy',
  'repeat',
  'askedToRepeat',
] as const satisfies readonly AnnouncementName[];

/** Which of the interpreter's announcements a text is, in whatever language. */
export function announcementOf(text: string): AnnouncementName | undefined {
  return announcementNames.find((name) =>
    languages.some(({ announcements }) => isSameText(announcements[name], text)),
  );
}
