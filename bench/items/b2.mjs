/** Open this to see how one of 211 singletons is got: from a host, from an app over it, and through inversify. */
import { inversify as ownInversify } from '../built.mjs';
import { drawn, lookingUp, values } from '../harness/looking-up.mjs';
import { race } from '../harness/race.mjs';

const COUNT = 211;
const OWN = 'mortise: lookup';
const HELD = 'mortise: a held reference';
const FROM_APP = 'mortise: app.lookup of what the host has';
const BOUND = 'mortise: container.get(namespace)';
const DYNAMIC = 'inversify alone, a dynamic binding';
const bare = { lacks: ['unload', 'reason of absence'] };
const unowned = { by: 'peer', ...bare };

async function cases(count) {
  const peers = await import('../peers/lookups.mjs');
  const all = values(Array.from({ length: count }, (_, index) => `plugin${index}/service`));
  const asked = drawn([...all.keys()]);
  const of = (about, loopOf) => lookingUp(about, asked, (name) => all.get(name), loopOf);
  const { host, child } = await peers.publishing(all, values(['app/service']));
  const { Container } = await ownInversify();
  const dynamic = new Container();
  for (const [name, value] of all) dynamic.bind(name).toDynamicValue(() => value);
  const inversify = await peers.inversify(all);
  const awilix = await peers.awilix(all);
  const tsyringe = await peers.tsyringe(all);
  const nest = await peers.nest(all);
  const references = asked.map((name) => host.reference(name));
  return [
    of({ name: 'limit: Map.get', by: 'limit', ...bare }, (seen) => (n) => {
      for (let i = 0; i < n; i++) seen.of += all.get(asked[i & 4095]).mark;
    }),
    of({ name: OWN, by: 'mortise' }, (seen) => (n) => {
      for (let i = 0; i < n; i++) seen.of += host.lookup(asked[i & 4095]).mark;
    }),
    of({ name: HELD, by: 'mortise' }, (seen) => (n) => {
      for (let i = 0; i < n; i++) seen.of += references[i & 4095].value.mark;
    }),
    of({ name: FROM_APP, by: 'mortise' }, (seen) => (n) => {
      for (let i = 0; i < n; i++) seen.of += child.lookup(asked[i & 4095]).mark;
    }),
    of({ name: BOUND, by: 'mortise' }, (seen) => (n) => {
      for (let i = 0; i < n; i++) seen.of += host.container.get(asked[i & 4095]).mark;
    }),
    of({ name: DYNAMIC, ...unowned }, (seen) => (n) => {
      for (let i = 0; i < n; i++) seen.of += dynamic.get(asked[i & 4095]).mark;
    }),
    of({ name: 'inversify alone, a constant', ...unowned }, (seen) => (n) => {
      for (let i = 0; i < n; i++) seen.of += inversify.get(asked[i & 4095]).mark;
    }),
    of({ name: 'awilix resolve', ...unowned }, (seen) => (n) => {
      for (let i = 0; i < n; i++) seen.of += awilix.resolve(asked[i & 4095]).mark;
    }),
    of({ name: 'tsyringe resolve', ...unowned }, (seen) => (n) => {
      for (let i = 0; i < n; i++) seen.of += tsyringe.resolve(asked[i & 4095]).mark;
    }),
    of({ name: '@nestjs/core get', ...unowned }, (seen) => (n) => {
      for (let i = 0; i < n; i++) seen.of += nest.get(asked[i & 4095]).mark;
    }),
  ];
}

const target = (name, most) => ({ metric: 'get', size: COUNT, case: name, of: 'ratio', most });

export default {
  name: 'B2',
  title: 'A provided singleton',
  what: 'One of 211 singletons: by its namespace, through a reference that was taken once, through an app over its host, and through inversify.',
  parts: [race({ metric: 'get', sizes: [COUNT], sizeName: 'singletons', cases })],
  targets: [target(OWN, 1.7), target(HELD, 1.7), target(FROM_APP, 1.3), target(BOUND, { case: DYNAMIC, times: 2 })],
};
