import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { packageRoot } from '../../../sandbox/package-root.js';
import { parseScenario, ScenarioError } from '../../../sandbox/scenario-file.js';
import type { Scenario } from '../../../sandbox/scenario.js';
import { ConfigError } from '../../../src/config.js';
import { readGlossaryFile } from '../../../src/glossary-file.js';
import { createGlossary, type Glossary } from '../../../src/interpreting/glossary.js';
import { mutatedBytes } from '../mutation.js';
import { attempt, type Attempt, type Surface } from '../surface.js';

/** What YAML can do beyond what the files need. */
const yamlTricks: readonly string[] = [
  'a: &a [x, x, x, x]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]\nd: &d [*c, *c, *c, *c]\ne: [*d, *d, *d, *d]\n',
  'terms: *nobody\n',
  'base: &base {es: uno}\nterms:\n  - <<: *base\n    en: one\n',
  'terms: !!binary aGVsbG8=\n',
  'terms: !unknown {es: [uno]}\n',
  '%YAML 1.1\n---\nterms: [{es: yes, en: 0o17}]\n--- \nterms: []\n',
  '? {complex: key}\n: value\n? [1, 2]\n: *x\n',
  '__proto__: {terms: []}\nconstructor: 1\nterms:\n  - __proto__: uno\n    toString: one\n',
  "terms:\n\t- es: 'uno\n",
  'terms: &loop\n  - es: *loop\n',
  `terms: ${'['.repeat(3000)}`,
  `terms: |2-\n   uno\n  dos\n${' '.repeat(500)}x: >+\n`,
];

const longestMessage = 200_000;

function fileSurface<Value>(settings: {
  readonly name: string;
  readonly title: string;
  readonly corpus: readonly string[];
  readonly isTyped: (error: unknown) => boolean;
  readonly read: (path: string) => Value;
}): Surface<Buffer, Attempt<Value>> {
  const { name, title, corpus, isTyped, read } = settings;
  return {
    name,
    title,
    inputs: fc.oneof(
      { weight: 4, arbitrary: mutatedBytes(corpus) },
      { weight: 1, arbitrary: mutatedBytes([...yamlTricks, ...corpus]) },
    ),
    properties: [
      { name: 'what is wrong is told as such', holds: ({ error }) => error === undefined || isTyped(error) },
      {
        name: 'what is told is not endless',
        holds: ({ error }) => !(error instanceof Error) || error.message.length <= longestMessage,
      },
    ],
    open() {
      const folder = mkdtempSync(join(tmpdir(), 'dragoman-fuzz-'));
      const path = join(folder, `${name}.yaml`);
      return {
        meet(bytes) {
          writeFileSync(path, bytes);
          return attempt(() => read(path));
        },
        close: () => rmSync(folder, { recursive: true }),
      };
    },
  };
}

const scenarios = new URL('sandbox/scenarios/', packageRoot);

export const scenarioSurface: Surface<Buffer, Attempt<Scenario>> = fileSurface({
  name: 'scenarios',
  title: "Scenarios' files",
  corpus: readdirSync(scenarios)
    .sort()
    .map((file) => readFileSync(new URL(file, scenarios), 'utf8')),
  isTyped: (error) => error instanceof ScenarioError,
  read: (path) => parseScenario(readFileSync(path, 'utf8'), { name: 'scenario', path }),
});

const examples = readFileSync(new URL('glossary.example.yaml', packageRoot), 'utf8');

/** A glossary that can be read is also used: its terms become a regular expression and a vendor's dictionary. */
export const glossarySurface: Surface<Buffer, Attempt<Glossary>> = fileSurface({
  name: 'glossary',
  title: 'Glossary files',
  corpus: [examples, 'terms:\n  - {es: [uno, dos], en: one, pronounce: {en: "wan (1)"}}\n  - gl: a.b*c+\n'],
  isTyped: (error) => error instanceof ConfigError,
  read(path) {
    const glossary = createGlossary(readGlossaryFile(path));
    const text = 'La vida laboral de uno, a.b*c+ (Xunta de Galicia)';
    for (const language of ['es', 'gl', 'en']) {
      glossary.keytermsOf(language);
      glossary.pronounced(text, language);
      glossary.termsIn(text, language, 'en');
    }
    return glossary;
  },
});
