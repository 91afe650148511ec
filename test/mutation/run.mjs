/**
 * Open this to see how the specs are tested: `npm run mutation` changes the folders that decide, one place at a time, and counts the changes that
 * no spec notices. `npm run mutation -- graph version` is for some of them; what begins with `--` is for Stryker.
 */
import { spawnSync } from 'node:child_process';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const root = join(import.meta.dirname, '../..');
const here = join(import.meta.dirname, 'stryker');
const given = process.argv.slice(2);
const named = given.filter((word) => !word.startsWith('-'));
const options = given.filter((word) => word.startsWith('-'));

function node(args, env = {}) {
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1;
}

// It takes an hour, and somebody may want the machine.
setPriority(10);
process.exitCode = node(['test/install.mjs', here]);
if (process.exitCode === 0) {
  for (const folder of named.length > 0 ? named : ['version', 'graph', 'manifest', 'plan']) {
    const stryker = join(here, 'node_modules/@stryker-mutator/core/bin/stryker.js');
    // With CI set, properties are tried with one seed, so that a change that is noticed is noticed again.
    const code = node([stryker, 'run', 'test/mutation/stryker.config.mjs', ...options], { CI: 'true', MUTATION_FOLDER: folder });
    if (code !== 0) process.exitCode = code;
  }
}
