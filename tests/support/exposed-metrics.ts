import { z } from 'zod';
import { asAdmin, buildTestApp } from './test-app.js';
import type { Query } from './promql.js';

const declaredSchema = z.array(
  z.object({ name: z.string(), type: z.string(), labelNames: z.array(z.string()) }),
);

/** Labels that Prometheus gives every series that it scrapes. */
const targetLabels = ['job', 'instance'];

/** What a query asks for that the running service does not expose, or Prometheus does not add. */
export type FindUnknown = (query: Query) => readonly string[];

/** Reads what the running service exposes at `GET /metrics`. */
export async function readExposedMetrics(): Promise<FindUnknown> {
  const { app, metrics } = await buildTestApp();
  const { body } = await app.inject({ url: '/metrics', headers: asAdmin });
  const declared = declaredSchema.parse(metrics.registry.getMetricsAsArray());
  const labelsOf = new Map<string, readonly string[]>([['up', targetLabels]]);
  for (const [, family = ''] of body.matchAll(/^# TYPE (\S+) \S+$/gm)) {
    const { type, labelNames } = declared.find(({ name }) => name === family) ?? {
      type: 'unknown',
      labelNames: [],
    };
    const labels = [...labelNames, ...targetLabels];
    if (type === 'histogram') {
      labelsOf.set(`${family}_bucket`, [...labels, 'le']);
      labelsOf.set(`${family}_count`, labels);
      labelsOf.set(`${family}_sum`, labels);
    } else labelsOf.set(family, labels);
  }

  return ({ selectors, aggregatedBy = [], matchedOn }) => {
    const known = new Set(selectors.flatMap(({ name }) => labelsOf.get(name) ?? []));
    return [
      ...selectors.flatMap(({ name, labels }) =>
        labelsOf.has(name)
          ? labels.filter((label) => !labelsOf.get(name)?.includes(label)).map((label) => `${name}{${label}}`)
          : [name],
      ),
      ...[...aggregatedBy, ...matchedOn].filter((label) => !known.has(label)).map((label) => `(${label})`),
    ];
  };
}
