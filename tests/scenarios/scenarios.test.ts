import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { loadScenario, missingRecordings } from '../../sandbox/scenario.js';

/** One of each kind of call; `npm run demo -- --all` plays the rest too, which is more of the same. */
const names = [
  'agent-does-not-answer',
  'barge-in',
  'early-speech',
  'galician-pharmacy',
  'real-voices-es',
  'recognizer-fails',
];
const scenarios = await Promise.all(names.map(loadScenario));
const resultSchema = z.object({ isPassed: z.boolean(), problems: z.array(z.string()) });

/**
 * The demo plays them in a process of its own, as it is built: the stand-ins listen to telephone lines in real time,
 * which is too much for code that is transformed for tests.
 */
describe('calls through the whole server', () => {
  let output: string;
  let demo: ChildProcess;

  beforeAll(async () => {
    output = await mkdtemp(join(tmpdir(), 'dragoman-'));
    const program = fileURLToPath(new URL('../../dist/sandbox/demo.js', import.meta.url));
    const chosen = names.flatMap((name) => ['--scenario', name]);
    demo = spawn(process.execPath, [program, ...chosen, '--output', output], { stdio: 'ignore' });
    await once(demo, 'exit');
  }, 600_000);

  afterAll(async () => {
    demo.kill();
    await rm(output, { recursive: true, force: true });
  });

  for (const scenario of scenarios) {
    test(`Scenario: ${scenario.name}: ${scenario.title}`, async ({ skip }) => {
      const missing = missingRecordings(scenario);
      if (missing.length > 0) skip(`needs the recordings ${missing.join(', ')} in ../shared/audio`);
      const result = await readFile(join(output, scenario.name, 'result.json'), 'utf8');
      expect(resultSchema.parse(JSON.parse(result))).toEqual({ isPassed: true, problems: [] });
    });
  }
});
