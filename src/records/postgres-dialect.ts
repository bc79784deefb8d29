import { PostgresDialect, type Dialect, type PostgresPoolClient, type PostgresQueryResult } from 'kysely';
import pg from 'pg';
import { RecordsError } from './records-error.js';

/** Deadlines, ms: to be connected, to be answered. */
const connectTimeoutMs = 3000;
const queryTimeoutMs = 5000;
const mostConnections = 4;

/** Moments come as the rest of the service has them: ISO 8601 in UTC, with milliseconds. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === pg.types.builtins.TIMESTAMPTZ
      ? (value: string) => new Date(value).toISOString()
      : (pg.types.getTypeParser(oid, format) as (value: string) => unknown),
};

/**
 * PostgreSQL for Kysely. A connection that did not answer, or broke off, is closed and not used again.
 *
 * @param onError is told of connections that break off while nobody uses them.
 */
export function createPostgresDialect(url: string, onError: (error: Error) => void): Dialect {
  const pool = new pg.Pool({
    connectionString: url,
    max: mostConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: queryTimeoutMs,
    statement_timeout: queryTimeoutMs,
    application_name: 'dragoman',
    keepAlive: true,
    types,
  });
  pool.on('error', onError);
  return new PostgresDialect({
    pool: { connect: async () => careful(await pool.connect()), end: () => pool.end() },
  });
}

function careful(client: pg.PoolClient): PostgresPoolClient {
  let fault: Error | undefined;
  // The pool listens to those that nobody uses. Without a listener a break between two statements ends the process.
  const notice = (error: Error) => {
    fault ??= error;
  };
  client.on('error', notice);

  async function query(
    statement: unknown,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<unknown>> {
    if (typeof statement !== 'string') throw new Error('The records are not streamed');
    if (fault !== undefined)
      throw new RecordsError('The connection to the records is broken', { cause: fault });
    try {
      const { command, rowCount, rows } = await client.query(statement, [...parameters]);
      return { command: command as PostgresQueryResult<unknown>['command'], rowCount: rowCount ?? 0, rows };
    } catch (error) {
      // Whatever the server did not say itself leaves the connection in a state that nobody knows.
      if (!(error instanceof pg.DatabaseError) && error instanceof Error) fault = error;
      throw error;
    }
  }

  return {
    query: query as PostgresPoolClient['query'],
    release() {
      client.release(fault);
      client.removeListener('error', notice);
    },
  };
}
