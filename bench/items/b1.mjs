/** Open this to see whether inversify is as fast behind mortise as alone: a graph of 63, a singleton, and the scope of a request. */
import { definePlugin, inversify, PluginContext } from '../built.mjs';
import { race } from '../harness/race.mjs';
import { started } from '../peers/mortise.mjs';

const ALONE = 'inversify alone';
const OWN = 'mortise: the container of the host';
const PLUGINS = 200;

/** What is got, and that it is what it should be. */
async function kinds() {
  const { counted, Log, Service, TREE } = await import('../peers/graph.mjs');
  return {
    'transient graph of 63': { type: TREE.root, holds: (one, other) => counted(one) === 63 && one !== other },
    singleton: { type: Log, holds: (one, other) => one instanceof Log && one === other },
    'request scope of three': { type: Service, holds: (one, other) => one.repository.scope === one.scope && one.scope !== other.scope },
  };
}

/** A loop of its own for each container. */
const entrant = (name, by, container, { type, holds }) => {
  if (!holds(container.get(type), container.get(type))) throw new Error(`'${name}' made something else`);
  let last;
  const loop = (n) => {
    for (let i = 0; i < n; i++) last = container.get(type);
  };
  return {
    name,
    by,
    lacks: [],
    loop,
    check: () => holds(last, container.get(type)) || Promise.reject(new Error('the last one is something else')),
  };
};

const cases = (kind) => async () => {
  const { Container } = await inversify();
  const { bindAll } = await import('../peers/graph.mjs');
  const what = (await kinds())[kind];
  let inPlugin;
  const publishers = Array.from({ length: PLUGINS }, (_, index) =>
    definePlugin({ id: `publisher-${index}`, version: '1.0.0', provides: { [`publisher-${index}/value`]: { index } } }),
  );
  const asking = definePlugin({
    id: 'asking',
    version: '1.0.0',
    inject: [PluginContext],
    setup: (context) => void (inPlugin = context.container),
  });
  const host = await started([...publishers, asking], { container: bindAll(new Container()) });
  return [
    entrant(ALONE, 'limit', bindAll(new Container()), what),
    entrant(OWN, 'mortise', host.container, what),
    entrant('mortise: the container of a plugin', 'mortise', inPlugin, what),
    entrant('inversify alone, a child container', 'reference', new Container({ parent: bindAll(new Container()) }), what),
  ];
};

const METRICS = ['transient graph of 63', 'singleton', 'request scope of three'];

export default {
  name: 'B1',
  title: 'Resolving through inversify',
  what: 'What the owner has bound, got through the container of a host with 200 plugins.',
  parts: METRICS.map((metric) => race({ metric, sizes: [1], sizeName: 'container', cases: cases(metric) })),
  targets: METRICS.map((metric) => ({ metric, size: 1, case: OWN, of: 'ratio', most: 1.05 })),
};
