import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Observation, ScriptLine, Segment } from '../../sandbox/script.js';
import { createSoundLibrary } from '../../sandbox/sound/matcher.js';
import { startDeeplServer } from '../../sandbox/vendors/deepl-server.js';
import { createFaultPlan, type FaultPlan } from '../../sandbox/vendors/faults.js';
import type { VendorServer } from '../../sandbox/vendors/vendor-server.js';
import { createDeeplTranslator } from '../../src/providers/deepl/deepl-translator.js';
import { collect, failureOf } from '../support/vendor-outcome.js';

const translationMs = 120;

const nobody = {
  speak: () => Promise.reject(new Error('Nobody speaks here.')),
  close: () => Promise.resolve(),
};

function lineOf(id: string, segments: readonly Segment[]): ScriptLine {
  const text = segments.map((segment) => segment.text).join(' ');
  const clip = { id, language: 'fr', text, words: [], samples: new Int16Array() };
  return { id, party: 'client', language: 'fr', targetLanguage: 'es', segments, clip };
}

const greeting = lineOf('c1', [
  { text: 'Bonjour Madame, merci.', translation: 'Buenos días señora, muchas gracias.' },
  {
    text: "C'est au sujet de ma facture d'électricité du mois d'octobre.",
    translation: 'Es por mi factura de la luz de octubre.',
  },
]);
const doubt = lineOf('c2', [{ text: 'Elle est trop élevée, merci.', translation: 'Es muy alta, gracias.' }]);

let server: VendorServer;
let faults: FaultPlan;
let observations: Observation[];

beforeEach(async () => {
  faults = createFaultPlan();
  observations = [];
  server = await startDeeplServer({
    apiKey: 'key',
    library: createSoundLibrary(),
    lines: new Map([greeting, doubt].map((line) => [line.id, line])),
    voices: nobody,
    delays: { recognizerFinalMs: 0, recognizerInterimMs: 0, translationMs, synthesisFirstByteMs: 0 },
    faults,
    observe: (observation) => observations.push(observation),
  });
});

afterEach(() => server.close());

const ask = (text: string, options: { apiKey?: string; context?: readonly string[] } = {}) =>
  createDeeplTranslator({ apiKey: options.apiKey ?? 'key', baseUrl: server.url }).translate({
    text,
    sourceLanguage: 'fr',
    targetLanguage: 'es',
    context: options.context ?? [],
    signal: new AbortController().signal,
  });

const translate = async (text: string, context: readonly string[] = []) =>
  (await collect(ask(text, { context }))).join('');

