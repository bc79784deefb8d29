import { z } from 'zod';

/**
 * Values that vendors send, within what can be reckoned with: beyond it they are a mistake of theirs, and would be
 * ours in everything that is worked out from them.
 */

/** A moment of a stream, s; -1 stands for none. No stream lasts longer than a day. */
export const seconds = z.number().min(-1).max(86_400);

/** 0 to 1. Vendors round to 32 bits, which may end just outside. */
export const confidence = z.number().transform((value) => Math.min(1, Math.max(0, value)));

/** More words than these were never said in one turn, which lasts 25 s at the most. */
export const mostTurnWords = 1000;

/**
 * What was said in one turn, at the most. Words are compared with those of the text before, each with each: a text of
 * a million characters would end the process.
 */
export const longestTurnText = 3000;

/** What was said in one turn. */
export const turnText = z.string().max(longestTurnText);

/** Those of a vendor's languages that can be BCP-47 tags. */
export function tagsAmong(languages: readonly string[]): readonly string[] {
  return languages.filter(isTag);
}

export function isTag(language: string): boolean {
  return language.length <= 35 && /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(language);
}

/** The first of a vendor's codes that looks like one. What does not may quote what was said, and is for no log. */
export function codeAmong(candidates: readonly unknown[]): string | undefined {
  return candidates
    .map(String)
    .find((code) => code !== 'null' && code !== 'undefined' && /^[\w-]{1,64}$/.test(code));
}
