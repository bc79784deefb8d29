import { spawnSync } from 'node:child_process';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { languageTags } from '../../src/languages.js';
import { isAudible } from '../../src/media/audibility.js';
import { createEspeakSynthesizer } from '../../src/providers/espeak/espeak-synthesizer.js';
import { espeakVoices } from '../../src/providers/espeak/espeak-voices.js';
import type { Synthesizer } from '../../src/providers/synthesizer.js';
import { createFakePrograms, isRunning, type FakePrograms } from '../support/fake-program.js';
import { collect, errorOf, failureOf } from '../support/vendor-outcome.js';
import { synthesis } from './synthesizer-contract.js';

const noteSchema = z.object({ pid: z.number(), parameters: z.array(z.string()), said: z.string() });

describe('espeak-ng’s program', () => {
  let programs: FakePrograms;
  let synthesizer: Synthesizer;
  beforeEach(async () => {
    programs = await createFakePrograms();
  });
  afterEach(() => programs.remove());

  const meet = async (mood: string) => {
    const program = await programs.install('espeak-ng', 'fake-espeak.mjs', [mood]);
    synthesizer = createEspeakSynthesizer({ program, voices: { es: { female: 'es+f4', male: 'es+m3' } } });
  };
  const runs = () => programs.notes().map((note) => noteSchema.parse(JSON.parse(note)));

  it('Scenario: a clause is spoken in the telephone format; its text is in no command line', async () => {
    await meet('speaks');
    const mulaw = Buffer.concat(await collect(synthesizer.synthesize(synthesis())));
    expect(mulaw).toHaveLength(800);
    expect(isAudible(mulaw)).toBe(true);
    expect(runs()).toMatchObject([
      {
        parameters: ['-b', '1', '-z', '-v', 'es+m3', '-s', '160', '--stdin', '--stdout'],
        said: 'Buenos días.',
      },
    ]);
  });

  it.each([
    ['gl', 1.25, 'pt', '200'],
    ['pt-BR', 9, 'pt-br', '448'],
    ['fr-CA', 0.1, 'fr-fr', '80'],
  ])('Scenario: %s at %f times the normal rate', async (language, speed, voice, rate) => {
    await meet('speaks');
    await collect(synthesizer.synthesize(synthesis({ language, speed })));
    expect(runs()[0]?.parameters.slice(3, 7)).toEqual(['-v', voice, '-s', rate]);
  });

  it('Scenario: a text that looks like phonemes is read', async () => {
    await meet('speaks');
    await collect(synthesizer.synthesize(synthesis({ text: '[[[h@l]] -q' })));
    expect(runs()[0]?.said).toBe('[ [ [h@l]] -q');
  });

  it.each([
    ['silent', 'invalidResponse'],
    ['failing', 'unavailable'],
    ['babbling', 'invalidResponse'],
  ])('Scenario: the program is %s', async (mood, kind) => {
    await meet(mood);
    expect(await failureOf(synthesizer.synthesize(synthesis()))).toEqual({
      provider: 'espeak',
      kind,
      isRetryable: true,
    });
  });

  it('Scenario: the program is not installed', async () => {
    synthesizer = createEspeakSynthesizer({ program: '/nowhere/espeak-ng' });
    expect(await failureOf(synthesizer.synthesize(synthesis()))).toMatchObject({ kind: 'unavailable' });
  });

  it('Scenario: nobody there speaks the language', async () => {
    await meet('speaks');
    const outcome = await failureOf(synthesizer.synthesize(synthesis({ language: 'tlh' })));
    expect([outcome.kind, runs()]).toEqual(['unsupportedLanguage', []]);
  });

  it('Scenario: the clause is given up before the program says anything', async () => {
    await meet('mute');
    const giveUp = new AbortController();
    const reason = new Error('nobody waits for it');
    const outcome = errorOf(synthesizer.synthesize(synthesis({ signal: giveUp.signal })));
    await expect.poll(runs).toHaveLength(1);
    giveUp.abort(reason);
    expect(await outcome).toBe(reason);
    await expect.poll(() => runs().some(({ pid }) => isRunning(pid))).toBe(false);
  });

  it('Scenario: whoever listens goes away; the program is ended', async () => {
    await meet('hesitant');
    for await (const _ of synthesizer.synthesize(synthesis())) break;
    await expect.poll(() => runs().some(({ pid }) => isRunning(pid))).toBe(false);
  });

  it('Scenario: two clauses are spoken at a time; who waits and gives up goes, and the next one has its turn', async () => {
    await meet('mute');
    const clauses = Array.from({ length: 4 }, () => new AbortController());
    const outcomes = clauses.map(({ signal }) => errorOf(synthesizer.synthesize(synthesis({ signal }))));
    await expect.poll(runs).toHaveLength(2);
    clauses[2]?.abort(new Error('gone'));
    await outcomes[2];
    expect(runs()).toHaveLength(2);
    clauses[0]?.abort(new Error('gone'));
    await expect.poll(runs).toHaveLength(3);
    for (const clause of clauses) clause.abort(new Error('gone'));
    await Promise.all(outcomes);
  });

  it('Scenario: more clauses wait than could be heard; the rest is refused at once', async () => {
    await meet('mute');
    const clauses = Array.from({ length: 103 }, () => new AbortController());
    const outcomes = clauses.map(({ signal }) => errorOf(synthesizer.synthesize(synthesis({ signal }))));
    expect(await Promise.race(outcomes)).toMatchObject({ kind: 'rateLimited' });
    for (const clause of clauses) clause.abort(new Error('gone'));
    await Promise.all(outcomes);
  });

  it('Scenario: a failure is told without a word of what was to be said', async () => {
    await meet('failing');
    const error = await errorOf(synthesizer.synthesize(synthesis()));
    expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain('días');
  });
});

describe('espeak-ng’s data', () => {
  it('there is a voice for each language', () => {
    expect(languageTags.filter((tag) => !(tag in espeakVoices))).toEqual([]);
  });
});

const isInstalled = spawnSync('espeak-ng', ['--version']).status === 0;

describe.skipIf(!isInstalled)('espeak-ng itself (skipped where its Debian package is not installed)', () => {
  it.each(languageTags)('Scenario: it speaks %s, faster if it is told to', async (language) => {
    const synthesizer = createEspeakSynthesizer();
    const text = 'Galicia, 25 de marzo';
    const lengthAt = async (speed: number) => {
      const mulaw = Buffer.concat(
        await collect(synthesizer.synthesize(synthesis({ text, language, speed }))),
      );
      expect(isAudible(mulaw)).toBe(true);
      return mulaw.length;
    };
    const [normal, fast] = [await lengthAt(1), await lengthAt(1.5)];
    // A second at the least; two thirds of it, give or take.
    expect(normal).toBeGreaterThan(8000);
    expect(fast / normal).toBeGreaterThan(0.5);
    expect(fast / normal).toBeLessThan(0.85);
  });
});
