import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const pageUrl = new URL('../../docs/security.md', import.meta.url);
const page = readFileSync(pageUrl, 'utf8');

test('docs/security.md names tests that exist', () => {
  const named = [...page.matchAll(/^- \[[\w-]+\]\((\S+\.test\.ts)\): "(.*)"$/gm)].map(
    ([, path = '', title = '']) => ({ path, title: title.replaceAll('\\"', '"') }),
  );
  const gone = named.filter(
    ({ path, title }) => !readFileSync(new URL(path, pageUrl), 'utf8').includes(title),
  );
  expect(gone).toEqual([]);
  expect(named.length).toBe(page.match(/\.test\.ts\)/g)?.length);
});

test('docs/security.md has a test for each threat', () => {
  const sections = page.split(/^## /m).slice(1);
  const bare = sections
    .filter((section) => !section.includes('.test.ts'))
    .map((section) => section.split('\n', 1)[0]);
  expect(bare).toEqual(['What is not covered', 'Dependencies']);
});
