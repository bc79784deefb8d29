import type { Logger } from 'pino';
import type { RecordsKysely } from './records-database.js';

const dayMs = 24 * 3600 * 1000;
const intervalMs = 3600 * 1000;

/** Deletes words whose time has come, until it is closed. */
export interface TranscriptRetention {
  /** Resolves when nothing is being deleted any more. */
  close(): Promise<void>;
}

/**
 * Deletes words that are older than so many days: at once, then every hour. It does so with TRANSCRIPTS=off too: what was
 * kept before is not kept for ever. Where the database is away, the next hour will do.
 */
export function startTranscriptRetention(
  database: RecordsKysely,
  { retentionDays, log }: { readonly retentionDays: number; readonly log: Logger },
): TranscriptRetention {
  let deleting: Promise<void> | undefined;

  async function remove() {
    const before = new Date(Date.now() - retentionDays * dayMs).toISOString();
    try {
      const { numDeletedRows } = await database
        .deleteFrom('clause_words')
        .where('recorded_at', '<', before)
        .executeTakeFirst();
      if (numDeletedRows > 0n)
        log.info({ clauses: Number(numDeletedRows) }, 'transcripts deleted, their time has come');
    } catch (error) {
      log.error({ err: error }, 'transcripts could not be deleted');
    }
  }

  const begin = () => {
    deleting ??= remove().finally(() => (deleting = undefined));
  };
  begin();
  const timer = setInterval(begin, intervalMs);

  return {
    async close() {
      clearInterval(timer);
      await deleting;
    },
  };
}
