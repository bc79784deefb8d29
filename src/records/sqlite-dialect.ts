import {
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type QueryResult,
} from 'kysely';
import type { SqliteThread } from './sqlite-thread.js';

/** SQLite on a thread of its own, for Kysely: one connection, which those who want it take in turns. */
export const createSqliteDialect = (thread: SqliteThread): Dialect => ({
  createAdapter: () => adapter,
  createDriver: () => createDriver(thread),
  createIntrospector: (database) => new SqliteIntrospector(database),
  createQueryCompiler: () => new SqliteQueryCompiler(),
});

/** Transactions begin as writers, so that of two processes that migrate one waits: no other lock is needed. */
const adapter: DialectAdapter = {
  supportsCreateIfNotExists: true,
  supportsTransactionalDdl: true,
  supportsReturning: true,
  acquireMigrationLock: () => Promise.resolve(),
  releaseMigrationLock: () => Promise.resolve(),
};

function createDriver(thread: SqliteThread): Driver {
  /** Settles when everyone who asked so far has given the connection back. */
  let lastTurn = Promise.resolve();
  let endTurn = () => {};
  const execute = async (statement: string) => {
    await thread.run(statement, []);
  };

  const connection: DatabaseConnection = {
    async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
      const { rows, changes } = await thread.run(sql, parameters);
      return { rows: rows as Row[], numAffectedRows: BigInt(changes) };
    },
    streamQuery() {
      throw new Error('The records are not streamed');
    },
  };

  return {
    init: () => Promise.resolve(),
    async acquireConnection() {
      const before = lastTurn;
      let end = () => {};
      lastTurn = new Promise((resolve) => (end = resolve));
      await before;
      endTurn = end;
      return connection;
    },
    releaseConnection() {
      endTurn();
      return Promise.resolve();
    },
    beginTransaction: () => execute('begin immediate'),
    commitTransaction: () => execute('commit'),
    rollbackTransaction: () => execute('rollback'),
    destroy: () => thread.close(),
  };
}
