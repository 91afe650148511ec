/** Open this to see what `app.use(plugin, options)` does with a plugin's directories, names, options and mistakes. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { VERSION } from 'mortise';
import { createTestHost } from 'mortise/testing';
import { observedApp, temporaryFolder } from './plugin-folder.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const says = (text: string): string => `module.exports = function (app, opts) { app.get('seen').push(['${text}', opts]); return {}; };`;

describe('the components of a plugin', () => {
  it('are made while use is called, in the order of their files', () => {
    const { app, seen } = observedApp();
    app.use(folder.plugin('order', { 'components/b.js': says('b'), 'components/a.js': says('a') }));
    expect(seen).toEqual([
      ['a', {}],
      ['b', {}],
    ]);
  });

  it('are files whose names end in .js, not those of folders below', () => {
    const { app, seen } = observedApp();
    const files = {
      'components/a.js': says('a'),
      'components/notes.json': '{}',
      'components/a.js.bak': says('no'),
      'components/deep/b.js': says('no'),
    };
    app.use(folder.plugin('files', { ...files, 'components/folder.js/index.js': says('no') }));
    expect(seen).toEqual([['a', {}]]);
  });

  it('are in a directory of any name, and so are the event classes', () => {
    const { app, seen } = observedApp();
    const files = { 'parts/a.js': says('a'), 'hears/b.js': `module.exports = function (app) { app.get('seen').push('event'); };` };
    folder.plugin('named-freely', files);
    app.use({ components: join(folder.path, 'named-freely/parts'), events: join(folder.path, 'named-freely/hears') });
    expect(seen).toEqual([['a', {}], 'event']);
  });

  it('get the options under the name of their file, else under their own', () => {
    const { app, seen } = observedApp();
    const own = `module.exports = function own(app, opts) { app.get('seen').push(['own', opts]); return {}; };`;
    const options = { a: { port: 1 }, own: { size: 2 }, other: {} };
    app.use(folder.plugin('options', { 'components/a.js': says('a'), 'components/file.js': own }), options);
    expect(seen).toEqual([
      ['a', { port: 1 }],
      ['own', { size: 2 }],
    ]);
    expect((seen[0] as unknown[])[1]).toBe(options.a);
  });

  it('may be objects, classes, and default exports of ES modules', () => {
    const { app, seen } = observedApp();
    const files = {
      'components/a.js': `module.exports = { name: 'ready', ok: true };`,
      'components/b.js': `module.exports = class Built { constructor(app) { app.get('seen').push('built'); } };`,
      'components/c.js': `exports.__esModule = true; exports.default = () => ({ name: 'transpiled' });`,
    };
    app.use(folder.plugin('shapes', files));
    expect(app.components['ready']).toEqual({ name: 'ready', ok: true });
    expect(Object.keys(app.components)).toEqual(['ready', 'Built', 'transpiled']);
    expect(seen).toEqual(['built']);
  });

  it('are named by the export, else by themselves, else not at all', () => {
    const { app } = observedApp();
    const files = {
      'components/a.js': `module.exports = function exported() { return { name: 'own' }; };`,
      'components/b.js': `module.exports = function () { return { name: 'own' }; };`,
      'components/c.js': `module.exports = function () { return { name: '' }; };`,
    };
    app.use(folder.plugin('names', files));
    expect(Object.keys(app.components)).toEqual(['exported', 'own']);
  });
});

describe('a name that is taken', () => {
  const named = (name: string, text: string): string =>
    `module.exports = function ${name}(app) { app.get('seen').push('${text}'); return {}; };`;

  it('refuses the second before its factory runs', () => {
    const { app, seen, log } = observedApp();
    app.use(folder.plugin('first', { 'components/a.js': named('cache', 'first') }));
    const first = app.components['cache'];
    app.use(folder.plugin('second', { 'components/a.js': named('cache', 'second'), 'components/b.js': named('other', 'other') }));
    expect(seen).toEqual(['first', 'other']);
    expect(app.components['cache']).toBe(first);
    expect(log.map(({ level, message }) => [level, message])).toEqual([['warn', 'ignore duplicate component: "cache"']]);
  });

  it('that only the component tells leaves nothing of the second', () => {
    const { app, log } = observedApp();
    const service = (from: string): string =>
      `module.exports = function (app) { app.set('service', '${from}', true); app.event.on('bind_session', () => {}); return { name: 'service' }; };`;
    app.use(folder.plugin('service-1', { 'components/a.js': service('first') }));
    app.use(folder.plugin('service-2', { 'components/a.js': service('second') }));
    expect(app.get('service')).toBe('first');
    expect(Reflect.get(app, 'service')).toBe('first');
    expect(app.event.listenerCount('bind_session')).toBe(1);
    expect(log.map(({ message }) => message)).toEqual(['ignore duplicate component: "service"']);
  });

  it('is that of a whole plugin when it is used twice: nothing of it runs again', () => {
    const { app, seen, log } = observedApp();
    const plugin = folder.plugin('twice', {
      'components/a.js': says('a'),
      'events/a.js': `module.exports = function (app) { app.get('seen').push('event'); };`,
    });
    app.use(plugin);
    app.use({ ...plugin });
    expect(seen).toEqual([['a', {}], 'event']);
    expect(log.map(({ message }) => message)).toEqual(['ignore duplicate plugin: "twice"']);
    expect(app.extensions.map(({ name }) => name)).toEqual(['pomelo', 'twice']);
  });
});

describe('a plugin that is wrong', () => {
  it('is logged where directories are missing, and nothing is thrown', () => {
    const { app, log } = observedApp();
    app.use({});
    app.use(undefined as never);
    app.use({ components: join(folder.path, 'nowhere') });
    const plugin = folder.plugin('no-events', { 'components/a.js': says('a') });
    app.use({ ...plugin, events: join(folder.path, 'nowhere') });
    expect(log.map(({ level, message }) => `${level} ${message}`)).toEqual([
      'error invalid components, no components exist',
      'error invalid components, no components exist',
      `error fail to find components, find path: ${join(folder.path, 'nowhere')}`,
      `error fail to find events, find path: ${join(folder.path, 'nowhere')}`,
    ]);
    expect(app.extensions.map(({ name }) => name)).toEqual(['pomelo', 'no-events']);
  });

  it('is thrown to the caller where its code throws, and leaves nothing', () => {
    const { app } = observedApp();
    const files = {
      'components/a.js': `module.exports = function good(app) { app.set('left', 1, true); return {}; };`,
      'components/b.js': `module.exports = function () { throw new RangeError('no port'); };`,
    };
    const plugin = folder.plugin('throws', files);
    expect(() => app.use(plugin)).toThrow(new RangeError('no port'));
    expect([app.components, app.get('left'), 'left' in app, app.extensions.length]).toEqual([{}, undefined, false, 1]);
    expect(() => app.use(plugin)).toThrow('no port');
  });

  it('is thrown where a factory makes nothing', () => {
    const { app } = observedApp();
    const plugin = folder.plugin('nothing', { 'components/a.js': 'module.exports = function () {};' });
    expect(() => app.use(plugin)).toThrow(
      `The component of ${join(folder.path, 'nothing/components/a.js')} is no object: its function returned undefined.`,
    );
  });
});

describe('a used plugin', () => {
  it('is one plugin of the host, called by its package or else by its directory', async () => {
    const { app } = observedApp();
    const packaged = folder.plugin('packaged/lib', { 'components/a.js': says('a') });
    folder.write({ 'packaged/package.json': JSON.stringify({ name: 'pomelo-a-plugin', version: '0.0.9', description: 'A' }) });
    app.use(packaged);
    app.use(folder.plugin('My Plugin', { 'components/a.js': says('b') }));
    app.use(folder.plugin('other/my-plugin', { 'components/a.js': says('c') }));
    const test = createTestHost({ plugins: app.extensions });
    app.join(test.host);
    const report = await test.start();
    expect(report.plugins.map(({ id, version, extension, state }) => [id, version, extension, state])).toEqual([
      ['pomelo', VERSION, 'pomelo', 'running'],
      ['pomelo-a-plugin', '0.0.9', 'pomelo-a-plugin', 'running'],
      ['my-plugin', '0.0.0', 'my-plugin', 'running'],
      ['my-plugin-2', '0.0.0', 'my-plugin-2', 'running'],
    ]);
    await test.stop();
    test.expectClean();
  });

  it('publishes what it attaches, for plugins of any style', async () => {
    const { app, log } = observedApp();
    const attaches = `module.exports = function (app) { app.set('clock', { now: () => 5 }, true); app.set('plain', 1, true); app.set('inner', {}); return {}; };`;
    app.use(folder.plugin('publishes', { 'components/a.js': attaches }));
    app.use(folder.plugin('publishes-too', { 'components/a.js': attaches }));
    const test = createTestHost({ plugins: app.extensions });
    app.join(test.host);
    await test.start();
    expect([...test.host.lookupAll('pomelo/*').keys()]).toEqual(['pomelo/app', 'pomelo/clock']);
    expect(log.map(({ message }) => message)).toEqual(['"pomelo/clock" is published by another plugin already']);
    await test.host.unload('publishes');
    expect(test.host.find('pomelo/clock')).toBeUndefined();
    await test.host.unload('publishes-too');
    expect([app.get('clock'), 'clock' in app]).toEqual([undefined, false]);
    await test.stop();
  });

  it('may have a component that is called like itself', async () => {
    const { app } = observedApp();
    app.use(folder.plugin('stock', { 'components/stock.js': `module.exports = function stock() { return { start(cb) { cb(); } }; };` }));
    const test = createTestHost({ plugins: app.extensions });
    app.join(test.host);
    expect((await test.start()).problems).toEqual([]);
    expect(Object.keys(app.components)).toEqual(['stock']);
    await test.stop();
  });
});
