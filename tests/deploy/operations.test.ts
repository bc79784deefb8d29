import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { settingNames } from '../../src/config.js';
import { readDeployFile } from '../support/deploy-files.js';

const page = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
const sectionNamed = (title: string) =>
  page.split(/^## /m).find((section) => section.startsWith(title)) ?? '';

test('docs/operations.md has every setting in its table', () => {
  const named = new Set(sectionNamed('Settings by topic').match(/(?<=`)[A-Z][A-Z_]+(?=`)/g));
  expect(settingNames.filter((name) => !named.has(name))).toEqual([]);
});

test('docs/operations.md says what to do for each alert, and for no other', () => {
  const alerts = [...readDeployFile('prometheus/alerts.yaml').matchAll(/- alert: (\w+)/g)].map(
    ([, name]) => name,
  );
  const explained = [...sectionNamed('Alerts').matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
  expect(explained).toEqual(alerts);
});
