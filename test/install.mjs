/**
 * Open this to see how a folder of test gets what only it needs, in a package of its own: `node test/install.mjs test/declarations`.
 * What is there already is left alone, so it costs nothing to ask again.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';

const folder = resolve(process.argv[2]);
const read = (file) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
const versionOf = (name) => {
  const file = `node_modules/${name}/package.json`;
  return existsSync(join(folder, file)) ? read(file).version : undefined;
};
// `npm:typescript@5.9.3` is the version of an alias.
const isThere = ([name, version]) => versionOf(name) === version.slice(version.lastIndexOf('@') + 1);

if (!Object.entries(read('package.json').dependencies).every(isThere)) {
  const npm = process.env.npm_execpath;
  const command = npm === undefined ? ['npm'] : [process.execPath, npm];
  const [program, ...args] = [...command, 'ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status, error } = spawnSync(program, args, { cwd: folder, stdio: 'inherit' });
  if (error !== undefined) console.error(error.message);
  process.exitCode = status ?? 1;
}
