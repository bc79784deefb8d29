import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { startService, type Service, type ServiceOptions } from './service.js';

/** How long an instance may take to answer, ms. */
const answerTimeoutMs = 5000;

const listSchema = z.object({
  calls: z.array(
    z.object({
      call_sid: z.string(),
      state: z.string(),
      client: z.object({ is_connected: z.boolean() }),
      agent: z.object({ is_connected: z.boolean() }),
    }),
  ),
});
const logLineSchema = z.looseObject({ msg: z.string(), pid: z.int() });

export type ListedCall = z.infer<typeof listSchema>['calls'][number];
export type LogLine = z.infer<typeof logLineSchema>;

/** One of several processes of the service that listen, asked as an operator asks it. */
export interface Instance {
  readonly service: Service;
  readonly url: string;
  /** The status and the JSON of an answer. */
  ask(method: string, path: string): Promise<{ readonly status: number; readonly body: unknown }>;
  /** Its metrics, as Prometheus reads them. */
  metrics(): Promise<string>;
  /** The live calls that it shows. */
  list(): Promise<readonly ListedCall[]>;
  /** The lines of its log so far. */
  log(): Promise<readonly LogLine[]>;
}

/** @throws Error if it does not start; it names its log file. */
export async function startInstance(options: ServiceOptions, adminToken: string): Promise<Instance> {
  const settings = { ...options.settings, ADMIN_TOKEN: adminToken };
  const service = await startService({ ...options, settings });
  const url = `http://127.0.0.1:${options.port}`;
  const request = (method: string, path: string) =>
    fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${adminToken}` },
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
  const ask: Instance['ask'] = async (method, path) => {
    const response = await request(method, path);
    return { status: response.status, body: await response.json() };
  };
  return {
    service,
    url,
    ask,
    metrics: async () => (await request('GET', '/metrics')).text(),
    list: async () => listSchema.parse((await ask('GET', '/calls')).body).calls,
    async log() {
      const lines = (await readFile(options.logFile, 'utf8')).split('\n').slice(0, -1);
      return lines.map((line) => logLineSchema.parse(JSON.parse(line)));
    },
  };
}

/** Whether both telephones of a call are connected, and it is interpreted. */
export function isInterpreted({ state, client, agent }: ListedCall): boolean {
  return state === 'interpreting' && client.is_connected && agent.is_connected;
}
