import { z } from 'zod';
import type { ProviderErrorKind } from '../provider-error.js';
import { codeAmong } from '../vendor-values.js';
import { connectToVendor, postToVendor, type VendorAnswer } from '../vendor-post.js';

/** Where and as whom OpenAI is asked. Servers that speak its protocol will do as well. */
export interface OpenaiSettings {
  readonly apiKey: string;
  /** http(s) origin, without the version. */
  readonly baseUrl?: string | undefined;
}

export const openai = 'openai';

const defaultBaseUrl = 'https://api.openai.com';

/** An exhausted quota comes as 429, like too many requests. */
export const kindOfOpenaiCode: ReadonlyMap<string, ProviderErrorKind> = new Map([
  ['insufficient_quota', 'quotaExceeded'],
  ['billing_hard_limit_reached', 'quotaExceeded'],
  ['rate_limit_exceeded', 'rateLimited'],
  ['invalid_api_key', 'unauthorized'],
]);

/** `{"error":{"message","type","param","code"}}`, as a refusal's body and in the middle of a stream. */
export const openaiErrorSchema = z.object({
  error: z.object({ code: z.union([z.string(), z.number()]).nullish(), type: z.string().nullish() }),
});

/** Posts JSON to a path of the API, such as `/v1/audio/speech`. */
export function askOpenai(
  { apiKey, baseUrl = defaultBaseUrl }: OpenaiSettings,
  path: string,
  body: object,
  signal: AbortSignal,
): Promise<VendorAnswer> {
  return postToVendor({
    provider: openai,
    url: new URL(path, baseUrl).href,
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
    codeOf: codeOfRefusal,
    kindOfCode: kindOfOpenaiCode,
  });
}

/** Leaves an open connection for the next request. */
export function connectToOpenai(
  { apiKey, baseUrl = defaultBaseUrl }: OpenaiSettings,
  signal: AbortSignal,
): Promise<void> {
  const headers = { authorization: `Bearer ${apiKey}` };
  return connectToVendor({ provider: openai, url: new URL('/v1/models', baseUrl).href, headers, signal });
}

/** The code that an error tells, but for what does not look like one: a message may quote the request. */
export function codeOfOpenaiError({ error }: z.infer<typeof openaiErrorSchema>): string | undefined {
  return codeAmong([error.code, error.type]);
}

function codeOfRefusal(body: string): string | undefined {
  try {
    const { data } = openaiErrorSchema.safeParse(JSON.parse(body));
    return data === undefined ? undefined : codeOfOpenaiError(data);
  } catch {
    return undefined;
  }
}
