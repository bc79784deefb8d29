import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Debian's nginx is no program of users, so that its folder is not in everybody's path. */
export const programPath = `${process.env['PATH'] ?? ''}:/usr/sbin`;

/** Whether a program can be started, so that what needs it is skipped otherwise; where all must be there, it fails instead. */
export function isInstalled(program: string): boolean {
  if (process.env['REQUIRE_SERVERS'] === 'true') return true;
  return programPath.split(':').some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
