import { Agent as HttpAgent, request as requestHttp, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { kindOfHttpStatus, ProviderError, type ProviderErrorKind } from './provider-error.js';

/** Whom a request goes to. */
export interface VendorRequest {
  readonly provider: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** A request to a vendor's HTTP API whose answer is a stream. */
export interface VendorPost extends VendorRequest {
  readonly body: string;
  /** The vendor's own code for a refusal, from the body of one. It ends up in logs: nothing that a party said. */
  readonly codeOf: (body: string) => string | undefined;
  /** What the codes stand for where the HTTP status says something else. */
  readonly kindOfCode?: ReadonlyMap<string, ProviderErrorKind>;
}

export interface VendorAnswer {
  readonly contentType: string | undefined;
  /**
   * What the vendor says, in pieces of any size. Throws a ProviderError, or the signal's reason once it has aborted;
   * leaving it early closes the connection. It is to be iterated, or the connection stays.
   */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Of a refusal no more is read: a code comes early. */
const maxRefusalBytes = 16 * 1024;

/**
 * People pause for longer than `fetch` keeps a connection (4 s), and opening one takes a good part of what a vendor
 * takes. Vendors close theirs after a minute at the earliest.
 */
const keptConnections = { keepAlive: true, timeout: 55_000, maxFreeSockets: 64 };
const httpAgent = new HttpAgent(keptConnections);
const httpsAgent = new HttpsAgent(keptConnections);

/**
 * Posts once, and answers when the vendor begins to: its own retries are nobody's business here.
 *
 * @throws ProviderError for anything but a 200, or the signal's reason once it has aborted.
 */
export async function postToVendor(post: VendorPost): Promise<VendorAnswer> {
  const response = await ask('POST', post, post.body);
  const body = piecesOf(post, response);
  if (response.statusCode !== 200) throw await refusal(post, response.statusCode ?? 500, body);
  return { contentType: response.headers['content-type'], body };
}

/**
 * Leaves an open connection for the next request to the same origin. Whatever the vendor answers, it is one.
 *
 * @throws ProviderError where there is no answer, or the signal's reason once it has aborted.
 */
export async function connectToVendor(request: VendorRequest): Promise<void> {
  for await (const _ of piecesOf(request, await ask('GET', request))) continue;
}

/** Asks, and asks again if the vendor had closed a connection that was kept, which is seen only in use. */
async function ask(method: 'GET' | 'POST', request: VendorRequest, body?: string): Promise<IncomingMessage> {
  const { provider, signal } = request;
  signal.throwIfAborted();
  for (;;) {
    const { response, cause, wasKept } = await askOnce(method, request, body);
    if (response !== undefined) return response;
    signal.throwIfAborted();
    if (!wasKept) throw new ProviderError(provider, 'unavailable', 'the connection failed', { cause });
  }
}

interface Outcome {
  readonly response?: IncomingMessage;
  readonly cause?: Error;
  /** Whether the connection had served another request before, and was closed without a word. */
  readonly wasKept: boolean;
}

function askOnce(method: string, { url, headers, signal }: VendorRequest, body?: string): Promise<Outcome> {
  const target = new URL(url);
  const isSecure = target.protocol === 'https:';
  return new Promise((resolve) => {
    const options = { method, headers, signal, agent: isSecure ? httpsAgent : httpAgent };
    const request = isSecure ? requestHttps(target, options) : requestHttp(target, options);
    request.once('response', (response) => resolve({ response, wasKept: false }));
    request.on('error', (cause: Error & { code?: string }) =>
      resolve({ cause, wasKept: request.reusedSocket && cause.code === 'ECONNRESET' }),
    );
    request.end(body);
  });
}

async function* piecesOf(
  { provider, signal }: VendorRequest,
  response: IncomingMessage,
): AsyncGenerator<Uint8Array> {
  const body: AsyncIterable<Uint8Array> = response;
  try {
    yield* body;
  } catch (cause) {
    signal.throwIfAborted();
    throw new ProviderError(provider, 'unavailable', 'the answer broke off', { cause });
  }
}

async function refusal(
  { provider, signal, codeOf, kindOfCode }: VendorPost,
  status: number,
  pieces: AsyncIterable<Uint8Array>,
): Promise<ProviderError> {
  const read: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const piece of pieces) {
      read.push(piece);
      length += piece.length;
      if (length > maxRefusalBytes) break;
    }
  } catch {
    // A refusal that breaks off is a refusal still.
    signal.throwIfAborted();
  }
  const code = codeOf(Buffer.concat(read).toString());
  const kind = (code === undefined ? undefined : kindOfCode?.get(code)) ?? kindOfHttpStatus(status);
  const told = code === undefined ? '' : ` (${code})`;
  return new ProviderError(provider, kind, `refused with ${status}${told}`, { status });
}
