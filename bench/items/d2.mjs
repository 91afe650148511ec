/** Open this to see how a look-up in an app over a host is measured: the app hides some of the host's names and adds its own. */
import { drawn, lookingUp, values } from '../harness/looking-up.mjs';
import { orMissing } from '../harness/missing.mjs';
import { race } from '../harness/race.mjs';

const COUNT = 10_000;
const OWN = 'mortise: app.lookup';
const unowned = { by: 'peer', lacks: ['unload', 'reason of absence'] };

async function cases(count) {
  const peers = await import('../peers/lookups.mjs');
  const host = values(Array.from({ length: count }, (_, index) => `category${index % 10}/plugin${index}`));
  const hidden = [...host.keys()].slice(0, 10);
  const app = values([...hidden, ...Array.from({ length: 90 }, (_, index) => `app/plugin${index}`)], 1000);
  const merged = new Map([...host, ...app]);
  // Half of what is asked for is the app's.
  const fromApp = drawn([...app.keys()]);
  const asked = drawn([...host.keys()]).map((name, index) => (index % 2 === 0 ? name : fromApp[index]));
  const of = (about, loopOf) => lookingUp(about, asked, (name) => merged.get(name), loopOf);
  const peer = async (name, open, loopOf) => {
    const about = { name, ...unowned };
    const made = async () => of(about, loopOf(await open(host, app)));
    return { ...about, ...(await orMissing(made, () => open(new Map()))) };
  };
  const { child } = await peers.publishing(host, app);
  return [
    of({ name: 'limit: Map.get in one merged map', by: 'limit', lacks: ['unload', 'reason of absence'] }, (seen) => (n) => {
      for (let i = 0; i < n; i++) seen.of += merged.get(asked[i & 4095]).mark;
    }),
    of({ name: OWN, by: 'mortise' }, (seen) => (n) => {
      for (let i = 0; i < n; i++) seen.of += child.lookup(asked[i & 4095]).mark;
    }),
    await peer('inversify child container', peers.inversify, (container) => (seen) => (n) => {
      for (let i = 0; i < n; i++) seen.of += container.get(asked[i & 4095]).mark;
    }),
    await peer('awilix scope', peers.awilix, (container) => (seen) => (n) => {
      for (let i = 0; i < n; i++) seen.of += container.resolve(asked[i & 4095]).mark;
    }),
    await peer('tsyringe child container', peers.tsyringe, (container) => (seen) => (n) => {
      for (let i = 0; i < n; i++) seen.of += container.resolve(asked[i & 4095]).mark;
    }),
  ];
}

export default {
  name: 'D2',
  title: 'Look-up in an app over a host',
  what: 'An app with 100 names, 10 of which hide names of the host, over a host with 10,000; half of what is asked for is the app’s.',
  parts: [race({ metric: 'look-up', sizes: [COUNT], sizeName: 'names', cases })],
  targets: [{ metric: 'look-up', size: COUNT, case: OWN, of: 'ratio', most: 1.5 }],
};
