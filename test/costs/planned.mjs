/** Open this to see how it is counted what reading, attaching and describing make for plugins that are right. */
import { queryObjects } from 'node:v8';
import { createHost, definePlugin } from 'mortise';
import { Component, OnEvent, Provide } from 'mortise/decorators';

/** Stacks become text only where somebody reads a place. */
let stacks = 0;
Error.prepareStackTrace = (error) => {
  stacks++;
  return String(error);
};

let timers = 0;
const clock = {
  now: () => 0,
  setTimeout() {
    timers++;
    return () => {};
  },
  setInterval: () => () => {},
};

function decorated(index) {
  const type = class {
    onOpened() {}
  };
  OnEvent('shop.opened')(type.prototype, 'onOpened', Object.getOwnPropertyDescriptor(type.prototype, 'onOpened'));
  Component('service', { inject: index === 0 ? [] : [`plugin-${index - 1}/service`] })(type);
  Provide(`plugin-${index}/service`)(type);
  return definePlugin({
    id: `plugin-${index}`,
    version: '1.0.0',
    dependencies: index === 0 ? {} : { [`plugin-${index - 1}`]: '^1' },
    components: [type],
  });
}

/** What a plan of that many plugins makes, and what of it is alive afterwards. */
async function planned(extensions) {
  const before = { stacks, timers };
  const host = createHost({ log: { level: 'silent' }, clock, extensions });
  const own = queryObjects(AbortSignal, { format: 'count' });
  const plan = await host.plan({ start: true });
  if (plan.steps.length < extensions.length) throw new Error(String(plan));
  const made = {
    stacks: stacks - before.stacks,
    timers: timers - before.timers,
    signals: queryObjects(AbortSignal, { format: 'count' }) - own,
  };
  await host.discard(plan);
  return made;
}

const many = await planned(Array.from({ length: 50 }, (_, index) => decorated(index)));
const held = [];
// That all of it is seen where it is needed.
const needy = await planned([
  {
    name: 'needy',
    async attach() {
      held.push(this.signal);
      this.registerPlugin('needy/value', {});
    },
  },
]);
const misplaced = class {};
OnEvent('shop.opened')(misplaced.prototype, 'field');
const wrong = await planned([definePlugin({ id: 'wrong', version: '1.0.0', components: [misplaced] })]);
if (held.length !== 1) throw new Error('no signal is held');
console.log(JSON.stringify({ many, needy, wrong }));
