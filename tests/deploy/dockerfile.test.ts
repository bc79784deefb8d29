import { validate } from 'dockerfile-utils';
import { describe, expect, test } from 'vitest';
import { readDeployFile, readDeployYaml } from '../support/deploy-files.js';
import { apertiumPairs } from '../../src/providers/apertium/apertium-pairs.js';
import { z } from 'zod';

const dockerfile = readDeployFile('../Dockerfile');
const stages = dockerfile.split(/^(?=FROM )/m).slice(1);
const stageNamed = (name: string) =>
  stages.find((stage) => new RegExp(`^FROM \\S+ AS ${name}$`, 'm').test(stage)) ?? '';

describe('the Dockerfile', () => {
  test('is what Docker takes', () => {
    expect(
      validate(dockerfile).map(({ message, range }) => ({ message, line: range.start.line + 1 })),
    ).toEqual([]);
  });

  test('is built into the service where no target is named, and Compose names one that exists', () => {
    expect(stages.at(-1)).toMatch(/^FROM runtime AS service$/m);
    const { build } = z
      .object({ services: z.object({ dragoman: z.object({ build: z.object({ target: z.string() }) }) }) })
      .parse(readDeployYaml('compose.yaml')).services.dragoman;
    expect(build.target).toBe('${DRAGOMAN_TARGET:-service}');
  });

  test('runs as nobody in particular, by number, in every stage that is run', () => {
    for (const stage of [stageNamed('runtime'), stageNamed('offline')]) {
      expect([...stage.matchAll(/^USER (.*)$/gm)].at(-1)?.[1]).toBe('1000:1000');
    }
  });

  test('the offline one installs the package of every pair that is translated', () => {
    const packages = new Set(stageNamed('offline').match(/apertium-[a-z-]+/g));
    expect(packages).toEqual(new Set(apertiumPairs.map(({ debianPackage }) => debianPackage)));
  });
});
