import { existsSync } from 'node:fs';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apertiumPairs, apertiumRoute } from '../../src/providers/apertium/apertium-pairs.js';
import { fromStream, toStream } from '../../src/providers/apertium/apertium-stream.js';
import {
  createApertiumTranslator,
  type ApertiumTranslator,
  type ApertiumTranslatorSettings,
} from '../../src/providers/apertium/apertium-translator.js';
import { createFakePrograms, isRunning, type FakePrograms } from '../support/fake-program.js';
import { collect, errorOf, failureOf } from '../support/vendor-outcome.js';
import { translation } from './translator-contract.js';

let translator: ApertiumTranslator;

const translate = async (text: string, sourceLanguage = 'gl', targetLanguage = 'es') =>
  (await collect(translator.translate(translation({ text, sourceLanguage, targetLanguage })))).join('');

describe('Apertium’s programs', () => {
  let programs: FakePrograms;
  beforeEach(async () => {
    programs = await createFakePrograms();
  });
  afterEach(async () => {
    translator.close();
    await programs.remove();
  });

  /** Installs modes, each a pipeline of programs of the moods given. */
  const meet = async (
    modes: Readonly<Record<string, readonly string[]>>,
    settings: ApertiumTranslatorSettings = {},
  ) => {
    for (const [mode, moods] of Object.entries(modes)) {
      const stages = moods.map((mood, index) =>
        programs.install(`${mode}-${index}`, 'fake-apertium.mjs', [mood, `${mode}.${index}`]),
      );
      await programs.write(
        `${mode}.mode`,
        (await Promise.all(stages)).map((path) => `${path} $1 $2`).join(' | '),
      );
    }
    translator = createApertiumTranslator({ modesDirectory: programs.directory, ...settings });
  };
  const pids = () => programs.notes().map(Number);

  it('Scenario: a clause goes through all programs of its pair, which go on running for the next one', async () => {
    await meet({ 'gl-es': ['wraps', 'wraps'] });
    expect(await translate('Bos días.')).toBe('gl-es.1(gl-es.0(Bos días.))');
    expect(await translate('Ola.')).toBe('gl-es.1(gl-es.0(Ola.))');
    expect(pids()).toHaveLength(2);
  });

  it('Scenario: many clauses at once are answered each with its own', async () => {
    await meet({ 'gl-es': ['wraps'] });
    const texts = Array.from({ length: 40 }, (_, index) => `frase ${index}`);
    expect(await Promise.all(texts.map((text) => translate(text)))).toEqual(
      texts.map((text) => `gl-es.0(${text})`),
    );
    expect(pids()).toHaveLength(1);
  });

  it('Scenario: there is no direct pair; a third language lies between', async () => {
    await meet({ 'fr-es': ['wraps'], 'es-gl': ['wraps'] });
    expect(await translate('Bonjour.', 'fr', 'gl')).toBe('es-gl.0(fr-es.0(Bonjour.))');
  });

  it('Scenario: what is not installed is not offered', async () => {
    await meet({ 'fr-es': ['wraps'], 'es-gl': ['wraps'] });
    expect(translator.capabilities.targets).toEqual(
      new Map([
        ['es', new Set(['gl'])],
        ['gl', new Set()],
        ['fr', new Set(['es', 'gl'])],
      ]),
    );
    expect(await failureOf(translator.translate(translation()))).toEqual({
      provider: 'apertium',
      kind: 'unsupportedLanguage',
      isRetryable: false,
    });
    expect(pids()).toEqual([]);
  });

  it('Scenario: nothing is installed', async () => {
    await meet({ 'gl-es': ['wraps'] });
    expect(() => createApertiumTranslator({ modesDirectory: '/nowhere' })).toThrow(
      'apertium: there are no modes in /nowhere',
    );
  });

  it('Scenario: a program in the middle dies with a clause; the next clause gets new ones', async () => {
    await meet({ 'gl-es': ['wraps', 'mortal', 'wraps'] });
    await translate('Ola.');
    const waiting = [translate('alguén morre'), translate('Ola outra vez.')];
    const [died, next] = await Promise.allSettled(waiting);
    expect(died).toMatchObject({ status: 'rejected', reason: { kind: 'unavailable', isRetryable: true } });
    expect(next).toEqual({ status: 'fulfilled', value: 'gl-es.2(gl-es.1(gl-es.0(Ola outra vez.)))' });
    await expect.poll(() => pids().filter(isRunning)).toEqual(pids().slice(3));
  });

  it('Scenario: the programs are killed between two clauses; nobody notices', async () => {
    await meet({ 'gl-es': ['wraps'] });
    await translate('Ola.');
    const [first = 0] = pids();
    process.kill(first, 'SIGKILL');
    await expect.poll(() => isRunning(first)).toBe(false);
    // Their end is told after it: a clause that comes in between is one that they died with.
    await expect.poll(() => translate('Ola.').catch(() => 'lost')).toBe('gl-es.0(Ola.)');
    expect(pids()).toHaveLength(2);
  });

  it.each([
    ['mute', 'timedOut'],
    ['forgetful', 'invalidResponse'],
    ['endless', 'invalidResponse'],
  ])('Scenario: the programs are %s, and are ended', async (mood, kind) => {
    await meet({ 'gl-es': [mood] }, { deadlineMs: mood === 'mute' ? 300 : 5000 });
    expect(await failureOf(translator.translate(translation()))).toEqual({
      provider: 'apertium',
      kind,
      isRetryable: true,
    });
    await expect.poll(() => pids().some(isRunning)).toBe(false);
  });

  it('Scenario: the programs answer twice; no clause gets the answer of another', async () => {
    await meet({ 'gl-es': ['confused'] });
    const texts = ['un', 'dous', 'tres'];
    const outcomes = await Promise.allSettled(texts.map((text) => translate(text)));
    const heard = outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'lost'));
    expect(heard[0]).toBe('gl-es.0(un)');
    expect(texts.map((text, index) => [`gl-es.0(${text})`, 'lost'].includes(heard[index] ?? ''))).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('Scenario: a clause is given up; the one behind it is translated', async () => {
    await meet({ 'gl-es': ['wraps'] });
    const giveUp = new AbortController();
    const reason = new Error('nobody waits for it');
    const givenUp = [1, 2].map(() => errorOf(translator.translate(translation({ signal: giveUp.signal }))));
    const behind = translate('Ola.');
    giveUp.abort(reason);
    expect(await Promise.all(givenUp)).toEqual([reason, reason]);
    expect(await behind).toBe('gl-es.0(Ola.)');
    expect(await errorOf(translator.translate(translation({ signal: AbortSignal.abort(reason) })))).toBe(
      reason,
    );
  });

  it('Scenario: more clauses wait than could be heard; the rest is refused at once', async () => {
    await meet({ 'gl-es': ['mute'] });
    const outcomes = Array.from({ length: 55 }, () => translate('Ola.').catch((error: unknown) => error));
    expect(await Promise.race(outcomes)).toMatchObject({ kind: 'rateLimited' });
    translator.close();
    const kinds = (await Promise.all(outcomes)).map((error) =>
      typeof error === 'object' && error !== null && 'kind' in error ? error.kind : undefined,
    );
    expect(kinds).toEqual([
      ...Array<string>(51).fill('unavailable'),
      ...Array<string>(4).fill('rateLimited'),
    ]);
  });

  it('Scenario: nobody speaks for a while; the programs are ended, and started again for the next clause', async () => {
    await meet({ 'gl-es': ['wraps', 'wraps'] }, { idleMs: 50 });
    await translate('Ola.');
    await expect.poll(() => pids().some(isRunning)).toBe(false);
    expect(await translate('Ola.')).toBe('gl-es.1(gl-es.0(Ola.))');
  });

  it('Scenario: more pairs are spoken than may run; the one that was used least lately makes room', async () => {
    await meet({ 'gl-es': ['wraps'], 'es-gl': ['wraps'], 'fr-es': ['wraps'] }, { mostRunning: 2 });
    await translate('Ola.');
    await translate('Hola.', 'es', 'gl');
    await translate('Ola.');
    expect(await translate('Salut.', 'fr', 'es')).toBe('fr-es.0(Salut.)');
    const [galician = 0, spanish = 0, french = 0] = pids();
    await expect.poll(() => [galician, spanish, french].map(isRunning)).toEqual([true, false, true]);
    expect(await translate('Hola.', 'es', 'gl')).toBe('es-gl.0(Hola.)');
    await expect.poll(() => pids().map(isRunning)).toEqual([false, false, true, true]);
  });

  it('Scenario: all pairs that may run have a clause; one in another pair is refused at once', async () => {
    await meet({ 'gl-es': ['mute'], 'es-gl': ['wraps'] }, { mostRunning: 1 });
    const stuck = translate('Ola.').catch((error: unknown) => error);
    expect(await translate('Hola.', 'es', 'gl').catch((error: unknown) => error)).toMatchObject({
      kind: 'rateLimited',
    });
    translator.close();
    expect(await stuck).toMatchObject({ kind: 'unavailable' });
  });

  it('Scenario: a failure is told without a word of what was said', async () => {
    await meet({ 'gl-es': ['forgetful'] });
    const error = await errorOf(translator.translate(translation()));
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain('días');
  });
});

