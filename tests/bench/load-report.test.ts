import { describe, expect, test } from 'vitest';
import { createHistogram } from '../../bench/load/histogram.js';
import { turnFigures } from '../../bench/load/load-run.js';
import { readServerMetrics } from '../../bench/load/server-metrics.js';
import { drawLineChart } from '../../bench/line-chart.js';
import { lineThrough } from '../../bench/statistics.js';
import { createMetrics } from '../../src/observability/metrics.js';

describe('figures under load', () => {
  test('the overhead of a turn is what the vendors did not take; what was talked into does not count', () => {
    const said = { call: 1, party: 'client', isAlone: true, startSentAt: 1000, endSentAt: 4000 } as const;
    const vendor = { firstSpeechAt: 1003, recognitionMs: 350, translationMs: 250, synthesisMs: 290 };
    const figures = turnFigures(
      [
        { ...said, number: 1, heardAt: 4900 },
        { ...said, number: 2, heardAt: undefined },
        { ...said, number: 3, heardAt: 6000, isAlone: false },
        { ...said, number: 4, heardAt: 4930 },
      ],
      [1, 2, 3, 4].map((number) => ({ ...vendor, number })),
    );
    expect(figures).toEqual({
      turns: 4,
      unheardTurns: 1,
      frameTransit: { count: 4, p50: 3, p99: 3, most: 3 },
      overhead: { count: 2, p50: 10, p99: 40, most: 40 },
      turnLatency: { count: 2, p50: 900, p99: 930, most: 930 },
    });
  });

  test("the service's own metrics are read", async () => {
    const metrics = createMetrics();
    metrics.mediaFrames.inc({ direction: 'inbound' }, 700);
    metrics.mediaFrames.inc({ direction: 'outbound' }, 30);
    metrics.clauses.inc({ direction: 'clientToAgent', outcome: 'heard' }, 2);
    metrics.clauses.inc({ direction: 'agentToClient', outcome: 'heard' }, 3);
    metrics.activeCalls.set(4);
    const read = readServerMetrics(await metrics.registry.metrics());
    expect(read).toMatchObject({ framesIn: 700, framesOut: 30, activeCalls: 4, malformed: 0 });
    expect(read.clauses).toMatchObject({ heard: 5, failed: 0 });
    expect(read.cpuMs).toBeGreaterThan(0);
    expect(read.heapBytes).toBeGreaterThan(1e6);
    expect(read.residentBytes).toBeGreaterThan(read.heapBytes / 2);
  });

  test('a histogram knows its quantiles to half a ms', () => {
    const histogram = createHistogram();
    for (let ms = 1; ms <= 100; ms += 1) histogram.add(ms);
    histogram.add(9000);
    expect([0.5, 0.99, 1].map((q) => histogram.quantile(q))).toEqual([51, 100, 5000]);
    expect(histogram.above(90)).toBe(11);
    histogram.clear();
    expect(histogram.quantile(0.5)).toBeUndefined();
  });

  test('a straight line is found, and how straight it is', () => {
    const points = [10, 25, 50, 75].map((x) => ({ x, y: 0.1 + 0.01 * x }));
    const line = lineThrough(points);
    expect(line?.slope).toBeCloseTo(0.01);
    expect(line?.intercept).toBeCloseTo(0.1);
    expect(line?.rSquared).toBeCloseTo(1);
    expect(lineThrough([{ x: 1, y: 1 }])).toBeUndefined();
  });

  test('a chart shows every series, with its names made safe', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 75, y: 0.75 },
    ];
    const svg = drawLineChart({
      title: 'CPU <over> calls',
      xLabel: 'calls',
      yLabel: 'cores',
      series: [
        { name: 'service & co', points },
        { name: 'floor', points: [] },
      ],
    });
    expect(svg).toContain('CPU &#60;over&#62; calls');
    expect(svg).toContain('service &#38; co');
    // The last tick of each axis lies at or above the most that there is.
    expect(svg).toContain('>80</text>');
    expect(svg).toContain('>0.8</text>');
    expect(svg.match(/<polyline/g)).toHaveLength(2);
  });
});
