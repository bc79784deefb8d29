import { sql } from 'kysely';
import { recordKeys, type CallRecord, type RecordTable } from './record-tables.js';
import type { RecordsKysely } from './records-database.js';

type Row = Readonly<Record<string, string | number | null>>;

const tables = Object.keys(recordKeys) as RecordTable[];

/**
 * Writes all of the records, or none. A row that is there already is replaced, so that a batch of which nobody knows
 * whether it was written can be written again.
 *
 * @throws what the database says.
 */
export async function writeRecords(database: RecordsKysely, records: readonly CallRecord[]): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    for (const table of tables) {
      const rows = lastVersions(table, records);
      if (rows.length > 0) await replaceRows(transaction, table, rows);
    }
  });
}

/** One statement may not write a row twice: of a call that began and ended in one batch, its end counts. */
function lastVersions(table: RecordTable, records: readonly CallRecord[]): Row[] {
  const versions = new Map<string, Row>();
  for (const record of records) {
    if (record.table !== table) continue;
    const row: Row = { ...record.row };
    versions.set(JSON.stringify(recordKeys[table].map((column) => row[column])), row);
  }
  return [...versions.values()];
}

async function replaceRows(database: RecordsKysely, table: RecordTable, rows: readonly Row[]): Promise<void> {
  const keys: readonly string[] = recordKeys[table];
  const columns = Object.keys(rows[0] ?? {});
  const values = rows.map((row) => sql`(${sql.join(columns.map((column) => row[column]))})`);
  const changes = columns
    .filter((column) => !keys.includes(column))
    .map((column) => sql`${sql.ref(column)} = excluded.${sql.ref(column)}`);
  await sql`insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))})
    values ${sql.join(values)}
    on conflict (${sql.join(keys.map((column) => sql.ref(column)))}) do update set ${sql.join(changes)}`.execute(
    database,
  );
}
