import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { ConfigError } from '../src/config.js';
import { readGlossaryFile } from '../src/glossary-file.js';
import { cpuMsOf } from './support/cpu-time.js';

const folder = mkdtempSync(join(tmpdir(), 'glossary-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(text: string): string {
  const file = join(folder, 'words.yaml');
  writeFileSync(file, text);
  return file;
}

function problemsOf(file: string): readonly string[] {
  try {
    readGlossaryFile(file);
  } catch (error) {
    if (error instanceof ConfigError)
      return error.problems.map((problem) => problem.replace(`${folder}/`, ''));
    throw error;
  }
  throw new Error('The glossary was accepted');
}

describe('a glossary file', () => {
  test('Scenario: an alias of nobody, aliases that would make it huge, lists in lists without end', () => {
    const huge = Array.from({ length: 9 }, (_, level) => {
      const inner = level === 0 ? 'x' : `*a${String(level - 1)}`;
      return `a${String(level)}: &a${String(level)} [${Array.from({ length: 9 }, () => inner).join(', ')}]`;
    }).join('\n');
    expect(problemsOf(fileWith('terms: *nobody\n'))).toEqual([expect.stringContaining('Unresolved alias')]);
    expect(problemsOf(fileWith(huge))).toEqual([expect.stringContaining('Excessive alias count')]);
    for (const nest of ['[', '{a: ', '- ']) {
      expect(problemsOf(fileWith(`terms:\n${nest.repeat(20_000)}`))).toEqual([
        'GLOSSARY_FILE words.yaml cannot be read: it is nested too deep',
      ]);
    }
  });

  test('Scenario: a line has more mistakes than anybody reads, and it does not take long to find them', async () => {
    const file = fileWith(`terms: ${'&a '.repeat(60_000)}`);
    const spent = await cpuMsOf(() => expect(problemsOf(file).length).toBe(51));
    // Half a second; many where each of them is shown in its line.
    expect(spent).toBeLessThan(3000);
  });

  test('Scenario: one form, several forms, a pronunciation', () => {
    const file = fileWith(`
terms:
  - es: vida laboral
    en: [employment history, employment record]
  - { gl: ' Xunta ', en: Xunta, pronounce: { en: Shoon-ta } }
`);
    expect(readGlossaryFile(file)).toEqual([
      {
        forms: { es: ['vida laboral'], en: ['employment history', 'employment record'] },
        pronunciations: {},
      },
      { forms: { gl: ['Xunta'], en: ['Xunta'] }, pronunciations: { en: 'Shoon-ta' } },
    ]);
  });

  test('Scenario: it has no terms yet', () => {
    expect(readGlossaryFile(fileWith('terms: []'))).toEqual([]);
  });

  test('the example is one', () => {
    const example = fileURLToPath(new URL('../glossary.example.yaml', import.meta.url));
    expect(readGlossaryFile(example).length).toBeGreaterThan(1);
  });

  test('Scenario: several things are wrong, and all are named with their lines', () => {
    const file = fileWith(`terms:
  - es: vida laboral
    tlh: yIn
  - es: 7
  - pronounce: { es: nada }
  - en: Vida
    es: [vida, Vida]
  - es: "¿?"
`);
    expect(problemsOf(file)).toEqual([
      'GLOSSARY_FILE words.yaml:3: tlh is none of the languages en, fr, de, it, pt, ar, gl, es, ca, eu, ro, nl',
      'GLOSSARY_FILE words.yaml:4: must be a word or a few of them, 100 characters at most, or a list of up to 20 such',
      'GLOSSARY_FILE words.yaml:5: there is no term in es to be pronounced',
      'GLOSSARY_FILE words.yaml:5: there is no term in any language',
      'GLOSSARY_FILE words.yaml:8: must be a word or a few of them, 100 characters at most, or a list of up to 20 such',
    ]);
  });

  test.each([
    ['terms:\n  - es: vida\n    tlh: yIn', 'words.yaml:3: tlh is none of the languages'],
    ['terms:\n  - es: vida\n    pronounce: { en: life }', 'words.yaml:3: there is no term in en'],
    ['terms:\n  - es: vida\n  - es: Vida', 'words.yaml:3: "Vida" is there twice'],
    ['terms:\n  - es: [vida, ]\n  - {', 'words.yaml:3: '],
    ['terms: none', 'words.yaml:1: must be a list of terms'],
    ['', 'words.yaml:1: must have a list of terms, named terms, and nothing else'],
    ['terms: []\nwords: []', 'words.yaml:1: must have a list of terms, named terms, and nothing else'],
    ['terms:\n  - vida', 'words.yaml:2: must be a term, language by language'],
    ['terms:\n  - es: vida\n    es: vita', 'words.yaml:3: Map keys must be unique'],
  ])('Scenario: %j is refused', (text, problem) => {
    expect(problemsOf(fileWith(text)).join('\n')).toContain(problem);
  });

  test('Scenario: there is no such file', () => {
    expect(problemsOf(join(folder, 'none.yaml'))).toEqual(['GLOSSARY_FILE none.yaml cannot be read: ENOENT']);
  });
});
