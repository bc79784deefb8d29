import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createOpenaiTranslator,
  type OpenaiTranslatorSettings,
} from '../../src/providers/openai/openai-translator.js';
import { translationInstructions } from '../../src/providers/openai/translation-prompt.js';
import type { ProviderErrorKind } from '../../src/providers/provider-error.js';
import {
  drop,
  refuse,
  stall,
  startFakeHttpVendor,
  type FakeHttpVendor,
  type FakeVendorAnswer,
} from '../support/vendor-http.js';
import { collect, errorOf, failureOf } from '../support/vendor-outcome.js';
import { describeTranslator, translation } from './translator-contract.js';

const event = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`;

/** Chunks as the API sends them: a role, the pieces, the reason to end, the usage. */
const chunk = (delta: object, finish: string | null = null) =>
  event({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'gpt-6-luna',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  });

const written = (pieces: readonly string[], finish: string | null = 'stop') =>
  [
    chunk({ role: 'assistant', content: '', refusal: null }),
    ...pieces.map((content) => chunk({ content })),
    ...(finish === null ? [] : [chunk({}, finish)]),
    event({ id: 'chatcmpl-1', object: 'chat.completion.chunk', choices: [], usage: { total_tokens: 9 } }),
    'data: [DONE]\n\n',
  ].join('');

const send =
  (body: string): FakeVendorAnswer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.end(body);
  };

const refusal = (status: number, code: string | null) =>
  refuse(status, { error: { message: 'could not say: Bos días.', type: 'requests', param: null, code } });

const willing = send(written(['Bue', 'nos', ' días.']));

const moods = {
  willing,
  unauthorized: refusal(401, 'invalid_api_key'),
  exhausted: refusal(429, 'insufficient_quota'),
  overloaded: refusal(429, 'rate_limit_exceeded'),
  unavailable: refusal(503, null),
  stalling: stall,
  dropping: drop,
  babbling: send('data: {"choices":"Bos días"}\n\n'),
  silent: send(written([])),
};

describeTranslator('OpenAI', async (mood) => {
  const vendor = await startFakeHttpVendor(moods[mood]);
  return {
    translator: createOpenaiTranslator({ apiKey: 'key', baseUrl: vendor.baseUrl }),
    vendor,
    unsupportedLanguage: 'tlh',
  };
});

describe('OpenAI chat, on the wire', () => {
  let vendor: FakeHttpVendor;
  const meet = async (behaviour: FakeVendorAnswer, style: Partial<OpenaiTranslatorSettings> = {}) => {
    vendor = await startFakeHttpVendor(behaviour);
    return createOpenaiTranslator({ apiKey: 'key', baseUrl: vendor.baseUrl, ...style });
  };
  const asked = () => JSON.parse(vendor.requests[0]?.body ?? '') as { messages: { content: string }[] };
  const message = () => JSON.parse(asked().messages[1]?.content ?? '') as unknown;
  afterEach(() => vendor.close());

  it('Scenario: a clause is translated, piece by piece, in the light of those before it', async () => {
    const translator = await meet(willing);
    const context = ['Ola.', 'Chamo por unha factura.'];
    expect(await collect(translator.translate(translation({ context })))).toEqual(['Bue', 'nos', ' días.']);
    const [request] = vendor.requests;
    expect([request?.method, request?.url, request?.headers.authorization]).toEqual([
      'POST',
      '/v1/chat/completions',
      'Bearer key',
    ]);
    expect(asked()).toEqual({
      model: 'gpt-6-luna',
      stream: true,
      reasoning_effort: 'none',
      max_completion_tokens: 82,
      messages: [
        { role: 'system', content: translationInstructions },
        { role: 'user', content: expect.any(String) as string },
      ],
    });
    expect(message()).toEqual({
      from: 'gl',
      to: 'es',
      address: 'formal',
      before: context,
      clause: 'Bos días.',
    });
  });

  it('Scenario: the first piece is there while the model still writes', async () => {
    let finish: (() => void) | undefined;
    const translator = await meet((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunk({ content: 'Buenos' }));
      finish = () => response.end(written([' días.']));
    });
    const pieces: string[] = [];
    for await (const piece of translator.translate(translation())) {
      pieces.push(piece);
      finish?.();
    }
    expect(pieces).toEqual(['Buenos', ' días.']);
  });

  it('Scenario: wherever the network cuts the answer, the translation is the same', async () => {
    const body = Buffer.from(written(['\n ¿Qué', ' tal', '? 👋']).replaceAll('\n', '\r\n'));
    const translator = await meet((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const sendFrom = (start: number) => {
        if (start >= body.length) response.end();
        else response.write(body.subarray(start, start + 7), () => process.nextTick(sendFrom, start + 7));
      };
      sendFrom(0);
    });
    expect(await collect(translator.translate(translation()))).toEqual(['¿Qué', ' tal', '? 👋']);
  });

  it('Scenario: the glossary has terms of the clause, and the listener is a friend', async () => {
    const translator = await meet(willing, { reasoningEffort: 'omit', model: 'local' });
    await collect(
      translator.translate(
        translation({
          text: 'a factura da luz',
          targetLanguage: 'es-MX',
          formality: 'informal',
          terms: [{ source: 'Factura', target: 'recibo' }],
        }),
      ),
    );
    expect(message()).toEqual({
      from: 'gl',
      to: 'es-MX',
      address: 'informal',
      terms: { Factura: 'recibo' },
      before: [],
      clause: 'a factura da luz',
    });
    expect(asked()).not.toHaveProperty('reasoning_effort');
    // It may think nevertheless.
    expect(asked()).toHaveProperty('max_completion_tokens', 64 + 2 * 16 + 1024);
  });

  it.each<[string, FakeVendorAnswer, ProviderErrorKind]>([
    ['does not come to an end', send(written(['Buenos', ' días'], 'length')), 'invalidResponse'],
    ['filters the clause', send(written([], 'content_filter')), 'invalidResponse'],
    ['ends without a reason', send(written(['Buenos'], null)), 'invalidResponse'],
    ['refuses in words', send(chunk({ refusal: 'Bos días is rude' })), 'invalidResponse'],
    ['sends truncated JSON', send('data: {"choices":[{"del\n\n'), 'invalidResponse'],
    ['sends a page', send('<html>Bos días</html>'), 'invalidResponse'],
    ['sends a line without an end', send(`data: ${'x'.repeat(300_000)}`), 'invalidResponse'],
    [
      'fails in the middle',
      send(chunk({ content: 'Bue' }) + event({ error: { code: null, type: 'server_error' } })),
      'unavailable',
    ],
    [
      'is overloaded in the middle',
      send(event({ error: { code: 'rate_limit_exceeded', message: 'Bos días' } })),
      'rateLimited',
    ],
    ['does not know the model', refusal(404, 'model_not_found'), 'invalidRequest'],
  ])('Scenario: the vendor %s', async (_, behaviour, kind) => {
    const translator = await meet(behaviour);
    expect((await failureOf(translator.translate(translation()))).kind).toBe(kind);
  });

  it('Scenario: the connection breaks in the middle of the answer', async () => {
    const translator = await meet((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunk({ content: 'Buenos' }), () => response.destroy());
    });
    expect((await failureOf(translator.translate(translation()))).kind).toBe('unavailable');
  });

  it('Scenario: the clause is given up while the model writes; the rest is not fetched', async () => {
    const translator = await meet((response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunk({ content: 'Buenos' }));
    });
    const giveUp = new AbortController();
    const reason = new Error('nobody waits for it');
    const pieces = translator.translate(translation({ signal: giveUp.signal }))[Symbol.asyncIterator]();
    expect((await pieces.next()).value).toBe('Buenos');
    giveUp.abort(reason);
    await expect(pieces.next()).rejects.toBe(reason);
    await vendor.abandoned();
  });

  it('Scenario: the connection is opened before a call, and serves one clause after the other', async () => {
    const translator = await meet(willing);
    await translator.connect?.(new AbortController().signal);
    expect(vendor.requests.map(({ method, url }) => [method, url])).toEqual([['GET', '/v1/models']]);
    await collect(translator.translate(translation()));
    await collect(translator.translate(translation()));
    expect(vendor.connections()).toBe(1);
  });

  it('Scenario: the vendor has closed the connection between two clauses', async () => {
    const translator = await meet((response, request) => {
      // It says that the connection stays, and closes it with the next request.
      if (vendor.requests.length === 2) response.destroy();
      else willing(response, request);
    });
    await collect(translator.translate(translation()));
    expect((await collect(translator.translate(translation()))).join('')).toBe('Buenos días.');
    expect([vendor.requests.length, vendor.connections()]).toEqual([3, 2]);
  });

  it('Scenario: there is nobody to open a connection to', async () => {
    const translator = await meet(drop);
    await expect(translator.connect?.(new AbortController().signal)).rejects.toMatchObject({
      provider: 'openai',
      kind: 'unavailable',
    });
  });

  it.each([
    ['garbage', send('data: Bos días\n\n')],
    ['a broken connection', drop],
    [
      'a refusal that quotes',
      refuse(400, { error: { code: 'días é o problema', type: 'x y', message: 'días' } }),
    ],
  ])('Scenario: %s leaves neither the key nor the words in the error', async (_, behaviour) => {
    const translator = await meet(behaviour);
    const told = inspect(await errorOf(translator.translate(translation())), {
      depth: Infinity,
      showHidden: true,
    });
    expect(told).not.toMatch(/Bearer|días/);
  });
});
