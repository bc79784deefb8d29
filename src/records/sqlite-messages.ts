/** What the thread of a SQLite file is started with. */
export interface SqliteWorkerSetup {
  readonly file: string;
}

/** What the thread is asked. */
export interface SqliteRequest {
  readonly id: number;
  readonly statement: string;
  readonly parameters: readonly unknown[];
}

/** Its answer, by the request's identifier. */
export type SqliteAnswer =
  | { readonly id: number; readonly rows: readonly unknown[]; readonly changes: number }
  | { readonly id: number; readonly error: { readonly message: string; readonly code: string } };
