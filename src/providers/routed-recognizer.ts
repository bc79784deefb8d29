import type { Candidate } from './candidate.js';
import { openRecoveringStream } from './recovering-stream.js';
import type { Recognizer } from './recognizer.js';
import type { RoutedOptions } from './routed-translator.js';
import { recognizerRoute, unionOf } from './routes.js';

/**
 * Recognizes with the first of the recognizers that cover the language. One that dies or stalls in the middle of a
 * stream is replaced by the next, which hears again what was not final yet.
 */
export function createRoutedRecognizer(
  candidates: readonly Candidate<Recognizer>[],
  { metrics, log }: RoutedOptions,
): Recognizer {
  const provider = candidates.map(({ name }) => name).join(',');
  return {
    provider,
    capabilities: unionOf(candidates.map((candidate) => candidate.provider.capabilities)),
    open: (request) =>
      openRecoveringStream({
        provider,
        route: recognizerRoute(candidates, request.language, request.hints),
        request,
        metrics,
        log,
      }),
  };
}
