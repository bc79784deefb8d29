import { fromCallback, type EventObject } from 'xstate';
import type { TranslatorInput } from '../../machines/clause/clause-actors.js';
import type { ClauseEvent } from '../../machines/clause/clause-events.js';
import type { Glossary } from '../interpreting/glossary.js';
import type { Metrics } from '../observability/metrics.js';
import type { Translator } from '../providers/translator.js';
import type { Logger } from 'pino';
import { translateClause, type ClauseTranslation } from './clause-translation.js';
import { failureOf } from './failure.js';
import { roomOf, wordingKey, type Rooms } from './room.js';

export interface TranslatorActorOptions {
  readonly rooms: Rooms;
  readonly translator: Translator;
  /** Its terms are to be in the translations. */
  readonly glossary: Glossary;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** Translates one clause, unless that was begun before it was settled. Stopping it gives the request up. */
export const translatorActor = ({ rooms, translator, glossary, metrics, log }: TranslatorActorOptions) =>
  fromCallback<EventObject, TranslatorInput>(({ input, sendBack }) => {
    const tell: (event: ClauseEvent) => void = sendBack;
    const { now, providers, foreseen } = roomOf(rooms, input.callSid);
    const abort = new AbortController();
    void translate();
    return () => abort.abort();

    async function translate(): Promise<void> {
      const translationRequested = now();
      try {
        const { translation, outcome, failure, firstToken, provider } = await (fromForesight() ?? asked());
        if (abort.signal.aborted) return;
        if (provider !== undefined) providers.translates(input.clauseId, provider);
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
            'translation altered a value or missed a term',
          );
        }
        tell({
          type: 'translation.ended',
          translation,
          timings: {
            translationRequested,
            // What came before the clause did took nothing of its time.
            translationFirstToken: Math.max(firstToken ?? translationLastToken, translationRequested),
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

    function asked(): Promise<ClauseTranslation> {
      return translateClause(input, { translator, glossary, now, signal: abort.signal });
    }

    /** What was begun while the clause was still being heard; if that failed, the clause is asked for like any other. */
    function fromForesight(): Promise<ClauseTranslation> | undefined {
      const key = wordingKey(input);
      const begun = foreseen.client.take(key) ?? foreseen.agent.take(key);
      if (begun === undefined) return undefined;
      abort.signal.addEventListener('abort', () => begun.abort.abort(), { once: true });
      return begun.result.catch((error: unknown) => {
        if (abort.signal.aborted) throw error;
        return asked();
      });
    }
  });
