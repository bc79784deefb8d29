import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { deployPath, readDeployYaml } from '../support/deploy-files.js';
import { readExposedMetrics } from '../support/exposed-metrics.js';
import { isInstalled } from '../../sandbox/servers/installed-program.js';
import { readQuery } from '../support/promql.js';

const duration = z.string().regex(/^\d+(?:ms|[smhdwy])$/);
const rulesSchema = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Dragoman[A-Z]\w+$/),
          expr: z.string(),
          for: duration.optional(),
          labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
          annotations: z.strictObject({ summary: z.string(), description: z.string() }),
        }),
      ),
    }),
  ),
});
const rules = rulesSchema
  .parse(readDeployYaml('prometheus/alerts.yaml'))
  .groups.flatMap((group) => group.rules);

describe('the alert rules', () => {
  test('ask for metrics and labels that the service exposes, in PromQL', async () => {
    const findUnknown = await readExposedMetrics();
    const unknown = rules.map(({ alert, expr }) => ({ alert, unknown: findUnknown(readQuery(expr)) }));
    expect(unknown.filter((rule) => rule.unknown.length > 0)).toEqual([]);
    expect(rules.length).toBeGreaterThan(10);
  });

  test('have names of their own, and their texts use labels that are left of the result', () => {
    const names = rules.map(({ alert }) => alert);
    expect(new Set(names).size).toBe(names.length);
    const wrong = rules.flatMap(({ alert, expr, annotations }) => {
      const used = [...annotations.summary.matchAll(/\$labels\.(\w+)/g)].map(([, label = '']) => label);
      const left = readQuery(expr).aggregatedBy ?? ['instance'];
      return used.filter((label) => !left.includes(label)).map((label) => ({ alert, label }));
    });
    expect(wrong).toEqual([]);
  });

  test.skipIf(!isInstalled('promtool'))('pass promtool (skipped where it is not installed)', () => {
    const { status, stderr } = spawnSync(
      'promtool',
      ['check', 'rules', deployPath('prometheus/alerts.yaml')],
      {
        encoding: 'utf8',
      },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('the scrape configuration', () => {
  test.skipIf(!isInstalled('promtool'))('passes promtool (skipped where it is not installed)', () => {
    const { status, stdout } = spawnSync(
      'promtool',
      ['check', 'config', '--syntax-only', deployPath('prometheus/prometheus.yaml')],
      { encoding: 'utf8' },
    );
    expect({ status, stdout }).toMatchObject({ status: 0 });
  });
});
