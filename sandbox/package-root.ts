import { existsSync } from 'node:fs';

/** The folder of the project: sources and compiled files lie in it at different depths. */
export const packageRoot: URL = findRoot(new URL('.', import.meta.url));

/** Recordings of real people, which are not part of the project: a folder beside it. */
export const recordingsFolder: URL = new URL('../shared/audio/', packageRoot);

function findRoot(folder: URL): URL {
  return existsSync(new URL('package.json', folder)) ? folder : findRoot(new URL('..', folder));
}
