/** `npm run dev`: compiles on every change and starts the server again. Ctrl-C ends both. */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const prepared = spawnSync(process.execPath, [`${root}scripts/prepare.mjs`, '--build'], { stdio: 'inherit' });
if (prepared.status !== 0) process.exit(prepared.status ?? 1);

const children = [
  [
    `${root}node_modules/typescript/bin/tsc`,
    '-p',
    `${root}tsconfig.json`,
    '--watch',
    '--preserveWatchOutput',
  ],
  ['--watch', `${root}dist/src/server.js`],
].map((parameters) =>
  spawn(process.execPath, parameters, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }),
);

for (const child of children) {
  child.on('exit', (code) => {
    for (const other of children) other.kill();
    process.exitCode = code ?? 0;
  });
}