describe('Apertium’s stream', () => {
  it('a text comes out as it went in, but for spaces and control characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), (text, number) => {
        const record = toStream(text, number);
        expect(record.indexOf('\0')).toBe(record.length - 1);
        expect(fromStream(record.slice(0, -1), number)).toBe(
          text
            .replace(/[\p{Cc}~]+/gu, ' ')
            .replace(/\s+/g, ' ')
            .trim(),
        );
      }),
    );
  });

  it('an answer to another text is none', () => {
    expect([fromStream('Ola[2]', 2), fromStream('Ola[2]', 12), fromStream('Ola\\[2\\]', 2)]).toEqual([
      'Ola',
      undefined,
      undefined,
    ]);
  });
});

describe('Apertium’s routes', () => {
  it.each([
    ['gl', 'es', ['gl-es']],
    ['es', 'gl', ['es-gl']],
    ['es-MX', 'gl', ['es-gl']],
    ['es', 'pt', ['es-pt']],
    ['es', 'pt-BR', ['es-pt_BR']],
    ['pt-BR', 'es', ['pt-es']],
    ['gl', 'en', ['gl-en']],
    ['fr', 'gl', ['fr-es', 'es-gl']],
    ['it', 'fr', ['ita-spa', 'es-fr']],
    ['en', 'pt-BR', ['eng-spa', 'es-pt_BR']],
    ['ro', 'gl', ['ro-es', 'es-gl']],
    ['eu', 'fr', ['eu-es', 'es-fr']],
    ['es', 'ro', undefined],
    ['es', 'eu', undefined],
    ['de', 'es', undefined],
    ['es', 'nl', undefined],
    ['es', 'ar', undefined],
  ])('from %s into %s by %j', (source, target, modes) => {
    expect(apertiumRoute(apertiumPairs, source, target)?.map(({ mode }) => mode)).toEqual(modes);
  });
});

const isInstalled = existsSync('/usr/share/apertium/modes/gl-es.mode');

describe.skipIf(!isInstalled)('Apertium itself (skipped where its Debian packages are not installed)', () => {
  beforeEach(() => {
    translator = createApertiumTranslator();
  });
  afterEach(() => translator.close());

  it('Scenario: a call between Galician and Spanish', async () => {
    expect(await translate('Bos días, chamo por unha factura da luz.')).toBe(
      'Buenos días, llamo por una factura de la luz.',
    );
    expect(await translate('Su factura es muy alta.', 'es', 'gl')).toBe('A súa factura é moi alta.');
    expect(await translate('Custa 35,50 euros, o 12 de marzo ás 15:30.')).toBe(
      'Cuesta 35,50 euros, el 12 de marzo a las 15:30.',
    );
  });

  it('Scenario: what the dictionaries do not know, and what means something to the programs, stays', async () => {
    expect(await translate('o meu correo é pepe@exemplo.gal')).toBe('mi correo es pepe@exemplo.gal');
    expect(await translate('o código é [A/7] {x}^2$')).toContain('[A/7] {x}^2$');
  });
});
