import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSoundLibrary } from '../../sandbox/sound/matcher.js';
import { startDeeplServer } from '../../sandbox/vendors/deepl-server.js';
import { createFaultPlan } from '../../sandbox/vendors/faults.js';
import type { VendorServer } from '../../sandbox/vendors/vendor-server.js';
import { createDeeplTranslator } from '../../src/providers/deepl/deepl-translator.js';
import type { KeptGlossary, Translator } from '../../src/providers/translator.js';
import { drop, refuse, startFakeHttpVendor } from '../support/vendor-http.js';
import { collect } from '../support/vendor-outcome.js';
import { translation } from './translator-contract.js';

const { signal } = new AbortController();
const pair = (source: string, target: string, terms: readonly (readonly [string, string])[]) => ({
  source,
  target,
  terms: new Map(terms),
});
const career: KeptGlossary = {
  owner: 'dragoman.example.com',
  pairs: [
    pair('es', 'en', [['vida laboral', 'employment history']]),
    pair('en', 'es', [['employment history', 'vida laboral']]),
    pair('gl', 'es', [['vida laboral', 'vida laboral']]),
  ],
};

const nobody = {
  speak: () => Promise.reject(new Error('Nobody speaks here.')),
  close: () => Promise.resolve(),
};

let server: VendorServer;
beforeEach(async () => {
  server = await startDeeplServer({
    apiKey: 'key',
    library: createSoundLibrary(),
    lines: new Map(),
    voices: nobody,
    delays: { recognizerFinalMs: 0, recognizerInterimMs: 0, translationMs: 0, synthesisFirstByteMs: 0 },
    faults: createFaultPlan(),
    observe: () => undefined,
  });
});
afterEach(() => server.close());

const openTranslator = () => createDeeplTranslator({ apiKey: 'key', baseUrl: server.url });

const translate = async (
  translator: Translator,
  sourceLanguage: string,
  targetLanguage: string,
  text: string,
) => (await collect(translator.translate(translation({ text, sourceLanguage, targetLanguage })))).join('');

/** What the account has. */
async function kept() {
  const headers = { authorization: 'DeepL-Auth-Key key' };
  const answer = (await (await fetch(`${server.url}/v3/glossaries`, { headers })).json()) as {
    glossaries: {
      glossary_id: string;
      name: string;
      dictionaries: { source_lang: string; target_lang: string }[];
    }[];
  };
  return answer.glossaries;
}

describe('A glossary kept with DeepL', () => {
  it('Scenario: its terms are in the translations of its languages, whatever their variety', async () => {
    const translator = openTranslator();
    await translator.keepGlossary?.(career, signal);
    expect(await translate(translator, 'es-MX', 'en-GB', 'su vida laboral')).toBe('⟦su employment history⟧');
    expect(await translate(translator, 'en', 'es', 'the employment history')).toBe('⟦the vida laboral⟧');
  });

  it('Scenario: languages that it has no terms in, or that DeepL keeps no glossary of, go without', async () => {
    const translator = openTranslator();
    await translator.keepGlossary?.(career, signal);
    expect(await translate(translator, 'fr', 'es', 'employment history')).toBe('⟦employment history⟧');
    expect(await translate(translator, 'gl', 'es', 'vida laboral')).toBe('⟦vida laboral⟧');
    const [glossary] = await kept();
    expect(glossary?.dictionaries.map(({ source_lang, target_lang }) => [source_lang, target_lang])).toEqual([
      ['es', 'en'],
      ['en', 'es'],
    ]);
  });

  it('Scenario: the service starts again with the same glossary, and finds it there', async () => {
    await openTranslator().keepGlossary?.(career, signal);
    const before = await kept();
    const again = openTranslator();
    await again.keepGlossary?.(career, signal);
    expect(await kept()).toEqual(before);
    expect(await translate(again, 'es', 'en', 'vida laboral')).toBe('⟦employment history⟧');
  });

  it('Scenario: a later glossary takes the place of the earlier one, but not of another service’s', async () => {
    const [older, later] = [openTranslator(), openTranslator()];
    await openTranslator().keepGlossary?.({ ...career, owner: 'other.example.com' }, signal);
    await older.keepGlossary?.(career, signal);
    const changed = { ...career, pairs: [pair('es', 'en', [['vida laboral', 'work record']])] };
    await later.keepGlossary?.(changed, signal);
    expect((await kept()).map(({ name }) => name.split('/')[1])).toEqual([
      'other.example.com',
      'dragoman.example.com',
    ]);
    expect(await translate(later, 'es', 'en', 'vida laboral')).toBe('⟦work record⟧');
    // The process that is about to be replaced goes on, without one.
    expect(await translate(older, 'es', 'en', 'vida laboral')).toBe('⟦vida laboral⟧');
  });

  it('Scenario: no term is of languages that DeepL keeps glossaries of', async () => {
    await openTranslator().keepGlossary?.({ ...career, pairs: [pair('gl', 'es', [['a', 'b']])] }, signal);
    expect(await kept()).toEqual([]);
  });

  it.each([
    ['refused', refuse(456, { message: 'Quota Exceeded' }), 'quotaExceeded'],
    ['dropped', drop, 'unavailable'],
    [
      'answered with a page',
      (response: { end: (body: string) => void }) => response.end('<html>'),
      'invalidResponse',
    ],
  ] as const)('Scenario: it is %s', async (_, answer, kind) => {
    const vendor = await startFakeHttpVendor(answer);
    const translator = createDeeplTranslator({ apiKey: 'key', baseUrl: vendor.baseUrl });
    await expect(translator.keepGlossary?.(career, signal)).rejects.toMatchObject({
      provider: 'deepl',
      kind,
    });
    await vendor.close();
  });
});
