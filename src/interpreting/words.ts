/**
 * The words of a text as they are compared: without case, punctuation and diacritics, which recognizers write now
 * one way and now another. An apostrophe or a hyphen separates words.
 */
export function wordsOf(text: string): readonly string[] {
  return (
    text
      .toLowerCase()
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}
