import type { ServerResponse } from 'node:http';
import { answerJson } from './http-vendor.js';

const types: Readonly<Record<number, string>> = { 429: 'requests', 503: 'server_error' };

/** Refuses in the shape of OpenAI's errors. */
export function refuseAsOpenai(response: ServerResponse, status: number, code: string, param?: string): void {
  const type = types[status] ?? 'invalid_request_error';
  answerJson(response, status, {
    error: { message: 'The request failed.', type, param: param ?? null, code },
  });
}
