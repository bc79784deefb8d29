import { expect, test } from 'vitest';
import { z } from 'zod';
import { createMetrics } from '../../src/observability/metrics.js';
import { readDeployFile, readDeployYaml } from '../support/deploy-files.js';
import { readExposedMetrics } from '../support/exposed-metrics.js';
import { readQuery } from '../support/promql.js';

const datasourceSchema = z.strictObject({ type: z.literal('prometheus'), uid: z.literal('${datasource}') });
const placeSchema = z.strictObject({ x: z.int(), y: z.int(), w: z.int(), h: z.int() });
const panelSchema = z.object({
  id: z.int(),
  title: z.string(),
  description: z.string(),
  type: z.enum(['stat', 'timeseries']),
  datasource: datasourceSchema,
  gridPos: placeSchema,
  targets: z.array(
    z.strictObject({
      refId: z.string(),
      datasource: datasourceSchema,
      expr: z.string(),
      legendFormat: z.string(),
    }),
  ),
});
const rowSchema = z.object({ id: z.int(), type: z.literal('row'), title: z.string(), gridPos: placeSchema });
const dashboardSchema = z.object({
  uid: z.string(),
  schemaVersion: z.int(),
  templating: z.object({ list: z.array(z.object({ name: z.string() })) }),
  panels: z.array(z.discriminatedUnion('type', [panelSchema, rowSchema])),
});
const dashboard = dashboardSchema.parse(JSON.parse(readDeployFile('grafana/dashboards/dragoman.json')));
const queries = dashboard.panels.flatMap((panel) =>
  panel.type === 'row'
    ? []
    : panel.targets.map(({ expr, legendFormat }) => ({
        title: panel.title,
        legendFormat,
        // Grafana puts in its variables before Prometheus sees the query.
        query: readQuery(expr.replaceAll('$__rate_interval', '5m').replaceAll('$instance', '.*')),
      })),
);

test('every panel asks for metrics and labels that the service exposes, in PromQL', async () => {
  const findUnknown = await readExposedMetrics();
  const unknown = queries.map(({ title, query }) => ({ title, unknown: findUnknown(query) }));
  expect(unknown.filter((panel) => panel.unknown.length > 0)).toEqual([]);
});

test('every metric of the service itself is on a panel', () => {
  const shown = new Set(
    queries.flatMap(({ query }) => query.selectors.map(({ name }) => name.replace(/_bucket$/, ''))),
  );
  const own = createMetrics()
    .registry.getMetricsAsArray()
    .map(({ name }) => name)
    .filter((name) => name.startsWith('dragoman_'));
  expect(own.filter((name) => !shown.has(name))).toEqual([]);
});

test('legends use labels that are left of the result', () => {
  const wrong = queries.flatMap(({ title, legendFormat, query }) =>
    [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)]
      .map(([, label = '']) => label)
      .filter((label) => !(query.aggregatedBy ?? ['instance']).includes(label))
      .map((label) => ({ title, label })),
  );
  expect(wrong).toEqual([]);
});

test('panels have ids of their own, lie within the 24 columns and do not overlap', () => {
  const ids = dashboard.panels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const taken = new Map<string, string>();
  const clashes: string[] = [];
  for (const { title, gridPos } of dashboard.panels) {
    expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
        const cell = `${x},${y}`;
        const other = taken.get(cell);
        if (other !== undefined) clashes.push(`${title} on ${other}`);
        taken.set(cell, title);
      }
    }
  }
  expect(clashes).toEqual([]);
});

test('Grafana finds the data source and the dashboard where Compose puts them', () => {
  const datasources = z
    .object({ datasources: z.array(z.object({ type: z.literal('prometheus'), url: z.url() })) })
    .parse(readDeployYaml('grafana/provisioning/datasources/prometheus.yaml'));
  const providers = z
    .object({ providers: z.array(z.object({ options: z.object({ path: z.string() }) })) })
    .parse(readDeployYaml('grafana/provisioning/dashboards/dragoman.yaml'));
  const compose = readDeployFile('compose.yaml');
  expect(datasources.datasources.map(({ url }) => new URL(url).hostname)).toEqual(['prometheus']);
  for (const { options } of providers.providers)
    expect(compose).toContain(`./grafana/dashboards:${options.path}:ro`);
});
