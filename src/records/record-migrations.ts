import { sql, type ColumnDataType, type Kysely, type Migration, type RawBuilder } from 'kysely';

/** What the two databases call differently. */
export interface ColumnTypes {
  readonly moment: ColumnDataType | RawBuilder<unknown>;
}

/**
 * The schema, step by step: a step that was released never changes. There are no foreign keys: records of a call may be
 * lost while the database is away, and those that are left are worth keeping.
 */
export const recordMigrations = ({ moment }: ColumnTypes): Record<string, Migration> => ({
  '0001-call-records': {
    async up(database: Kysely<unknown>) {
      await database.schema
        .createTable('calls')
        .addColumn('call_sid', 'text', (column) => column.primaryKey().notNull())
        .addColumn('started_at', moment, (column) => column.notNull())
        .addColumn('recognizer', 'text', (column) => column.notNull())
        .addColumn('translator', 'text', (column) => column.notNull())
        .addColumn('synthesizer', 'text', (column) => column.notNull())
        .addColumn('ended_at', moment)
        .addColumn('duration_ms', 'integer')
        .addColumn('outcome', 'text')
        .addColumn('telephony_usd', 'double precision')
        .addColumn('recognition_usd', 'double precision')
        .addColumn('translation_usd', 'double precision')
        .addColumn('synthesis_usd', 'double precision')
        .execute();
      await database.schema
        .createIndex('calls_by_end')
        .on('calls')
        .columns(['ended_at', 'call_sid'])
        .execute();

      await database.schema
        .createTable('legs')
        .addColumn('call_sid', 'text', (column) => column.notNull())
        .addColumn('party', 'text', (column) => column.notNull())
        .addColumn('leg_call_sid', 'text')
        .addColumn('number', 'text')
        .addColumn('country', 'text')
        .addColumn('language', 'text', (column) => column.notNull())
        .addColumn('language_source', 'text', (column) => column.notNull())
        .addColumn('connected_ms', 'integer', (column) => column.notNull())
        .addColumn('turns', 'integer', (column) => column.notNull())
        .addColumn('turn_latency_p50_ms', 'integer')
        .addColumn('turn_latency_p95_ms', 'integer')
        .addColumn('clauses_heard', 'integer', (column) => column.notNull())
        .addColumn('clauses_cut', 'integer', (column) => column.notNull())
        .addColumn('clauses_merged', 'integer', (column) => column.notNull())
        .addColumn('clauses_failed', 'integer', (column) => column.notNull())
        .addPrimaryKeyConstraint('legs_key', ['call_sid', 'party'])
        .execute();

      await database.schema
        .createTable('clauses')
        .addColumn('call_sid', 'text', (column) => column.notNull())
        .addColumn('clause_id', 'text', (column) => column.notNull())
        .addColumn('direction', 'text', (column) => column.notNull())
        .addColumn('outcome', 'text', (column) => column.notNull())
        .addColumn('source_language', 'text', (column) => column.notNull())
        .addColumn('target_language', 'text', (column) => column.notNull())
        .addColumn('source_characters', 'integer', (column) => column.notNull())
        .addColumn('translation_characters', 'integer', (column) => column.notNull())
        .addColumn('speech_onset_ms', 'integer')
        .addColumn('speech_end_ms', 'integer')
        .addColumn('first_partial_ms', 'integer')
        .addColumn('committed_ms', 'integer')
        .addColumn('translation_requested_ms', 'integer')
        .addColumn('translation_first_token_ms', 'integer')
        .addColumn('translation_last_token_ms', 'integer')
        .addColumn('synthesis_requested_ms', 'integer')
        .addColumn('synthesis_first_byte_ms', 'integer')
        .addColumn('first_frame_sent_ms', 'integer')
        .addColumn('first_mark_heard_ms', 'integer')
        .addColumn('last_mark_heard_ms', 'integer')
        .addPrimaryKeyConstraint('clauses_key', ['call_sid', 'clause_id'])
        .execute();

      await database.schema
        .createTable('clause_words')
        .addColumn('call_sid', 'text', (column) => column.notNull())
        .addColumn('clause_id', 'text', (column) => column.notNull())
        .addColumn('recorded_at', moment, (column) => column.notNull())
        .addColumn('text', 'text', (column) => column.notNull())
        .addColumn('translation', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('clause_words_key', ['call_sid', 'clause_id'])
        .execute();
      await database.schema
        .createIndex('clause_words_by_age')
        .on('clause_words')
        .column('recorded_at')
        .execute();

      await database.schema
        .createTable('call_errors')
        .addColumn('call_sid', 'text', (column) => column.notNull())
        .addColumn('position', 'integer', (column) => column.notNull())
        .addColumn('at_ms', 'integer', (column) => column.notNull())
        .addColumn('stage', 'text', (column) => column.notNull())
        .addColumn('provider', 'text', (column) => column.notNull())
        .addColumn('reason', 'text', (column) => column.notNull())
        .addColumn('clause_id', 'text')
        .addColumn('party', 'text')
        .addPrimaryKeyConstraint('call_errors_key', ['call_sid', 'position'])
        .execute();
    },
  },
  '0002-providers-of-clauses': {
    async up(database: Kysely<unknown>) {
      // One at a time: SQLite adds no two columns at once.
      for (const column of ['recognizer', 'translator', 'synthesizer']) {
        await database.schema.alterTable('clauses').addColumn(column, 'text').execute();
      }
    },
  },
});

/** In SQLite a moment is text, in the form that sorts. */
export const sqliteColumnTypes: ColumnTypes = { moment: 'text' };

export const postgresColumnTypes: ColumnTypes = { moment: sql`timestamptz` };
