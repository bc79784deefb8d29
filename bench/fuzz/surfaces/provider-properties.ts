import { ProviderError } from '../../../src/providers/provider-error.js';
import type { RecognizerEvent } from '../../../src/providers/recognizer.js';
import { canary } from '../mutation.js';

const longestMessage = 300;

/** Whether an error, with its causes, is what the house says providers fail with, and holds nothing of what was said. */
export function errorIsFitForLogs(error: unknown): boolean {
  if (error === undefined) return true;
  if (!(error instanceof ProviderError)) return false;
  const { message, kind } = error;
  return (
    message.length <= longestMessage &&
    !message.includes(canary) &&
    !/\p{Cc}/u.test(message) &&
    kind.length > 0
  );
}

/** Whether events have times and confidences that can be reckoned with. */
export function eventsAreSound(events: readonly RecognizerEvent[]): boolean {
  return events.every((event) => {
    if (event.type === 'utterance.ended') return Number.isSafeInteger(event.endMs);
    return (
      isConfidence(event.confidence) &&
      isSpan(event) &&
      event.languages.every(isTag) &&
      event.words.every(
        (word) =>
          isConfidence(word.confidence) &&
          isSpan(word) &&
          (word.language === undefined || isTag(word.language)),
      )
    );
  });
}

function isSpan({ startMs, endMs }: { readonly startMs: number; readonly endMs: number }): boolean {
  return Number.isSafeInteger(startMs) && Number.isSafeInteger(endMs) && startMs <= endMs;
}

function isConfidence(value: number): boolean {
  return value >= 0 && value <= 1;
}

/** A tag of BCP-47, as far as it may be told from anything else. */
function isTag(language: string): boolean {
  return /^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$/.test(language);
}
