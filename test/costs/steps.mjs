/**
 * Open this to see how steps are counted: what V8 says how often each block of the built code ran, and how long the lists were that it had V8 go
 * through, while a host plans, starts, stops and looks up.
 */
import { Session } from 'node:inspector/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { createHost, definePlugin } from 'mortise';
import { Component, OnEvent, Provide } from 'mortise/decorators';

const LAYERS = 10;
const TIMERS = new URL('../fixtures/timers.mjs', import.meta.url).href;
const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

/** Elements of lists that V8 went through in one call of its own, by what was called. */
let wentThrough = {};
for (const name of ['indexOf', 'lastIndexOf', 'includes', 'slice', 'splice', 'concat', 'unshift', 'join']) {
  const method = Array.prototype[name];
  // oxlint-disable-next-line no-extend-native -- this process does nothing but count
  Array.prototype[name] = function (...given) {
    wentThrough[name] = (wentThrough[name] ?? 0) + this.length;
    return Reflect.apply(method, this, given);
  };
}

/** How often blocks ran since the last call, by function. */
async function steps() {
  const counts = Object.fromEntries(Object.entries(wentThrough).map(([name, length]) => [`${name} of V8`, length]));
  const { result } = await session.post('Profiler.takePreciseCoverage');
  for (const { url, functions } of result) {
    const file = /\/dist\/mortise\/(.*)\.js$/.exec(url)?.[1];
    if (file === undefined) continue;
    for (const { functionName, ranges } of functions) {
      // Several functions of one file have the same name.
      const key = `${functionName || 'a function without a name'}, at ${ranges[0].startOffset} of ${file}`;
      counts[key] = (counts[key] ?? 0) + ranges.reduce((sum, { count }) => sum + count, 0);
    }
  }
  wentThrough = {};
  return counts;
}

/** In ten layers, each needs two of the layer below by id and version, uses the namespace of one of them, and handles two events. */
function plugins(count) {
  const size = count / LAYERS;
  return Array.from({ length: count }, (_, index) => {
    const below = index < size ? [] : [index - size, Math.floor(index / size) * size - size + ((index * 7 + 3) % size)];
    return definePlugin({
      id: `plugin-${index}`,
      version: '1.0.0',
      dependencies: Object.fromEntries(below.map((other) => [`plugin-${other}`, '^1.0.0'])),
      provides: { [`plugin-${index}/value`]: { index } },
      inject: below.slice(0, 1).map((other) => `plugin-${other}/value`),
      setup: (..._used) => ({ start() {}, stop() {}, on() {} }),
      on: { 'shop.opened': 'on', 'shop.closed': 'on' },
    });
  });
}

/** All need one, and each has a command of its own. */
function needingOne(count) {
  const others = Array.from({ length: count }, (_, index) =>
    definePlugin({
      id: `plugin-${index}`,
      version: '1.0.0',
      dependencies: { base: '^1.0.0' },
      commands: { [`word-${index}`]: 'on', [`common word-${index}`]: 'on' },
      setup: () => ({ start() {}, stop() {}, on() {} }),
    }),
  );
  return [definePlugin({ id: 'base', version: '1.0.0' }), ...others];
}

/** What changes of many plugins take. */
async function changed(count) {
  const host = createHost({ log: { level: 'silent' }, extensions: needingOne(count) });
  const well = (report) => {
    if (!report.ok || report.problems.length > 0) throw new Error(String(report));
  };
  await steps();
  well(await host.start());
  const start = await steps();
  for (const word of ['word-1', 'common word-1']) if ((await host.commands.run(word)) !== undefined) throw new Error(word);
  const commands = await steps();
  const half = Array.from({ length: count / 2 }, (_, index) => `plugin-${index}`);
  well(await host.reload('base'));
  const reloadOfOne = await steps();
  well(await host.reload(...half));
  const reloadOfHalf = await steps();
  well(await host.unload(...half));
  return { start, commands, 'reload of one that all need': reloadOfOne, 'reload of half': reloadOfHalf, 'unload of half': await steps() };
}

/** Half of them fail when all have started, and the other half need one of those each. */
async function failed(count) {
  const extensions = Array.from({ length: count }, (_, index) => {
    const isHolder = index % 2 === 1;
    return definePlugin({
      id: `plugin-${index}`,
      version: '1.0.0',
      dependencies: isHolder ? { [`plugin-${index - 1}`]: '^1.0.0' } : {},
      setup: () => ({
        afterStart() {
          if (!isHolder) throw new Error('nothing is as it should be');
        },
      }),
    });
  });
  const host = createHost({ log: { level: 'silent' }, extensions });
  await steps();
  const { plugins: started } = await host.start();
  if (started.some(({ state }, index) => state !== (index % 2 === 1 ? 'waiting' : 'failed')))
    throw new Error('they have not failed as they should');
  return { 'failures after the start': await steps() };
}

