import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import type { ClauseRecord, Failure } from '../../machines/call/call-events.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { createTraces, type Traces, type TracesOptions } from '../../src/observability/traces.js';
import { collector } from '../support/collector.js';
import { agentNumber, clientNumber, liveCalls } from '../support/live-calls.js';
import { endedCall, startedCall } from '../support/records.js';

const originMs = Date.UTC(2026, 0, 5, 9, 0, 0);
/** Of a clause: not those that are asked first. */
const providers = { recognizer: 'openai', translator: 'deepl', synthesizer: 'azure' };

const heardClause: ClauseRecord = {
  id: 'clause-1',
  direction: 'clientToAgent',
  state: 'heard',
  sourceLanguage: 'fr',
  targetLanguage: 'es',
  words: { text: 'Je voudrais un rendez-vous.', translation: 'Quisiera una cita.' },
  endsTurn: true,
  timings: {
    speechOnset: 1000,
    speechEnd: 3000,
    firstPartial: 1400,
    committed: 3300.25,
    translationRequested: 3301,
    translationFirstToken: 3450,
    translationLastToken: 3500,
    synthesisRequested: 3501,
    synthesisFirstByte: 3700,
    firstFrameSent: 3701,
    firstMarkHeard: 3821,
    lastMarkHeard: 5500,
  },
};

function openTraces(endpoint: string, options: Partial<TracesOptions> = {}) {
  const metrics = createMetrics();
  const lines: { msg: string; err?: unknown }[] = [];
  const log = pino(
    { level: 'info' },
    { write: (line: string) => lines.push(JSON.parse(line) as { msg: string }) },
  );
  const traces = createTraces({ endpoint, headers: {}, version: '1.2.3', metrics, log, ...options });
  const spansBy = async (outcome: string) =>
    (await metrics.traceSpans.get()).values.find(({ labels }) => labels.outcome === outcome)?.value ?? 0;
  return { traces, lines, spansBy };
}

/** A call that is traced, as it reports itself. */
function traceCall({ observer }: Traces) {
  observer.callStarted({ ...startedCall('CA1'), startedAt: new Date(originMs) });
  return {
    clauseEnded: (clause: ClauseRecord, failure?: Failure) =>
      observer.callReported(
        'CA1',
        { type: 'clause.ended', clause, providers, ...(failure !== undefined && { failure }) },
        0,
      ),
    ended: () => observer.callEnded(endedCall('CA1')),
  };
}

