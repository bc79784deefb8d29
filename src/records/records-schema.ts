import { Migrator } from 'kysely';
import { recordMigrations } from './record-migrations.js';
import type { RecordsDatabase } from './records-database.js';
import { RecordsSchemaError } from './records-error.js';

const migrationTable = 'record_migrations';

/** Names of the steps that the database still lacks, in order; all of them for an empty one. */
export async function pendingMigrations(database: RecordsDatabase): Promise<readonly string[]> {
  const migrations = await migratorOf(database).getMigrations();
  return migrations.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name);
}

/**
 * Brings the database to the present schema: all steps that it lacks or, where one fails, none.
 *
 * @returns the names of the steps that were taken.
 * @throws what the database said, or RecordsSchemaError for one that a later version has been at.
 */
export async function migrateRecords(database: RecordsDatabase): Promise<readonly string[]> {
  const { error, results = [] } = await migratorOf(database).migrateToLatest();
  if (error !== undefined) {
    throw error instanceof Error && !/^corrupted migrations/.test(error.message)
      ? error
      : new RecordsSchemaError('A later version of Dragoman has changed this database', { cause: error });
  }
  return results.map(({ migrationName }) => migrationName);
}

/**
 * Sees to it that the schema is the present one. A SQLite file that is empty is given it; any other database is its
 * owner's to change.
 *
 * @throws RecordsSchemaError where it is behind; what the database said, where it does not answer.
 */
export async function ensureSchema(database: RecordsDatabase): Promise<void> {
  // Tables first: if another process makes them meanwhile, no step is pending.
  const tables = await database.kysely.introspection.getTables();
  const pending = await pendingMigrations(database);
  if (pending.length === 0) return;
  // Another process that has just begun to migrate it has left its notebook there already.
  const isFresh = tables.every(({ name }) => name.startsWith(migrationTable));
  if (isFresh && database.kind === 'sqlite') {
    await migrateRecords(database);
    return;
  }
  throw new RecordsSchemaError(
    `The database of the records lacks ${pending.join(', ')}. Bring it up to date with: npm run migrate`,
  );
}

function migratorOf({ kysely, columnTypes }: RecordsDatabase): Migrator {
  return new Migrator({
    db: kysely,
    provider: { getMigrations: () => Promise.resolve(recordMigrations(columnTypes)) },
    migrationTableName: migrationTable,
    migrationLockTableName: `${migrationTable}_lock`,
  });
}
