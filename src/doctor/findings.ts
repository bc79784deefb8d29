/** What a provider does. */
export type Capability = 'recognition' | 'translation' | 'synthesis';

/** What was found out about one provider of a capability. */
export interface Finding {
  readonly capability: Capability;
  readonly provider: string;
  /** Its place in the order of those that are configured, from 1; undefined if it is not. */
  readonly place: number | undefined;
  readonly outcome:
    | {
        readonly isUsable: true;
        /** How long the request took, ms. */
        readonly tookMs: number;
        /** What is worth knowing nevertheless. */
        readonly remark?: string;
      }
    | { readonly isUsable: false; readonly reason: string };
  /** Languages of the service that it does not cover, as BCP-47 tags. */
  readonly uncovered: readonly string[];
}

const capabilities: readonly Capability[] = ['recognition', 'translation', 'synthesis'];

/** The capabilities for which none of the configured providers is usable. */
export function lackingCapabilities(findings: readonly Finding[]): readonly Capability[] {
  return capabilities.filter(
    (capability) =>
      !findings.some(
        (finding) =>
          finding.capability === capability && finding.place !== undefined && finding.outcome.isUsable,
      ),
  );
}

/** The findings as a table with a verdict, for a terminal. */
export function drawFindings(findings: readonly Finding[], agentLanguage: string): string {
  const rows = [
    ['', 'provider', 'configured', 'usable', 'languages that it lacks'],
    ...findings.map(({ capability, provider, place, outcome, uncovered }) => [
      capability,
      provider,
      place === undefined ? '' : String(place),
      told(outcome),
      uncovered.join(' '),
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const table = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const lacking = lackingCapabilities(findings);
  const verdict =
    lacking.length === 0
      ? `Calls can be interpreted for agents who speak ${agentLanguage}.`
      : `No configured provider is usable for agents who speak ${agentLanguage}: ${lacking.join(', ')}.`;
  return `${table.join('\n')}\n\n${verdict}\n`;
}

function told(outcome: Finding['outcome']): string {
  if (!outcome.isUsable) return `no: ${outcome.reason}`;
  const took = `yes, ${Math.round(outcome.tookMs)} ms`;
  return outcome.remark === undefined ? took : `${took}, ${outcome.remark}`;
}
