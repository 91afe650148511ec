/** Open this to see how the boot and the stop of thousands of plugins are measured, and what each weighs. */
import { trials } from '../harness/trials.mjs';

const SIZES = [1000, 5000, 10_000];
const OWN = 'mortise: namespaces injected, bound in inversify';
const UNBOUND = 'mortise: namespaces injected';
const PLAIN = 'mortise: nothing injected';
const CONTAINED = 'mortise: a child container for each';
const LIMIT = 'limit: levels, new and start by hand';
const BARE_LIMIT = 'limit: as that, nothing injected';
const GROWTH = 'boot: growth from 1,000 to 10,000';

/** The files of peers are loaded by the trial alone, so that nobody pays for others. */
const plain = async () => import('../peers/boot-plain.mjs');
const own = async () => import('../peers/boot-mortise.mjs');
const frameworks = async () => import('../peers/boot-frameworks.mjs');
const modular = async () => import('../peers/boot-modular.mjs');

const trialOf = (file, name, about) => async (size) => {
  const [{ [name]: prepare }, { bootTrial }] = await Promise.all([file(), import('../harness/booting.mjs')]);
  return bootTrial(size, prepare, about);
};

const byHand = ['order', 'containment', 'versions', 'unload'];
const peer = (name, lacks, file, key, more = {}) => ({
  name,
  by: 'peer',
  lacks,
  upTo: 5000,
  ...more,
  load: async () => (await file())[key]([]),
  trial: trialOf(file, key, more),
});

const cases = [
  { name: LIMIT, by: 'limit', lacks: ['containment', 'versions', 'unload'], trial: trialOf(plain, 'limit') },
  {
    name: BARE_LIMIT,
    by: 'limit',
    lacks: ['containment', 'versions', 'unload'],
    against: BARE_LIMIT,
    trial: trialOf(plain, 'bareLimit', { isBare: true }),
  },
  { name: OWN, by: 'mortise', lacks: [], trial: trialOf(own, 'bound') },
  { name: UNBOUND, by: 'mortise', lacks: [], trial: trialOf(own, 'injected') },
  { name: PLAIN, by: 'mortise', lacks: [], against: BARE_LIMIT, trial: trialOf(own, 'plain', { isBare: true }) },
  // Reported without a target; its stop grows with more than the square.
  { name: CONTAINED, by: 'mortise', lacks: [], upTo: 1000, trial: trialOf(own, 'withContainer') },
  peer('Pomelo, components', byHand, plain, 'pomelo'),
  peer('awilix, by hand', byHand, plain, 'awilix'),
  peer('tsyringe, by hand', byHand, plain, 'tsyringe'),
  peer('inversify alone, by hand', byHand, plain, 'inversify'),
  peer('avvio', byHand, frameworks, 'avvio'),
  peer('Fastify, fastify-plugin', byHand, frameworks, 'fastify'),
  peer('Backstage, a plugin and a service each', ['versions', 'unload'], modular, 'backstage'),
  peer('moleculer, a service each', ['versions'], frameworks, 'moleculer'),
  peer('Nest, a module each, event-emitter', ['containment', 'versions', 'unload'], modular, 'nest'),
  peer('Nest, one module, event-emitter', ['containment', 'versions', 'unload'], modular, 'nestFlat'),
  // A stop of thousands takes it seconds, and grows with the square.
  peer('cordis', ['versions'], frameworks, 'cordis', { upTo: 1000 }),
];

const most = (metric, name, of, bound, size) => ({ metric, size, case: name, of, most: bound });

export default {
  name: 'C',
  title: 'Booting and stopping thousands of plugins',
  what: 'Plugins in ten layers, each with a component that starts and stops, two handlers, and two needs in the layer below. A fresh process each time.',
  parts: [
    trials({
      metrics: { boot: 'ms', stop: 'ms', 'heap per plugin': 'B' },
      sizes: SIZES,
      quickSizes: [1000],
      // Each takes minutes, and what differs from round to round is little beside what is compared.
      rounds: { full: 5, quick: 3 },
      cases,
      growth: { boot: [1000, 10_000], stop: [1000, 10_000] },
    }),
  ],
  targets: [
    ...[1000, 5000].flatMap((size) => [
      most('boot', OWN, 'ratio', 6, size),
      most('boot', PLAIN, 'ratio', 4, size),
      most('stop', OWN, 'ratio', 2, size),
      most('heap per plugin', OWN, 'value', 2500, size),
      most('heap per plugin', PLAIN, 'value', 1500, size),
    ]),
    ...[
      [OWN, LIMIT],
      [PLAIN, BARE_LIMIT],
    ].map(([name, limit]) => ({ metric: GROWTH, case: name, of: 'value', most: { case: limit, plus: 0.05 } })),
  ],
};
