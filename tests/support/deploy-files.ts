import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse, parseAllDocuments } from 'yaml';

/** Absolute path of a file or folder of `deploy/`. */
export const deployPath = (path: string): string =>
  fileURLToPath(new URL(`../../deploy/${path}`, import.meta.url));

export const readDeployFile = (path: string): string => readFileSync(deployPath(path), 'utf8');

/** @throws Error for what is no YAML; a key that is there twice is none. */
export const readDeployYaml = (path: string): unknown => parse(readDeployFile(path), { merge: true });

/** Every document of a YAML file. */
export function readDeployDocuments(path: string): readonly unknown[] {
  return parseAllDocuments(readDeployFile(path)).map((document): unknown => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return document.toJS() as unknown;
  });
}
