/** Open this to see how long a cold start takes, over that of Node itself: the help of the command, and a host without plugins. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fileOf } from '../built.mjs';
import { shuffled, summary } from '../harness/statistics.mjs';

const ROUNDS = { full: 25, quick: 5 };
const HELP = 'mortise --help';
const HOST = 'a host without plugins';
const METRIC = 'over node -e 0';

const { resolve } = createRequire(new URL('../../package.json', import.meta.url));
const packageFile = resolve('mortise/package.json');
const { bin } = createRequire(import.meta.url)(packageFile);
const urlOf = (name) => JSON.stringify(pathToFileURL(fileOf(name)).href);
const module = (text) => ['--input-type=module', '-e', text];

/** What each runs, and what it must have written. */
const COMMANDS = {
  'node -e 0': { args: ['-e', '0'], says: '' },
  [HELP]: { args: [join(dirname(packageFile), bin.mortise), '--help'], says: 'mortise' },
  [HOST]: {
    args: module(
      `import { createHost } from ${urlOf('mortise')}; const host = createHost({ log: { level: 'silent' } }); await host.start(); console.log(host.state); await host.stop();`,
    ),
    says: 'running',
  },
  'the packages it imports: inversify, rxjs, reflect-metadata, semver': {
    args: module(['reflect-metadata', 'inversify', 'rxjs', 'semver'].map((name) => `await import(${urlOf(name)});`).join(' ')),
    says: '',
  },
};

/** Milliseconds from the call until the process is gone. */
function timed({ args, says }) {
  const before = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const ms = performance.now() - before;
  if (status !== 0 || !stdout.includes(says)) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stdout}${stderr}`);
  return ms;
}

async function run({ isQuick, say }) {
  const rounds = ROUNDS[isQuick ? 'quick' : 'full'];
  const all = Object.entries(COMMANDS).map(([name, command]) => ({ name, command, times: [] }));
  // The files are in the cache of the system from then on, for all of them.
  for (const { command } of all) timed(command);
  for (let round = 0; round < rounds; round++) {
    say(`round ${round + 1}/${rounds}`);
    for (const { command, times } of shuffled(all)) times.push(timed(command));
  }
  const [empty, ...rest] = all;
  const figure = (name, metric, by, values) => ({ metric, unit: 'ms', case: name, by, lacks: [], value: summary(values) });
  return [
    figure(empty.name, 'whole', 'limit', empty.times),
    ...rest.map(({ name, times }) => figure(name, 'whole', name === HELP || name === HOST ? 'mortise' : 'reference', times)),
    ...rest.map(({ name, times }) =>
      figure(
        name,
        METRIC,
        name === HELP || name === HOST ? 'mortise' : 'reference',
        times.map((ms, round) => ms - empty.times[round]),
      ),
    ),
  ];
}

export default {
  name: 'S',
  title: 'Cold start',
  what: 'A process from its call to its end, over `node -e 0` of the same round.',
  spawns: true,
  parts: [{ kind: 'run', rounds: ROUNDS, run }],
  targets: [
    { metric: METRIC, case: HELP, of: 'value', most: 30 },
    { metric: METRIC, case: HOST, of: 'value', most: 80 },
  ],
};
