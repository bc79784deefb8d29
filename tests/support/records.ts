import type { EndedCall, ObservedReport, StartedCall } from '../../src/calls/call-observer.js';
import type { ClauseRecord } from '../../machines/call/call-events.js';
import type { Config } from '../../src/config.js';

/** The compiled thread of SQLite: the tests run from TypeScript, which a thread of Node 20 cannot load. */
export const builtSqliteWorker = new URL('../../dist/src/records/sqlite-worker.js', import.meta.url);

export const recordsSettings = {
  databaseUrl: undefined,
  file: 'never-opened.sqlite',
  numbers: 'masked',
  keepsTranscripts: true,
  retentionDays: 30,
} as const satisfies Config['records'];

export const startedCall = (callSid: string): StartedCall => ({
  callSid,
  startedAt: new Date('2026-11-22T10:00:00.000Z'),
  providers: { recognizer: 'deepgram', translator: 'deepl', synthesizer: 'elevenlabs' },
});

const clause: ClauseRecord = {
  id: 'clause-1',
  direction: 'clientToAgent',
  state: 'heard',
  sourceLanguage: 'fr',
  targetLanguage: 'es',
  endsTurn: true,
  timings: { speechOnset: 1000.4, speechEnd: 2000, committed: 2300.6, firstMarkHeard: 2900 },
  words: { text: 'Bonjour à tous', translation: 'Hola a todos' },
};

export const clauseEnded = (change: Partial<ClauseRecord> = {}): ObservedReport => ({
  type: 'clause.ended',
  providers: { recognizer: 'deepgram', translator: 'openai', synthesizer: 'elevenlabs' },
  clause: { ...clause, ...change },
});

export const endedCall = (callSid: string, endedAt = '2026-11-22T10:02:10.000Z'): EndedCall => ({
  callSid,
  endedAt: new Date(endedAt),
  durationMs: 130_000.2,
  outcome: 'clientHungUp',
  legs: {
    client: {
      callSid,
      number: '+33142685300',
      language: 'fr',
      languageSource: 'speech',
      connectedMs: 130_000,
    },
    agent: {
      callSid: `${callSid}-agent`,
      number: '+34981000001',
      language: 'es',
      languageSource: 'configured',
      connectedMs: 110_000,
    },
  },
  turnLatencies: {
    clientToAgent: { count: 2, p50: 800.4, p95: 912.6, last: 912.6 },
    agentToClient: { count: 0 },
  },
  clauses: {
    clientToAgent: { heard: 2, cut: 1, merged: 0, failed: 1 },
    agentToClient: { heard: 0, cut: 0, merged: 0, failed: 0 },
  },
});