describe('traces', () => {
  test('Scenario: a clause is heard: one trace for the call, a span for the clause, one for each stage', async () => {
    const { endpoint, spans, requests, resources } = await collector();
    const { traces, spansBy } = openTraces(endpoint, { headers: { 'api-key': 'a-secret' } });
    const trace = traceCall(traces);
    trace.clauseEnded(heardClause);
    trace.ended();
    await traces.close();

    expect(requests[0]).toMatchObject({
      url: '/v1/traces',
      headers: { 'content-type': 'application/json', 'api-key': 'a-secret' },
    });
    expect(resources[0]).toMatchObject({ 'service.name': 'dragoman', 'service.version': '1.2.3' });
    const span = (name: string) => spans.find((each) => each.name === name);
    const [call, clause] = [span('call'), span('clause')];
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect([call?.parentSpanId, clause?.parentSpanId]).toEqual([undefined, call?.spanId]);
    expect(call?.attributes).toEqual({
      'dragoman.call_sid': 'CA1',
      'dragoman.outcome': 'clientHungUp',
      'dragoman.client_language': 'fr',
      'dragoman.agent_language': 'es',
    });
    expect(clause).toMatchObject({
      startTimeUnixNano: originMs + 1000,
      endTimeUnixNano: originMs + 5500,
      attributes: { 'dragoman.clause': 'clause-1', 'dragoman.outcome': 'heard' },
      status: { code: 0 },
    });
    const stages = spans.filter(({ parentSpanId }) => parentSpanId === clause?.spanId);
    expect(
      stages.map(({ name, startTimeUnixNano, endTimeUnixNano, attributes }) => [
        name,
        startTimeUnixNano - originMs,
        endTimeUnixNano - originMs,
        attributes['dragoman.provider'],
      ]),
    ).toEqual([
      ['speech', 1000, 3000, undefined],
      ['recognition', 3000, 3300.25, 'openai'],
      ['translation', 3301, 3500, 'deepl'],
      ['synthesis', 3501, 3700, 'azure'],
      ['queue', 3700, 3701, undefined],
      ['line', 3701, 3821, undefined],
      ['rendition', 3821, 5500, undefined],
    ]);
    expect([await spansBy('exported'), await spansBy('lost')]).toEqual([9, 0]);
  });

  test('Scenario: a clause fails, another was cut before it began: what there was of them, and why', async () => {
    const { endpoint, spans } = await collector();
    const { traces } = openTraces(endpoint);
    const trace = traceCall(traces);
    const timings = { speechOnset: 0, speechEnd: 900, committed: 1200, translationRequested: 1201 };
    trace.clauseEnded(
      { ...heardClause, state: 'failed', timings },
      { stage: 'translation', provider: 'deepl', reason: 'quotaExceeded' },
    );
    trace.clauseEnded({ ...heardClause, state: 'cut', timings: {} });
    await traces.close();
    expect(spans.map(({ name }) => name)).toEqual(['speech', 'recognition', 'clause']);
    expect(spans[2]).toMatchObject({
      status: { code: 2 },
      attributes: {
        'dragoman.failure.stage': 'translation',
        'dragoman.failure.provider': 'deepl',
        'error.type': 'quotaExceeded',
      },
    });
  });

  test('Scenario: a real call leaves its trace, and nothing of what was said is in it', async () => {
    const { endpoint, spans, requests } = await collector();
    const { traces } = openTraces(endpoint);
    const { connect, close } = liveCalls({ observers: [traces.observer] });
    const before = Date.now();
    const { interpret } = await connect();
    await interpret('Bonjour tout le monde.');
    await close();
    await traces.close();
    const call = spans.find(({ name }) => name === 'call');
    const clause = spans.find(({ name }) => name === 'clause');
    expect(call?.attributes['dragoman.outcome']).toBe('requested');
    expect(clause?.attributes).toMatchObject({
      'dragoman.outcome': 'heard',
      'dragoman.source_language': 'fr',
    });
    expect(spans.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['translation', 'synthesis', 'line']),
    );
    expect(call?.startTimeUnixNano).toBeGreaterThanOrEqual(before - 1);
    expect(call?.endTimeUnixNano).toBeGreaterThanOrEqual(clause?.endTimeUnixNano ?? Infinity);
    const everything = requests.map(({ body }) => body).join();
    for (const secret of ['Bonjour', clientNumber, agentNumber]) expect(everything).not.toContain(secret);
  });

  test('Scenario: the collector refuses two batches: said once, and the calls do not notice', async () => {
    const { endpoint, state, spans } = await collector();
    state.status = 400;
    const { traces, lines, spansBy } = openTraces(endpoint);
    const trace = traceCall(traces);
    for (let count = 0; count < 100; count += 1) trace.clauseEnded(heardClause);
    await traces.close();
    expect(lines.map(({ msg }) => msg)).toEqual(['collector does not take traces']);
    expect(spans).toEqual([]);
    expect(await spansBy('lost')).toBe(800);
  });

  test('Scenario: the collector comes back, and the log is told', async () => {
    const { endpoint, state, spans } = await collector();
    state.status = 400;
    const { traces, lines } = openTraces(endpoint);
    const trace = traceCall(traces);
    // 64 clauses with their stages fill a batch, which goes at once.
    for (let count = 0; count < 64; count += 1) trace.clauseEnded(heardClause);
    await expect.poll(() => lines.length).toBe(1);
    state.status = 200;
    trace.ended();
    await traces.close();
    expect(lines.map(({ msg }) => msg)).toEqual([
      'collector does not take traces',
      'collector takes traces again',
    ]);
    expect(spans.map(({ name }) => name)).toEqual(['call']);
  });

  test('Scenario: nobody listens there; closing does not wait for long', async () => {
    const { traces } = openTraces('http://127.0.0.1:9');
    const trace = traceCall(traces);
    trace.clauseEnded(heardClause);
    const before = performance.now();
    await traces.close();
    expect(performance.now() - before).toBeLessThan(4000);
  });
});
