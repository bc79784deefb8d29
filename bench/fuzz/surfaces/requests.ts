import { parse } from 'node:querystring';
import * as fc from 'fast-check';
import { parseTwiml } from '../../../sandbox/telephone/twiml.js';
import { problemContentType, problemSchema } from '../../../src/http/problem.js';
import { canary, hostileText, mutatedBytes, mutatedJson } from '../mutation.js';
import { attempt, type Property, type Surface } from '../surface.js';
import { secrets, signatureOf, startFuzzedService } from './service.js';
import { webhookForms } from './twilio-corpus.js';

/** A request as it is made. */
interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly badLines: readonly string[];
  /** Whether every call that it began could be ended. */
  readonly isClean: boolean;
}

/** An answer is a page of calls at the most. */
const longestAnswer = 1024 * 1024;

const isRefusal = ({ status }: Answer) => status >= 400;

const properties: readonly Property<Request, Answer>[] = [
  { name: 'no input makes the service fail', holds: ({ status }) => status < 500 || status === 502 },
  {
    name: 'a refusal is a problem document',
    holds: (answer, { method }) =>
      !isRefusal(answer) ||
      method === 'HEAD' ||
      answer.contentType.startsWith('text/html') ||
      (answer.contentType.startsWith(problemContentType) &&
        problemSchema.safeParse(attempt((): unknown => JSON.parse(answer.body)).value).data?.status ===
          answer.status),
  },
  {
    name: 'the log holds no content and no secret, a line each',
    holds: ({ badLines }) => badLines.length === 0,
  },
  { name: 'an answer is not endless', holds: ({ body }) => body.length <= longestAnswer },
  {
    name: 'an answer holds no secret',
    holds: ({ body }) => Object.values(secrets).every((secret) => !body.includes(secret)),
  },
  { name: 'no call is left', holds: ({ isClean }) => isClean },
];

/** What XML 1.0 does not allow. */
const unwritable = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

const twimlIsPlayed: Property<Request, Answer> = {
  name: 'TwiML can be played',
  holds: ({ contentType, body }) =>
    !contentType.startsWith('text/xml') ||
    (!unwritable.test(body) && attempt(() => parseTwiml(body)).error === undefined),
};

async function openService() {
  const service = await startFuzzedService();
  let asked = 0;
  return {
    async meet({ method, url, headers, body }: Request): Promise<Answer> {
      asked += 1;
      const answer = await service.app.inject({
        method,
        url,
        headers: { ...headers },
        ...(body !== undefined && { payload: body }),
        // Rates are counted by address, and are no matter here.
        remoteAddress: `10.${(asked >> 16) & 255}.${(asked >> 8) & 255}.${asked & 255}`,
      });
      return {
        status: answer.statusCode,
        contentType: String(answer.headers['content-type']),
        body: answer.body,
        isClean: service.calls.activeCount === 0 || (await service.endCalls()),
        badLines: service.watched.takeBadLines(),
      };
    },
    close: () => service.close(),
  };
}

/** Text that a request line can hold. */
const inUrl = hostileText.map((text) => encodeURIComponent(Buffer.from(text.slice(0, 3000)).toString()));
/** Text that a header can hold. */
const inHeader = hostileText.map((text) =>
  text.replace(/[^\t\u0020-\u007e\u0080-\u00ff]/g, '').slice(0, 3000),
);

