import { describe, expect, it } from 'vitest';
import { recognizerRoute } from '../../src/providers/routes.js';
import { recognizerCapabilities } from '../support/fake-providers.js';

const ear = (name: string, languages: readonly string[], detects: readonly string[]) => ({
  name,
  provider: { capabilities: { ...recognizerCapabilities(languages), detects: new Set(detects) } },
});

const ears = [
  ear('writes', ['es', 'gl', 'fr'], []),
  ear('detects two', ['es', 'gl', 'fr'], ['es', 'fr']),
  ear('detects all', ['es', 'gl', 'fr'], ['es', 'gl', 'fr']),
  ear('knows one', ['es'], ['es']),
];

const namesOf = (language: string, hints: readonly string[] = []) =>
  recognizerRoute(ears, language, hints).map(({ name }) => name);

describe('The route of a recognition', () => {
  it('is those that know the language, in their order', () => {
    expect(namesOf('es')).toEqual(['writes', 'detects two', 'detects all', 'knows one']);
    expect(namesOf('pt')).toEqual([]);
    expect(namesOf('fr-CA')).toEqual(['writes', 'detects two', 'detects all']);
  });

  it('prefers those that will say it, where the language is to be found out', () => {
    expect(namesOf('multi', ['gl'])).toEqual(['detects all', 'detects two', 'knows one', 'writes']);
    expect(namesOf('multi', ['fr'])).toEqual(['detects two', 'detects all', 'knows one', 'writes']);
  });
});
