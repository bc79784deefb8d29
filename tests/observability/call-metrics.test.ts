import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { watchEventLoopDelay } from '../../src/observability/event-loop-delay.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { summarizeMetrics } from '../../src/observability/metrics-summary.js';
import { liveCalls } from '../support/live-calls.js';

describe('the metrics of calls', () => {
  test('Scenario: a clause is on its way, then it is heard', async () => {
    const { connect, metrics } = liveCalls();
    const { client, interpret } = await connect();
    // 20 ms each: the audio clock must have got as far as the words.
    for (let frame = 0; frame < 60; frame += 1) {
      client.inlet.send({ type: 'media', mulaw: new Uint8Array(160).fill(0xff), timestampMs: frame * 20 });
    }
    const { queueLengths } = await summarizeMetrics(metrics);
    expect(queueLengths).toEqual({ translating: 0, synthesizing: 0, speaking: 0 });
    await interpret('Bonjour tout le monde.');
    const summary = await summarizeMetrics(metrics);
    expect(summary).toMatchObject({
      earVoiceSpan: { count: 1 },
      recognitionConfidence: { count: 1 },
      languageConfidence: { count: 1 },
      screenedClauses: { interpreted: 1 },
      clauses: { heard: 1 },
      queueLengths: { translating: 0, synthesizing: 0, speaking: 0 },
    });
    const { p50 = 0 } = summary.recognitionConfidence;
    expect(p50).toBeGreaterThan(0.8);
    expect(p50).toBeLessThanOrEqual(0.9);
  });

  test('Scenario: a clause waits for a long one that is being spoken', async () => {
    const { connect, metrics } = liveCalls();
    const { say } = await connect();
    // The synthesizer makes 10 ms of each letter, and two words are no two clauses.
    say('client', Array<string>(2).fill('a'.repeat(600)).join(' '));
    await expect.poll(async () => (await summarizeMetrics(metrics)).queueLengths['speaking']).toBe(1);
    say('client', 'Bonjour tout le monde.', 3000);
    await expect
      .poll(async () => (await summarizeMetrics(metrics)).queueLengths)
      .toEqual({ translating: 0, synthesizing: 1, speaking: 1 });
  });

  test('Scenario: frames are lost and late on a telephone', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const { connect, metrics } = liveCalls();
    const { client } = await connect();
    const arrive = (timestampMs: number) =>
      client.inlet.send({ type: 'media', mulaw: new Uint8Array(160).fill(0xff), timestampMs });
    arrive(0);
    vi.advanceTimersByTime(60);
    arrive(60);
    vi.advanceTimersByTime(200);
    arrive(80);
    expect((await summarizeMetrics(metrics)).frames).toMatchObject({ lost: 2, late: 1 });
  });
});

test('the event loop is held up, and whoever reads the delay leaves it as it is', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const metrics = createMetrics();
  const stop = watchEventLoopDelay(metrics);
  vi.advanceTimersByTime(200);
  const { eventLoopDelay } = await summarizeMetrics(metrics);
  expect(eventLoopDelay).toEqual({ count: 10, p50: 1, p95: 1 });
  expect((await summarizeMetrics(metrics)).eventLoopDelay).toEqual(eventLoopDelay);
  stop();
  vi.advanceTimersByTime(200);
  expect((await summarizeMetrics(metrics)).eventLoopDelay.count).toBe(10);
});
