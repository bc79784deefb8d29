import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { CallStatus, TelephoneCall } from './telephone-call.js';

/** Largest form that is read, bytes: inline TwiML has at most 4000 characters. */
const largestForm = 64 * 1024;
const longestTwiml = 4000;

/** What `POST Calls.json` asks for. */
export interface DialRequest {
  readonly to: string;
  readonly from: string;
  /** The TwiML itself, or where it is. */
  readonly document: { readonly twiml: string } | { readonly url: string };
  readonly statusCallback: { readonly url: string; readonly events: readonly string[] } | undefined;
  readonly ringSeconds: number;
  /** Where to tell who answered, if that was asked for. */
  readonly detectionCallback: string | undefined;
}

/** What the API shows of a call, and does with it. */
export type RestCall = Pick<
  TelephoneCall,
  'sid' | 'from' | 'to' | 'direction' | 'status' | 'seconds' | 'end' | 'redirect'
>;

export interface RestApiSettings {
  readonly accountSid: string;
  readonly authToken: string;
  dial(request: DialRequest): RestCall;
  find(callSid: string): RestCall | undefined;
}

/** An answer of Twilio's API that is no success. */
class RestError extends Error {
  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The part of Twilio's REST API that makes and ends calls: `POST Calls.json`, `POST` and `GET Calls/{sid}.json`,
 * with Basic authentication and Twilio's error documents.
 */
export function createRestApi(settings: RestApiSettings): Server {
  const calls = `/2010-04-01/Accounts/${settings.accountSid}/Calls`;
  const credentials = Buffer.from(`${settings.accountSid}:${settings.authToken}`).toString('base64');

  async function answer(request: IncomingMessage): Promise<{ status: number; call: RestCall }> {
    if (!isSame(request.headers.authorization ?? '', `Basic ${credentials}`)) {
      throw new RestError(401, 20003, 'Authenticate');
    }
    const path = request.url ?? '';
    const form = request.method === 'POST' ? new URLSearchParams(await readBody(request)) : undefined;
    if (path === `${calls}.json` && form !== undefined) {
      return { status: 201, call: settings.dial(dialRequestOf(form)) };
    }
    const sid =
      path.startsWith(`${calls}/`) && path.endsWith('.json') ? path.slice(calls.length + 1, -5) : undefined;
    const call = sid === undefined ? undefined : settings.find(sid);
    if (call === undefined) throw new RestError(404, 20404, `The requested resource ${path} was not found`);
    if (form !== undefined) update(call, form);
    return { status: 200, call };
  }

  return createServer((request, response) => {
    answer(request).then(
      ({ status, call }) => respond(status, callDocument(call, settings.accountSid)),
      (error: unknown) => {
        const { status, code, message } =
          error instanceof RestError ? error : new RestError(500, 20500, String(error));
        respond(status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
      },
    );
    function respond(status: number, document: object) {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document));
    }
  });
}

function dialRequestOf(form: URLSearchParams): DialRequest {
  const to = form.get('To');
  const from = form.get('From');
  if (to === null) throw new RestError(400, 21201, "No 'To' number is specified");
  if (from === null) throw new RestError(400, 21213, "No 'From' number is specified");
  if (!/^\+[1-9]\d{6,14}$/.test(to)) throw new RestError(400, 21211, `Invalid 'To' Phone Number: ${to}`);
  const url = form.get('Url');
  const twiml = form.get('Twiml');
  if (url === null && twiml === null) throw new RestError(400, 21205, 'Url parameter is required.');
  if (twiml !== null && twiml.length > longestTwiml) throw new RestError(400, 21605, 'Twiml is too long.');
  const callback = form.get('StatusCallback');
  const events = form.getAll('StatusCallbackEvent');
  return {
    to,
    from,
    document: url === null ? { twiml: twiml ?? '' } : { url },
    statusCallback:
      callback === null ? undefined : { url: callback, events: events.length === 0 ? ['completed'] : events },
    ringSeconds: Number(form.get('Timeout') ?? '60'),
    detectionCallback:
      form.get('AsyncAmd') === 'true' ? (form.get('AsyncAmdStatusCallback') ?? undefined) : undefined,
  };
}

const statusesBeforeAnswer: readonly CallStatus[] = ['queued', 'initiated', 'ringing'];

function update(call: RestCall, form: URLSearchParams) {
  const status = form.get('Status');
  const twiml = form.get('Twiml');
  const isWaiting = statusesBeforeAnswer.includes(call.status);
  if (!isWaiting && call.status !== 'in-progress') {
    throw new RestError(400, 21220, 'Call is not in-progress. Cannot redirect.');
  }
  if (status === 'canceled' && !isWaiting) return;
  if (status === 'canceled' || (status === 'completed' && isWaiting)) call.end('canceled');
  else if (status === 'completed') call.end('completed');
  else if (twiml !== null) call.redirect(twiml);
  else throw new RestError(400, 20001, 'Status or Twiml is required.');
}

function callDocument(call: RestCall, accountSid: string) {
  const uri = `/2010-04-01/Accounts/${accountSid}/Calls/${call.sid}`;
  const isOver = !statusesBeforeAnswer.includes(call.status) && call.status !== 'in-progress';
  return {
    sid: call.sid,
    account_sid: accountSid,
    api_version: '2010-04-01',
    status: call.status,
    direction: call.direction,
    from: call.from,
    to: call.to,
    answered_by: null,
    parent_call_sid: null,
    duration: isOver ? String(call.seconds) : null,
    queue_time: '0',
    uri: `${uri}.json`,
    subresource_uris: { streams: `${uri}/Streams.json` },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestForm) throw new RestError(413, 20413, 'Request entity is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function isSame(given: string, expected: string): boolean {
  const left = Buffer.from(given);
  const right = Buffer.from(expected);
  return left.length === right.length && timingSafeEqual(left, right);
}
