/** Open this to see how event classes and `app.event` share the events of the host. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { EventEmitter, once } from 'node:events';
import { createHost } from 'mortise';
import { createTestHost } from 'mortise/testing';
import { events as pomeloEvents, startAll, stopAll } from 'mortise/pomelo';
import { observedApp, temporaryFolder } from './plugin-folder.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const empty = { 'components/a.js': 'module.exports = {};' };
const servers = [{ id: 'gate-1', serverType: 'gate' }];
const session = { uid: 'ada', frontendId: 'gate-1' };

describe('an event class', () => {
  it('is constructed right after the components of the same use, with the app, and may use what they published', () => {
    const { app, seen } = observedApp();
    const files = {
      'components/a.js': `module.exports = function (app) { app.set('aService', { name: 'A' }, true); return {}; };`,
      'events/a.js': `module.exports = function (app) { return new Event(app); }; var Event = function (app) { app.get('seen').push(app.aService.name, arguments.length); };`,
    };
    app.use(folder.plugin('constructed', files));
    expect(seen).toEqual(['A', 1]);
  });

  it('gets the five events of Pomelo with their payloads', async () => {
    const { app, seen } = observedApp();
    const five = ['add_servers', 'remove_servers', 'replace_servers', 'bind_session', 'close_session'];
    const methods = five.map(
      (name) => `Event.prototype.${name} = function () { this.seen.push(['${name}'].concat([].slice.call(arguments))); };`,
    );
    const file = `module.exports = function (app) { return new Event(app); }; var Event = function (app) { this.seen = app.get('seen'); }; ${methods.join('\n')}`;
    app.use(folder.plugin('five', { ...empty, 'events/five.js': file }));
    const test = createTestHost({ plugins: app.extensions, strict: true });
    app.join(test.host);
    await test.start();
    const { events } = test.host;
    events.emit('add_servers', servers);
    events.emit('remove_servers', ['gate-1', 'unknown']);
    app.event.emit('replace_servers', servers);
    events.emit('bind_session', session);
    events.emit('close_session', session);
    expect(seen).toEqual([
      ['add_servers', servers],
      ['remove_servers', ['gate-1', 'unknown']],
      ['replace_servers', servers],
      ['bind_session', session],
      ['close_session', session],
    ]);
    await test.stop();
    test.expectClean();
  });

  it('has handlers that are its own, inherited, or methods of an ES class; other methods are helpers', async () => {
    const { app, seen } = observedApp({ events: ['tick'] });
    const file = `
      class Parent { bind_session(s) { this.note('inherited'); } }
      module.exports = class Event extends Parent {
        constructor(app) { super(); this.seen = app.get('seen'); this.close_session = function () { this.note('own'); }; }
        note(text) { this.seen.push(text); }
        tick() { this.note('declared'); }
        ['orders.placed']() { this.note('with a dot'); }
        start() { this.note('a helper is no lifecycle either'); }
      };`;
    app.use(folder.plugin('class', { ...empty, 'events/a.js': file }));
    const test = createTestHost({ plugins: app.extensions, events: ['tick', 'note', 'start'] });
    app.join(test.host);
    expect((await test.start()).problems).toEqual([]);
    for (const name of ['bind_session', 'close_session', 'tick', 'orders.placed', 'note', 'start']) test.host.events.emit(name, session);
    expect(seen).toEqual(['inherited', 'own', 'declared', 'with a dot']);
    await test.stop();
  });

  it('hears the app from its use on, as long as that has no host', async () => {
    const { app, seen } = observedApp();
    const file = `module.exports = function (app) { this.bind_session = function (s) { app.get('seen').push(s.uid); }; };`;
    app.use(folder.plugin('early', { ...empty, 'events/a.js': file }));
    expect([app.event.listenerCount('bind_session'), app.event.emit('bind_session', session)]).toEqual([1, true]);
    await startAll(app);
    app.event.emit('bind_session', { uid: 'bob' });
    await stopAll(app);
    app.event.emit('bind_session', { uid: 'late' });
    expect(seen).toEqual(['ada', 'bob']);
  });

  it('may be an arrow function, which Pomelo could not construct', async () => {
    const { app, seen } = observedApp();
    const file = `module.exports = (app) => ({ bind_session: (s) => { app.get('seen').push(s.uid); } });`;
    app.use(folder.plugin('arrow', { ...empty, 'events/a.js': file }));
    const test = createTestHost({ plugins: app.extensions });
    app.join(test.host);
    await test.start();
    test.host.events.emit('bind_session', session);
    expect(seen).toEqual(['ada']);
    await test.stop();
  });

  it('that throws in a handler harms neither the emitting code nor the others', async () => {
    const { app, seen } = observedApp();
    const file = `exports.bind_session = () => { throw new Error('broken'); };`;
    const other = `module.exports = (app) => ({ bind_session: () => { app.get('seen').push('other'); } });`;
    app.use(folder.plugin('broken', { ...empty, 'events/a.js': file, 'events/b.js': other }));
    const test = createTestHost({ plugins: app.extensions });
    app.join(test.host);
    await test.start();
    app.event.emit('bind_session', session);
    expect(seen).toEqual(['other']);
    expect(test.problems.map(({ code, plugin }) => `${code} ${plugin}`)).toEqual(['event.handler-failed broken']);
    await test.stop();
  });

  it('that throws when it is constructed is thrown by use, and nothing of the plugin stays', () => {
    const { app } = observedApp();
    const files = {
      'components/a.js': `module.exports = function named() { return {}; };`,
      'events/a.js': `module.exports = function () { throw new Error('no'); };`,
    };
    expect(() => app.use(folder.plugin('bad event', files))).toThrow('no');
    expect([app.components, app.extensions.length]).toEqual([{}, 1]);
  });
});

describe('app.event', () => {
  it('is the bus of the host for shared names, before the start as well', () => {
    const { app, seen } = observedApp();
    app.event.on('bind_session', (bound) => seen.push(['early', bound]));
    const host = app.join(createHost());
    app.event.on('bind_session', (bound) => seen.push(['late', bound]));
    host.events.handle('bind_session', () => seen.push('host'));
    expect(app.event.emit('bind_session', session)).toBe(true);
    expect(seen.splice(0)).toEqual([['early', session], ['late', session], 'host']);
    expect(host.events.emit('bind_session', session)).toBe(3);
    expect(app.event.emit('close_session', session)).toBe(false);
  });

  it('delivers inside of the app without a host, and names of its own with all their arguments', () => {
    const { app, seen, log } = observedApp();
    app.event.on('bind_session', (bound) => seen.push(bound));
    app.event.emit('bind_session', session);
    app.join(createHost());
    app.event.on('my_own', () => {
      throw new Error('broken');
    });
    app.event.on('my_own', (...args) => seen.push(args));
    expect(app.event.emit('my_own', 1, 2)).toBe(true);
    expect(seen).toEqual([session, [1, 2]]);
    expect(log.map(({ message }) => message)).toEqual(['a listener of "my_own" has thrown: Error: broken']);
  });

  it.each(['bind_session', 'my_own'])('knows once, removing, and who listens: %s', (name) => {
    const { app, seen } = observedApp();
    app.join(createHost());
    const listener = (): void => void seen.push('on');
    app.event
      .once(name, () => seen.push('once'))
      .addListener(name, listener)
      .on(name, listener);
    expect(app.event.listenerCount(name)).toBe(3);
    app.event.emit(name, session);
    expect(seen.splice(0)).toEqual(['once', 'on', 'on']);
    expect(app.event.listeners(name)).toEqual([listener, listener]);
    app.event.removeListener(name, listener);
    app.event.emit(name, session);
    expect(seen.splice(0)).toEqual(['on']);
    app.event
      .on(name, () => seen.push('other'))
      .off(name, listener)
      .off(name, listener)
      .removeAllListeners(name);
    expect([app.event.emit(name, session), seen, app.event.listenerCount(name)]).toEqual([false, [], 0]);
    expect(() => app.event.on(name, undefined as never)).toThrow(`A listener of "${name}" is a function.`);
  });

  it.each(['bind_session', 'my_own'])('is an EventEmitter of Node: %s', async (name) => {
    const { app, seen } = observedApp();
    app.join(createHost());
    const listener = (): void => void seen.push('on');
    app.event
      .on(name, listener)
      .prependListener(name, () => seen.push('before'))
      .prependOnceListener(name, () => seen.push('once, before'));
    const next = once(app.event, name);
    app.event.emit(name, session);
    app.event.emit(name, session);
    expect(seen).toEqual(['once, before', 'before', 'on', 'before', 'on']);
    expect(await next).toEqual([session]);
    expect([app.event instanceof EventEmitter, app.event.eventNames().includes(name), app.event.rawListeners(name)[1]]).toEqual([
      true,
      true,
      listener,
    ]);
  });

  it('carries the ten events of Pomelo to streams of rxjs, and from the host to listeners', () => {
    const { app, seen } = observedApp();
    const host = app.join(createHost());
    const names = Object.values(pomeloEvents);
    expect(names).toHaveLength(10);
    for (const name of names) {
      host.events.on(name).subscribe((payload: unknown) => seen.push(['stream', name, payload]));
      app.event.on(name, (payload: unknown) => seen.push(['listener', name, payload]));
      app.event.emit(name, []);
      host.events.emit(name as string, []);
    }
    expect(seen.filter((each) => (each as string[])[0] === 'stream')).toEqual(
      names.flatMap((name) => [
        ['stream', name, []],
        ['stream', name, []],
      ]),
    );
    expect(seen.filter((each) => (each as string[])[0] === 'listener')).toHaveLength(20);
  });

  it('skips a listener of its own names that another one removes meanwhile', () => {
    const { app, seen } = observedApp();
    const second = (): void => void seen.push('second');
    app.event.on('my_own', () => app.event.removeAllListeners());
    app.event.on('my_own', second);
    app.event.emit('my_own');
    expect(seen).toEqual([]);
  });

  it('loses the listeners of a plugin with the plugin', async () => {
    const { app, seen } = observedApp();
    const files = {
      'components/a.js': `module.exports = function (app) { app.event.on('bind_session', () => { app.get('seen').push('factory'); }); return {}; };`,
      'events/a.js': `module.exports = function (app) { this.start_all = function () { app.get('seen').push('start_all'); }; };`,
    };
    app.use(folder.plugin('listens', files));
    const test = createTestHost({ plugins: app.extensions });
    app.join(test.host);
    await test.start();
    test.host.events.emit('bind_session', session);
    app.event.emit('start_all');
    expect(seen).toEqual(['start_all', 'factory', 'start_all']); // the first is that of the start
    await test.host.unload('listens');
    test.host.events.emit('bind_session', session);
    app.event.emit('start_all');
    expect([app.event.listenerCount('bind_session'), seen.splice(3)]).toEqual([0, []]);
    await test.stop();
  });
});
