/**
 * Apertium's stream format: text, in which some characters are escaped, and "superblanks" in brackets, which are
 * passed on as they are. One with a number after each text tells whose answer came back.
 */

/** Ends what is to be translated, and its translation: the pipeline lets go of all that it holds. */
export const flushMark = '\0';

/** What has a meaning in the stream. */
const reserved = /[[\]{}^$/\\@<>]/g;

/** What ends or breaks a text, and the tilde, which the pairs do away with. */
const unspeakable = /[\p{Cc}~]+/gu;

/** A text on its way in, with its number. */
export function toStream(text: string, number: number): string {
  return `${text.replace(unspeakable, ' ').replace(reserved, '\\$&')}[${number}]${flushMark}`;
}

/** The text of what came out, without its flush mark; undefined if it does not end with the number. */
export function fromStream(record: string, number: number): string | undefined {
  const mark = `[${number}]`;
  if (!record.endsWith(mark)) return undefined;
  return record.slice(0, -mark.length).replace(/\\(.)/gsu, '$1').replace(/\s+/g, ' ').trim();
}
