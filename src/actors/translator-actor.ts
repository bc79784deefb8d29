import { fromCallback, type EventObject } from 'xstate';
import type { TranslatorInput } from '../../machines/clause/clause-actors.js';
import type { ClauseEvent } from '../../machines/clause/clause-events.js';
import { guardTranslation, type GuardedTranslation } from '../interpreting/translation-guard.js';
import type { Metrics } from '../observability/metrics.js';
import type { Translator } from '../providers/translator.js';
import type { Logger } from 'pino';
import { failureOf } from './failure.js';
import { roomOf, type Rooms } from './room.js';

export interface TranslatorActorOptions {
  readonly rooms: Rooms;
  readonly translator: Translator;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/**
 * Translates one clause, and sees to it that its numbers, dates and codes stay what they were. Stopping it gives the
 * request up. A clause that is in the listener's language stays as it is.
 */
export const translatorActor = ({ rooms, translator, metrics, log }: TranslatorActorOptions) =>
  fromCallback<EventObject, TranslatorInput>(({ input, sendBack }) => {
    const tell: (event: ClauseEvent) => void = sendBack;
    const { now } = roomOf(rooms, input.callSid);
    const abort = new AbortController();
    let firstToken: number | undefined;
    void translate();
    return () => abort.abort();

    async function translate(): Promise<void> {
      const translationRequested = now();
      try {
        const { translation, outcome, failure } = await guarded();
        const translationLastToken = now();
        metrics.guardedTranslations.inc({ outcome });
        if (outcome !== 'faithful') {
          const { callSid, sourceLanguage, targetLanguage } = input;
          log.info(
            {
              call_sid: callSid,
              source_language: sourceLanguage,
              target_language: targetLanguage,
              outcome,
              err: failure,
            },
            'translation altered a value',
          );
        }
        tell({
          type: 'translation.ended',
          translation,
          timings: {
            translationRequested,
            translationFirstToken: firstToken ?? translationLastToken,
            translationLastToken,
          },
        });
      } catch (error) {
        if (abort.signal.aborted) return;
        const failure = failureOf('translation', translator.provider, error);
        log.warn({ call_sid: input.callSid, ...failure, err: error }, 'translation failed');
        tell({ type: 'translation.failed', failure, timings: { translationRequested } });
      }
    }

    function guarded(): Promise<GuardedTranslation> {
      const { text, sourceLanguage, targetLanguage } = input;
      if (sourceLanguage === targetLanguage)
        return Promise.resolve({ translation: text, outcome: 'faithful' });
      return guardTranslation(input, whole);
    }

    /** Asks the provider once. */
    async function whole(): Promise<string> {
      const { text, sourceLanguage, targetLanguage, context } = input;
      let translation = '';
      for await (const piece of translator.translate({
        text,
        sourceLanguage,
        targetLanguage,
        context,
        signal: abort.signal,
      })) {
        firstToken ??= now();
        translation += piece;
      }
      return translation;
    }
  });
