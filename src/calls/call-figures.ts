import type { Logger } from 'pino';
import type { ClauseRecord, Direction, Failure, OutcomeOfClause } from '../../machines/call/call-events.js';
import type { ClauseProviders } from '../actors/clause-providers.js';
import type { Metrics } from '../observability/metrics.js';
import { createLatencies, type Latencies } from './latencies.js';
import type { ObservedReport } from './call-observer.js';
import { eachDirection } from './call-view.js';

/** What is counted of one call. */
export interface CallFigures {
  readonly turnLatencies: Readonly<Record<Direction, Latencies>>;
  readonly outcomes: Readonly<Record<Direction, Record<OutcomeOfClause, number>>>;
  /** Counts what the call reports. */
  take(report: ObservedReport): void;
}

export interface CallFiguresOptions {
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** Keeps a call's figures, and tells the log and the metrics, from what the call reports. */
export function keepFigures({ log, metrics }: CallFiguresOptions): CallFigures {
  const figures = {
    turnLatencies: eachDirection(createLatencies),
    outcomes: eachDirection(() => ({ heard: 0, cut: 0, merged: 0, failed: 0 })),
  };

  return { ...figures, take };

  function take(report: ObservedReport): void {
    switch (report.type) {
      case 'clause.ended':
        return keepClause(report.clause, report.providers, report.failure);
      case 'turn.heard':
        figures.turnLatencies[report.direction].add(report.latencyMs);
        metrics.turnLatency.observe({ direction: report.direction }, report.latencyMs / 1000);
        return log.info(
          { direction: report.direction, turn_latency_ms: Math.round(report.latencyMs) },
          'turn heard',
        );
      case 'rendition.interrupted':
        metrics.bargeIns.inc({ direction: report.direction });
        return log.info({ direction: report.direction }, 'listener barged in');
      case 'rendition.resumed':
        return log.info({ direction: report.direction }, 'false alarm, rendition resumed');
      case 'rendition.abandoned':
        return log.info({ direction: report.direction }, 'parties moved on, rest of rendition not said');
      case 'recognizer.lost':
        return log.warn({ party: report.party, ...report.failure }, 'recognizer lost');
      case 'language.changed':
        return log.info({ party: report.party, language: report.language }, 'language identified');
      case 'actor.failed':
        return log.error({ actor: report.id, err: report.error }, 'actor failed');
    }
  }

  function keepClause(clause: ClauseRecord, providers: ClauseProviders, failure: Failure | undefined) {
    const { direction, state } = clause;
    if (state === 'heard' || state === 'cut' || state === 'merged' || state === 'failed') {
      figures.outcomes[direction][state] += 1;
      metrics.clauses.inc({ direction, outcome: state });
    }
    const { speechOnset, firstMarkHeard } = clause.timings;
    if (clause.origin === undefined && speechOnset !== undefined && firstMarkHeard !== undefined) {
      metrics.earVoiceSpan.observe({ direction }, (firstMarkHeard - speechOnset) / 1000);
    }
    const stages = stageLatencies(clause);
    observeStages(stages, providers);
    log[failure === undefined ? 'info' : 'warn'](
      {
        clause: clause.id,
        direction,
        outcome: state,
        source_language: clause.sourceLanguage,
        target_language: clause.targetLanguage,
        latency_ms: stages,
        ...providers,
        ...failure,
      },
      'clause ended',
    );
  }

  function observeStages(stages: StageLatencies, providers: ClauseProviders) {
    const providerOf = {
      recognition: providers.recognizer,
      translation: providers.translator,
      synthesis: providers.synthesizer,
      playout: 'twilio',
    } as const;
    for (const stage of ['recognition', 'translation', 'synthesis', 'playout'] as const) {
      const ms = stages[stage];
      const provider = providerOf[stage];
      if (ms !== undefined && provider !== undefined)
        metrics.stageLatency.observe({ stage, provider }, ms / 1000);
    }
  }
}

type StageLatencies = Partial<
  Record<'recognition' | 'translation' | 'synthesis' | 'playout' | 'total', number>
>;

/**
 * ms that each stage took: from the speaker's last word to the listener's first sound. What was said early waited for its
 * listener, and for how long says nothing.
 */
function stageLatencies({ timings, origin }: ClauseRecord): StageLatencies {
  const between = (start: number | undefined, end: number | undefined) =>
    start === undefined || end === undefined ? undefined : Math.round(end - start);
  const stages = {
    recognition: between(timings.speechEnd, timings.committed),
    translation: between(timings.translationRequested, timings.translationLastToken),
    synthesis: between(timings.synthesisRequested, timings.synthesisFirstByte),
    ...(origin === undefined && {
      playout: between(timings.synthesisFirstByte, timings.firstMarkHeard),
      total: between(timings.speechEnd, timings.firstMarkHeard),
    }),
  };
  return Object.fromEntries(Object.entries(stages).filter(([, ms]) => ms !== undefined));
}