describe('the stand-in of DeepL', () => {
  test('Scenario: a line is translated whole, and the observations tell when', async () => {
    expect(await translate('Elle est trop élevée, merci.')).toBe('Es muy alta, gracias.');
    const [requested, answered] = observations;
    expect(observations).toEqual([
      {
        at: requested?.at,
        type: 'translation.requested',
        request: expect.any(String) as string,
        text: 'Elle est trop élevée, merci.',
        source: 'fr',
        target: 'es',
      },
      {
        at: answered?.at,
        type: 'translation.answered',
        request: requested?.type === 'translation.requested' ? requested.request : '',
        translation: 'Es muy alta, gracias.',
        line: 'c2',
      },
    ]);
    expect((answered?.at ?? 0) - (requested?.at ?? 0)).toBeGreaterThanOrEqual(translationMs);
  });

  test('Scenario: wherever a line is cut, the translations of its pieces make the whole', async () => {
    const words = greeting.clip.text.split(' ');
    const whole = greeting.segments.map(({ translation }) => translation).join(' ');
    const joined = await Promise.all(
      words.slice(1, -1).map(async (_, index) => {
        const cut = index + 1;
        const before = words.slice(0, cut).join(' ');
        const after = words.slice(cut).join(' ');
        return `${await translate(before)} ${await translate(after, [before])}`;
      }),
    );
    expect(joined).toEqual(words.slice(1, -1).map(() => whole));
  });

  test('Scenario: words that come in two lines are told apart by what was said before', async () => {
    expect(await translate('MERCI', ['Bonjour, madame'])).toBe('muchas gracias.');
    expect(await translate('merci !', ['Elle est trop élevée'])).toBe('gracias.');
  });

  test('Scenario: words of two lines, and words of none', async () => {
    expect(await translate("du mois d'octobre. Elle est trop élevée")).toBe('luz de octubre. Es muy alta,');
    expect(await translate('cupkuas nebene')).toBe('⟦cupkuas nebene⟧');
  });

  test('Scenario: the API takes JSON, several texts and the questions that clients may have', async () => {
    const response = await fetch(`${server.url}/v2/translate`, {
      method: 'POST',
      headers: { authorization: 'DeepL-Auth-Key key', 'content-type': 'application/json' },
      body: JSON.stringify({
        text: ['Elle est trop élevée', 'merci'],
        target_lang: 'ES',
        context: 'trop élevée',
        model_type: 'prefer_quality_optimized',
        show_billed_characters: true,
      }),
    });
    expect(await response.json()).toEqual({
      translations: [
        {
          detected_source_language: 'FR',
          text: 'Es muy alta,',
          billed_characters: 20,
          model_type_used: 'quality_optimized',
        },
        {
          detected_source_language: 'FR',
          text: 'gracias.',
          billed_characters: 5,
          model_type_used: 'quality_optimized',
        },
      ],
    });
  });

  test.each([
    ['text=a', "Bad request. Reason: Parameter 'target_lang' not specified."],
    ['target_lang=ES', "Bad request. Reason: Parameter 'text' not specified."],
    ['text=a&target_lang=PT', "Bad request. Reason: Value for 'target_lang' not supported."],
    [
      'text=a&target_lang=ES&source_lang=EN-US',
      "Bad request. Reason: Value for 'source_lang' not supported.",
    ],
    [
      'text=a&target_lang=GL&formality=more',
      "Bad request. Reason: 'formality' is not supported for given 'target_lang'.",
    ],
  ])('Scenario: a wrong request (%s) is refused', async (body, message) => {
    const response = await fetch(`${server.url}/v2/translate`, {
      method: 'POST',
      headers: { authorization: 'DeepL-Auth-Key key', 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 400,
      body: { message },
    });
  });

  test('Scenario: a wrong key is refused', async () => {
    expect(await failureOf(ask('merci', { apiKey: 'other' }))).toEqual({
      provider: 'deepl',
      kind: 'unauthorized',
      isRetryable: false,
    });
  });

  test.each([
    ['refuse', 'unavailable'],
    ['rateLimit', 'rateLimited'],
    ['drop', 'unavailable'],
    ['garbage', 'invalidResponse'],
  ] as const)('Scenario: the fault %s is played on its line, and once', async (kind, failureKind) => {
    faults.add({ vendor: 'deepl', kind, times: 1, line: doubt });
    expect(await translate('Bonjour Madame')).toBe('Buenos días señora,');
    expect(await failureOf(ask('Elle est trop élevée'))).toEqual({
      provider: 'deepl',
      kind: failureKind,
      isRetryable: true,
    });
    expect(await translate('Elle est trop élevée')).toBe('Es muy alta,');
    expect(observations.filter(({ type }) => type === 'fault.played')).toEqual([
      { at: expect.any(Number) as number, type: 'fault.played', vendor: 'deepl', kind },
    ]);
  });

  test('Scenario: a request that is stalled gets no answer until its client leaves', async () => {
    faults.add({ vendor: 'deepl', kind: 'stall', times: 1 });
    const stalled = fetch(`${server.url}/v2/translate`, {
      method: 'POST',
      headers: { authorization: 'DeepL-Auth-Key key' },
      body: new URLSearchParams({ text: 'merci', target_lang: 'es' }),
      signal: AbortSignal.timeout(3 * translationMs),
    });
    await expect(stalled).rejects.toThrow('timeout');
    expect(observations.map(({ type }) => type)).toEqual(['translation.requested', 'fault.played']);
  });

  test('Scenario: a fault that was taken back is not played', async () => {
    const takeBack = faults.add({ vendor: 'deepl', kind: 'refuse', times: 5 });
    takeBack();
    expect(await translate('trop élevée')).toBe('alta,');
  });
});
