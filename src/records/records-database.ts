import { Kysely, type Dialect } from 'kysely';
import { createPostgresDialect } from './postgres-dialect.js';
import { postgresColumnTypes, sqliteColumnTypes, type ColumnTypes } from './record-migrations.js';
import type { RecordTables } from './record-tables.js';
import { createSqliteDialect } from './sqlite-dialect.js';
import { createSqliteThread } from './sqlite-thread.js';

export type RecordsKysely = Kysely<RecordTables>;

/** Where the records are. */
export interface RecordsDatabase {
  readonly kind: 'sqlite' | 'postgres';
  readonly kysely: RecordsKysely;
  readonly columnTypes: ColumnTypes;
  close(): Promise<void>;
}

export interface RecordsDatabaseOptions {
  /** A PostgreSQL URL; without one the file is used. */
  readonly databaseUrl: string | undefined;
  /** Path of the SQLite file, made where it does not exist. */
  readonly file: string;
  /** Is told of connections that break off while nobody uses them. */
  readonly onError: (error: Error) => void;
  /** The compiled module of SQLite's thread. Default: the one beside its starter. */
  readonly workerUrl?: URL | undefined;
}

/** Opens the database of the records. Nothing is connected yet. */
export function openRecordsDatabase(options: RecordsDatabaseOptions): RecordsDatabase {
  const { databaseUrl, file, workerUrl, onError } = options;
  if (databaseUrl !== undefined) {
    return database('postgres', createPostgresDialect(databaseUrl, onError), postgresColumnTypes);
  }
  return database('sqlite', createSqliteDialect(createSqliteThread({ file, workerUrl })), sqliteColumnTypes);
}

function database(
  kind: RecordsDatabase['kind'],
  dialect: Dialect,
  columnTypes: ColumnTypes,
): RecordsDatabase {
  const kysely = new Kysely<RecordTables>({ dialect });
  return { kind, kysely, columnTypes, close: () => kysely.destroy() };
}
