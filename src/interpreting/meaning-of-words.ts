import type { MeaningOfWords } from '../../machines/call/call-events.js';
import { beginsBackchannel, isBackchannel, isInterruption } from './backchannels.js';
import { wordsOf } from './words.js';

/** Fewer words that are still being recognized may yet become a backchannel. */
const fewestWords = 3;

/**
 * What a listener's words over a rendition mean, so far as they are recognized; undefined where it is too early to
 * say.
 *
 * @param language - BCP-47 tag of the text.
 */
export function meaningOfWords(text: string, language: string): MeaningOfWords | undefined {
  if (isBackchannel(text, language)) return 'backchannel';
  if (isInterruption(text, language)) return 'interruption';
  if (beginsBackchannel(text, language)) return 'backchannel';
  return wordsOf(text).length >= fewestWords ? 'other' : undefined;
}
