import type { Logger } from 'pino';
import { createLog } from '../../src/observability/log.js';
import { canary } from './mutation.js';

/** A line of the log is some hundred characters; with a stack some thousand. */
const longestLine = 6000;

/** Fields that are others' words on purpose, bounded: a proxy's id of a request, and the carrier's own error text. */
const others = ['request_id', 'reason'] as const;

/** The service's real log at its most talkative, and what is wrong with what it wrote. */
export interface WatchedLog {
  readonly log: Logger;
  /** Lines since the last time that hold content, are no JSON of their own, or are too long. */
  takeBadLines(): readonly string[];
}

/** @param secrets - what no line may hold, beside the canary. */
export function watchLog(secrets: readonly string[]): WatchedLog {
  let bad: string[] = [];
  const unwanted = [canary, ...secrets];
  const log = createLog({
    level: 'trace',
    destination: {
      write(line) {
        const isWhole = line.indexOf('\n') === line.length - 1;
        if (!isWhole || line.length > longestLine || isTelling(line, unwanted)) bad.push(line);
      },
    },
  });
  return {
    log,
    takeBadLines() {
      const lines = bad;
      bad = [];
      return lines;
    },
  };
}

function isTelling(line: string, unwanted: readonly string[]): boolean {
  if (!unwanted.some((word) => line.includes(word))) return false;
  const fields = { ...(JSON.parse(line) as Record<string, unknown>) };
  for (const field of others) Reflect.deleteProperty(fields, field);
  const rest = JSON.stringify(fields);
  return unwanted.some((word) => rest.includes(word));
}