const query = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.tuple(inUrl, inUrl).map(([key, value]) => `?${key}=${value}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('?%', '?%ff=%', '?a&a&a=1&__proto__=1', '?token=%00', '??', '?a[b]=c'),
  },
);

const extraHeaders = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Record<string, string>>({}) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom(
          'x-request-id',
          'x-routing-key',
          'x-forwarded-for',
          'accept',
          'user-agent',
          'authorization',
        ),
        inHeader,
      )
      .map(([name, value]): Record<string, string> => ({ [name]: value })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom('content-type', 'content-length', 'content-encoding', 'transfer-encoding'),
        inHeader,
      )
      .map(([name, value]): Record<string, string> => ({ [name]: value })),
  },
);

const callSid = `CA${'7'.repeat(32)}`;
const forms = webhookForms(callSid, canary);

/** A form with up to three parameters changed, missing or there twice. */
const changedForm = fc
  .tuple(
    fc.constantFrom(...Object.entries(forms)),
    fc.array(
      fc.tuple(
        fc.oneof(fc.constantFrom(...Object.values(forms).flatMap((form) => Object.keys(form))), hostileText),
        fc.oneof({ weight: 4, arbitrary: hostileText }, { weight: 1, arbitrary: fc.constant(undefined) }),
        fc.boolean(),
      ),
      { maxLength: 3 },
    ),
  )
  .map(([[path, form], changes]) => {
    const body = new URLSearchParams({ ...form });
    for (const [key, value, isAdded] of changes) {
      if (value === undefined) body.delete(key);
      else if (isAdded) body.append(key, value);
      else body.set(key, value);
    }
    return { path, body: body.toString() };
  });

const brokenForm = fc
  .tuple(
    fc.constantFrom(...Object.keys(forms)),
    mutatedBytes(Object.values(forms).map((form) => new URLSearchParams({ ...form }).toString())),
  )
  .map(([path, body]) => ({ path, body }));

const formType = 'application/x-www-form-urlencoded; charset=UTF-8';

/** What Twilio's webhooks could be sent by somebody who has its key, and by somebody who has not. */
export const webhooksSurface: Surface<Request, Answer> = {
  name: 'webhooks',
  title: "Twilio's webhooks",
  inputs: fc
    .tuple(
      fc.oneof({ weight: 3, arbitrary: changedForm }, { weight: 1, arbitrary: brokenForm }),
      query,
      extraHeaders,
      fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: inHeader }),
    )
    .map(([{ path, body }, search, headers, forged]) => ({
      method: 'POST',
      url: path + search,
      headers: {
        'content-type': formType,
        'x-twilio-signature': forged ?? signatureOf(path + search, { ...parse(body.toString()) }),
        ...headers,
      },
      body,
    })),
  properties: [...properties, twimlIsPlayed],
  open: openService,
};

const asAdmin = { authorization: `Bearer ${secrets.adminToken}` };
const cursor = Buffer.from(JSON.stringify(['2026-11-22T10:00:00.000Z', callSid])).toString('base64url');

const translation = { text: 'Bonjour', source_language: 'fr', target_language: 'es' };

/** Paths of the API, with a place for something hostile. */
const paths: readonly ((text: string) => string)[] = [
  () => '/calls',
  (text) => `/calls?ended=true&before=${text}`,
  (text) => `/calls?ended=true&limit=${text}`,
  (text) => `/calls?ended=${text}`,
  () => `/calls?ended=true&before=${cursor}`,
  (text) => `/calls/${text}`,
  (text) => `/calls/${text}/end`,
  () => `/calls/${callSid}`,
  () => '/languages',
  () => '/metrics',
  () => '/health',
  () => '/health/ready',
  () => '/test/translate',
  (text) => `/${text}`,
  (text) => `/docs/${text}`,
  (text) => `/docs/static/${text}`,
  (text) => `/voice/${text}`,
  (text) => `/ws/media-stream/${text}`,
];

const place = fc.oneof(
  { weight: 3, arbitrary: inUrl },
  {
    weight: 2,
    arbitrary: mutatedBytes([JSON.stringify(['2026-11-22T10:00:00.000Z', callSid])]).map((bytes) =>
      bytes.toString('base64url'),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '%',
      '%00',
      '%2e%2e%2f',
      '..%2f',
      '%c0%ae',
      '%e0%80%80',
      '20',
      '0',
      '-1',
      '1e9',
    ),
  },
);

/** What somebody who has the admin token asks. */
export const adminSurface: Surface<Request, Answer> = {
  name: 'admin',
  title: 'The admin API',
  inputs: fc
    .tuple(
      fc.tuple(fc.constantFrom(...paths), place).map(([path, text]) => path(text)),
      fc.constantFrom('GET', 'GET', 'GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'),
      query,
      extraHeaders,
    )
    .map(([path, method, search, headers]): Request => ({
      method,
      url: path + (path.includes('?') ? '' : search),
      headers: { ...asAdmin, ...headers },
    })),
  properties,
  open: openService,
};

/** Bodies of the one route of the API that takes JSON. */
export const translateSurface: Surface<Request, Answer> = {
  name: 'test-translate',
  title: 'POST /test/translate',
  inputs: fc
    .tuple(
      fc.oneof(
        { weight: 3, arbitrary: mutatedJson([translation, { ...translation, text: canary }]) },
        { weight: 1, arbitrary: mutatedBytes([JSON.stringify(translation)]) },
      ),
      extraHeaders,
    )
    .map(([body, headers]) => ({
      method: 'POST',
      url: '/test/translate',
      headers: { ...asAdmin, 'content-type': 'application/json', ...headers },
      body,
    })),
  properties,
  open: openService,
};