/** A plugin with so many components: each gets the one before by its class and by its name, and handles an event. */
function large(count) {
  const components = [];
  for (let index = 0; index < count; index += 1) {
    const type = class {
      start() {}
      stop() {}
      on() {}
    };
    Component(`part-${index}`, { inject: index === 0 ? [] : [components[index - 1], `large/part-${index - 1}`] })(type);
    Provide(`large/part-${index}`)(type);
    OnEvent('shop.opened')(type.prototype, 'on', Object.getOwnPropertyDescriptor(type.prototype, 'on'));
    components.push(type);
  }
  return definePlugin({ id: 'large', version: '1.0.0', components });
}

/** What one plugin with many components takes. */
async function ofOne(count) {
  const host = createHost({ log: { level: 'silent' }, extensions: [large(count)] });
  await steps();
  const report = await host.start();
  if (!report.ok || report.problems.length > 0) throw new Error(String(report));
  const start = await steps();
  if (!(await host.reload('large')).ok) throw new Error('it was not reloaded');
  const reload = await steps();
  await host.stop();
  return { start, reload, stop: await steps() };
}

/** A plugin with so many handlers, which have other events each time it is read. */
async function renamed(count) {
  let round = 0;
  const renaming = {
    name: 'renaming',
    attach() {
      round += 1;
      const on = Object.fromEntries(Array.from({ length: count }, (_, index) => [`shop.event-${round}-${index}`, 'on']));
      this.registerPlugin(definePlugin({ id: 'renaming', version: '1.0.0', on, setup: () => ({ on() {} }) }));
    },
  };
  const host = createHost({ log: { level: 'silent' }, extensions: [renaming] });
  if (!(await host.start()).ok) throw new Error('it was not started');
  await steps();
  if (!(await host.reload('renaming')).ok || round !== 2) throw new Error('it was not reloaded');
  return { reload: await steps() };
}

/** Plugins of one file that has made so many timers past their contexts. */
async function made(count) {
  const extensions = [{ file: fileURLToPath(TIMERS) }];
  const host = createHost({ log: { level: 'silent' }, escapes: 'report', extensions, apps: { app: { extensions } } });
  await host.start();
  const { make } = await import(TIMERS);
  const timers = make(count);
  await steps();
  const { escapes } = await host.doctor();
  if (escapes.length !== count || escapes[0].plugins.length !== 2) throw new Error(`${escapes.length} escapes`);
  const doctor = await steps();
  for (const timer of timers) clearTimeout(timer);
  await host.stop();
  return { doctor };
}

/** A host with so many names, of which the same few are asked for. */
async function looking(count) {
  const under = (part, many) => Object.fromEntries(Array.from({ length: many }, (_, index) => [`${part}/name-${index}`, { index }]));
  const extensions = [
    definePlugin({ id: 'many', version: '1.0.0', provides: under('many', count) }),
    definePlugin({ id: 'few', version: '1.0.0', category: 'small', provides: under('few', 10) }),
  ];
  const host = createHost({ log: { level: 'silent' }, extensions });
  const app = host.createApp('app');
  const report = await host.start();
  if (!report.ok || report.problems.length > 0) throw new Error(String(report));
  const held = host.reference('few/name-1');
  return () => {
    let found = 0;
    for (const lookups of [host, app]) {
      found += lookups.lookup('few/name-1').index + lookups.lookup(['few', 'name-1']).index;
      found += lookups.lookupAll('few/*').size + lookups.lookupAll('*/name-3').size + lookups.category('small').size;
      if (lookups.find('few/nothing') === undefined) found += held.value.index;
    }
    if (found !== 2 * (2 + 10 + 2 + 10 + 1)) throw new Error(`found ${found}`);
  };
}

const [what, ...sizes] = process.argv.slice(2);
const counted = {};
for (const count of sizes.map(Number)) {
  if (what === 'lookups') {
    const ask = await looking(count);
    // What is made for the first pattern is kept.
    ask();
    await steps();
    for (let time = 0; time < 100; time++) ask();
    counted[count] = { lookups: await steps() };
    continue;
  }
  const taken = { changes: changed, failures: failed, components: ofOne, handlers: renamed, escapes: made }[what];
  if (taken !== undefined) {
    counted[count] = await taken(count);
    continue;
  }
  const host = createHost({ log: { level: 'silent' }, extensions: plugins(count) });
  await steps();
  if (what === 'plan') {
    const plan = await host.plan({ start: true });
    if (plan.steps.length < count) throw new Error(String(plan));
    counted[count] = { plan: await steps() };
  } else {
    const report = await host.start();
    if (!report.ok || report.problems.length > 0) throw new Error(String(report));
    const start = await steps();
    await host.stop();
    counted[count] = { start, stop: await steps() };
  }
}
console.log(JSON.stringify(counted));
