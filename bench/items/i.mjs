/** Open this to see what a host costs that has nothing to do: processor time of a whole process, over that of Node itself. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fileOf } from '../built.mjs';
import { summary } from '../harness/statistics.mjs';

const ROUNDS = { full: 5, quick: 2 };
const SETTLE = 5_000;
const WINDOW = { full: 10_000, quick: 4_000 };
/** What is told is for so many milliseconds. */
const TOLD_FOR = 10_000;

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const SHOP = here('../../dist/examples/shop/main.js');
const PROBE = here('../peers/idle-probe.mjs');
const EMPTY = 'node -e 0';
const PLUGINS = 'a host with 1,000 plugins';
const EXAMPLE = 'the example shop: HTTP, Pomelo, jobs, the control socket';
const METRIC = `over node -e 0, in ${TOLD_FOR / 1000} s`;

const many = `import { createHost, definePlugin } from ${JSON.stringify(fileOf('mortise'))};
const plugin = (_, index) => definePlugin({
  id: 'plugin-' + index, version: '1.0.0', provides: { ['plugin-' + index + '/value']: { index } },
  setup: () => ({ start() {}, stop() {}, on() {} }), on: { 'shop.opened': 'on' },
});
const report = await createHost({ log: { level: 'silent' }, extensions: Array.from({ length: 1000 }, plugin) }).start();
if (!report.ok) throw new Error(String(report));`;

const COMMANDS = {
  [EMPTY]: ['-e', '0'],
  [PLUGINS]: ['--input-type=module', '-e', many],
  [EXAMPLE]: [SHOP],
};

/** Processor time in milliseconds that a process takes while nothing happens. */
function idle(args, window) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, SETTLE: String(SETTLE), WINDOW: String(window), PORT: '0', POMELO_PORT: '0' };
    const child = spawn(process.execPath, ['--import', PROBE, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
    child.on('error', reject);
    child.on('close', () => {
      const answer = /^idle (.*)$/m.exec(said)?.[1];
      if (answer === undefined) reject(new Error(`node ${args.join(' ').slice(0, 100)} did not stay: ${said}`));
      else resolve((JSON.parse(answer).ms * TOLD_FOR) / window);
    });
  });
}

async function run({ isQuick, say }) {
  if (!existsSync(SHOP)) throw new Error(`${SHOP} is not there: npx tsc -b examples`);
  const size = isQuick ? 'quick' : 'full';
  const all = Object.entries(COMMANDS).map(([name, args]) => ({ name, args, times: [] }));
  for (let round = 0; round < ROUNDS[size]; round++) {
    say(`round ${round + 1}/${ROUNDS[size]}`);
    // Side by side: whatever disturbs one disturbs all.
    const times = await Promise.all(all.map(({ args }) => idle(args, WINDOW[size])));
    for (const [index, { times: kept }] of all.entries()) kept.push(times[index]);
  }
  const [empty, ...rest] = all;
  const figure = (name, metric, by, values) => ({ metric, unit: 'ms', case: name, by, lacks: [], value: summary(values) });
  return [
    figure(empty.name, `whole, in ${TOLD_FOR / 1000} s`, 'limit', empty.times),
    ...rest.map(({ name, times }) => figure(name, `whole, in ${TOLD_FOR / 1000} s`, 'mortise', times)),
    ...rest.map(({ name, times }) =>
      figure(
        name,
        METRIC,
        'mortise',
        times.map((ms, round) => ms - empty.times[round]),
      ),
    ),
  ];
}

export default {
  name: 'I',
  title: 'Idle',
  what: 'Processor time of a process in which nothing happens, over one of Node itself beside it; five seconds after its start.',
  spawns: true,
  parts: [{ kind: 'run', rounds: ROUNDS, run }],
  targets: [
    { metric: METRIC, case: PLUGINS, of: 'value', most: 5 },
    { metric: METRIC, case: EXAMPLE, of: 'value', most: 5 },
  ],
};
