import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A directory of programs that stand in for ones that may not be installed. */
export interface FakePrograms {
  readonly directory: string;
  /** Puts a program there that runs a script of this folder with its own parameters first; its path. */
  install(name: string, script: string, parameters: readonly string[]): Promise<string>;
  /** Writes a file there. */
  write(name: string, text: string): Promise<void>;
  /** What the scripts noted so far, one entry for each time that one ran. */
  notes(): readonly string[];
  remove(): Promise<void>;
}

/** Each script gets the path of the file for its notes in the environment of its wrapper. */
export async function createFakePrograms(): Promise<FakePrograms> {
  const directory = await mkdtemp(join(tmpdir(), 'dragoman-programs-'));
  const notesFile = join(directory, 'notes');
  return {
    directory,
    async install(name, script, parameters) {
      const path = join(directory, name);
      const file = fileURLToPath(new URL(script, import.meta.url));
      const command = [process.execPath, file, ...parameters].map((word) => `'${word}'`).join(' ');
      await writeFile(path, `#!/bin/sh\nNOTES='${notesFile}' exec ${command} "$@"\n`);
      await chmod(path, 0o755);
      return path;
    },
    write: (name, text) => writeFile(join(directory, name), text),
    notes: () =>
      existsSync(notesFile)
        ? readFileSync(notesFile, 'utf8')
            .split('\n')
            .filter((note) => note !== '')
        : [],
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

/** Whether a process runs. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
