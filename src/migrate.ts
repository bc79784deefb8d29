/** `npm run migrate`: brings the database of the records up to date, and says what it did. */
import dotenv from 'dotenv';
import { ConfigError, loadRecordsLocation } from './config.js';
import { openRecordsDatabase } from './records/records-database.js';
import { migrateRecords } from './records/records-schema.js';

dotenv.config({ quiet: true });
await migrate();

async function migrate(): Promise<void> {
  const location = readLocation();
  const database = openRecordsDatabase({ ...location, onError: report });
  try {
    const steps = await migrateRecords(database);
    process.stdout.write(
      steps.length === 0
        ? 'The records are up to date.\n'
        : `The records were migrated: ${steps.join(', ')}.\n`,
    );
  } catch (error) {
    report(error);
  } finally {
    await database.close();
  }
}

function readLocation() {
  try {
    return loadRecordsLocation(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

function report(error: unknown): void {
  process.stderr.write(
    `The records could not be migrated: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 1;
}
