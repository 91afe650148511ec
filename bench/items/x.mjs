/** Open this to see how long the example shop takes to open and to close: a whole service, beside the packages that it stands on. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { shuffled, summary } from '../harness/statistics.mjs';

const ROUNDS = { full: 11, quick: 3 };
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SHOP = `${ROOT}dist/examples/shop/main.js`;
const OWN = 'the example shop, 20 plugins of five kinds';
const REFERENCE = 'its packages alone, and a server that listens';
const BESIDE = 'open, beside its packages';
const PACKAGES = [
  'reflect-metadata',
  'inversify',
  'rxjs',
  'semver',
  'yaml',
  'croner',
  'oxc-transform',
  '@jridgewell/remapping',
  'fastify',
  'pomelo-http-plugin',
];

const COMMANDS = {
  [OWN]: [SHOP],
  [REFERENCE]: [
    '--input-type=module',
    '-e',
    `${PACKAGES.map((name) => `await import('${name}');`).join(' ')}
     const { createServer } = await import('node:http');
     const server = createServer().listen(0, () => console.log('The shop is open'));
     process.once('SIGTERM', () => server.close());`,
  ],
};

/** Milliseconds from the call until it is open, and from the signal until the process is gone. */
function timed(args) {
  return new Promise((resolve, reject) => {
    const before = performance.now();
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { ...process.env, PORT: '0', POMELO_PORT: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    let open;
    let asked;
    const hear = (text) => {
      said += text;
      if (open !== undefined || !said.includes('The shop is open')) return;
      open = performance.now() - before;
      // What follows the sentence in the same turn belongs to nobody's start or stop.
      setTimeout(() => {
        asked = performance.now();
        child.kill('SIGTERM');
      }, 500);
    };
    for (const stream of [child.stdout, child.stderr]) stream.on('data', hear);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0 && asked !== undefined) resolve({ open, close: performance.now() - asked });
      else reject(new Error(`node ${args[0]} ended with ${code}: ${said.slice(-2000)}`));
    });
  });
}

async function run({ isQuick, say }) {
  if (!existsSync(SHOP)) throw new Error(`${SHOP} is not there: npx tsc -b examples`);
  const rounds = ROUNDS[isQuick ? 'quick' : 'full'];
  const all = Object.entries(COMMANDS).map(([name, args]) => ({ name, args, runs: [] }));
  // The files are in the cache of the system from then on, for both.
  for (const { args } of all) await timed(args);
  for (let round = 0; round < rounds; round++) {
    say(`round ${round + 1}/${rounds}`);
    for (const { args, runs } of shuffled(all)) runs.push(await timed(args));
  }
  const [own, reference] = all;
  const figure = (name, metric, by, values) => ({ metric, unit: 'ms', case: name, by, lacks: [], value: summary(values) });
  return [
    ...['open', 'close'].flatMap((metric) =>
      all.map(({ name, runs }) =>
        figure(
          name,
          metric,
          name === OWN ? 'mortise' : 'reference',
          runs.map((each) => each[metric]),
        ),
      ),
    ),
    {
      ...figure(
        OWN,
        BESIDE,
        'mortise',
        own.runs.map(({ open }, round) => open / reference.runs[round].open),
      ),
      unit: 'x',
    },
  ];
}

export default {
  name: 'X',
  title: 'The example shop',
  what: 'From the call of the process until it says that it is open, and from SIGTERM until it is gone, every plugin stopped.',
  spawns: true,
  parts: [{ kind: 'run', rounds: ROUNDS, run }],
  targets: [{ metric: BESIDE, case: OWN, of: 'value', most: 2.5 }],
};
