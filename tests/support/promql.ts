import { parser } from '@prometheus-io/lezer-promql';

/** A series that a query asks for. */
export interface SeriesSelector {
  readonly name: string;
  /** Labels that it is selected by. */
  readonly labels: readonly string[];
}

export interface Query {
  readonly selectors: readonly SeriesSelector[];
  /** Labels that aggregations keep; undefined where nothing is aggregated, and all of them are kept. */
  readonly aggregatedBy: readonly string[] | undefined;
  /** Labels that the sides of an operator are matched on, or without. */
  readonly matchedOn: readonly string[];
}

/**
 * Reads a PromQL expression with Prometheus' own grammar.
 *
 * @throws SyntaxError for what is no PromQL, with the place.
 */
export function readQuery(expression: string): Query {
  const selectors: { name: string; labels: string[] }[] = [];
  const matchedOn: string[] = [];
  let aggregatedBy: string[] | undefined;
  parser.parse(expression).iterate({
    enter({ name, type, from, to, node }) {
      const text = expression.slice(from, to);
      if (type.isError) throw new SyntaxError(`No PromQL at ${from}: ${expression}`);
      if (name === 'VectorSelector') selectors.push({ name: '', labels: [] });
      if (name === 'Identifier') Object.assign(selectors.at(-1) ?? {}, { name: text });
      if (name === 'AggregateExpr') aggregatedBy ??= [];
      if (name !== 'LabelName') return;
      const place = node.parent?.name === 'GroupingLabels' ? node.parent.parent?.name : undefined;
      if (place === 'AggregateModifier') aggregatedBy?.push(text);
      else if (place === 'MatchingModifierClause') matchedOn.push(text);
      else selectors.at(-1)?.labels.push(text);
    },
  });
  return { selectors, aggregatedBy, matchedOn };
}
