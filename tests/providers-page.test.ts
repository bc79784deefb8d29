import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const root = new URL('../', import.meta.url);
const page = readFileSync(new URL('docs/providers.md', root), 'utf8');

/** The page's code, each with the file that is named above it. */
const examples = [...page.matchAll(/^(?:\[([^\]\n]+)\]\([^)\n]+\)\n\n)?```ts\n([^]*?)^```$/gm)].map(
  ([, file = '', code = '']) => ({ file, code }),
);

describe('docs/providers.md', () => {
  test('shows a whole provider, and what else it takes', () => {
    expect(examples.map(({ file }) => file)).toEqual([
      'src/providers/libretranslate/libretranslate-translator.ts',
      'src/config.ts',
      'src/providers/registry.ts',
      'tests/providers/libretranslate-translator.test.ts',
    ]);
    expect(examples[0]?.code).toBe(readFileSync(new URL(examples[0]?.file ?? '', root), 'utf8'));
  });

  test.each(examples)('shows the code of $file as it is', ({ file, code }) => {
    expect(withoutIndentation(readFileSync(new URL(file, root), 'utf8'))).toContain(withoutIndentation(code));
  });
});

function withoutIndentation(code: string): string {
  return code.replace(/^ +/gm, '');
}
