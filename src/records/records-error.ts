/** The records cannot be read or written at present. */
export class RecordsError extends Error {
  override readonly name = 'RecordsError';
}

/** The database's schema is not the one that this version needs. Its message says what to do. */
export class RecordsSchemaError extends Error {
  override readonly name = 'RecordsSchemaError';
}

/** SQLSTATE classes: 22 is a data exception, 23 a broken constraint (PostgreSQL, appendix A). */
const refusals = [/^2[23]/, /^SQLITE_(?:CONSTRAINT|MISMATCH|TOOBIG)/];

/** Whether the database refused what a row says: it would do so again. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  const code = String(error.code);
  return refusals.some((pattern) => pattern.test(code));
}
