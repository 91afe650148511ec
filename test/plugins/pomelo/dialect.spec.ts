/** Open this to see Pomelo plugins in a host's own list, by the dialect `pomelo`. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { createTestHost, type TestHost, type TestHostOptions } from 'mortise/testing';
import { pomeloDialect } from 'mortise/pomelo';
import { observedApp, temporaryFolder, type Folder } from './plugin-folder.js';

const folder: Folder = temporaryFolder();
afterAll(() => folder.remove());

const says = `module.exports = function (app, opts) { app.get('seen').push(opts); opts.completed = true; return { start: function (cb) { app.get('seen').push('start'); cb(); } }; };`;

function joined(app: ReturnType<typeof observedApp>['app'], options: TestHostOptions): TestHost {
  const test = createTestHost({ home: folder.path, dialects: [pomeloDialect(app)], ...options });
  app.join(test.host);
  return test;
}

describe('the dialect', () => {
  it('loads a plugin by module, with its options, as the plugin that its package.json says', async () => {
    const { app, seen } = observedApp();
    folder.write({
      'node_modules/pomelo-x-plugin/package.json': JSON.stringify({ name: 'pomelo-x-plugin', version: '0.1.2', main: 'index.cjs' }),
      'node_modules/pomelo-x-plugin/index.cjs': `module.exports = { components: __dirname + '/lib/components/', events: __dirname + '/lib/events/' };`,
      'node_modules/pomelo-x-plugin/lib/components/x.js': says,
      'node_modules/pomelo-x-plugin/lib/events/x.js': `exports.bind_session = function (session) { session.seen.push('bound'); };`,
    });
    const test = joined(app, { plugins: [{ module: 'pomelo-x-plugin', options: { x: { port: 1 } } }] });
    const report = await test.start();
    expect(report.plugins.map(({ id, version, extension, dialect, source }) => [id, version, extension, dialect, source])).toEqual([
      ['pomelo-x-plugin', '0.1.2', 'pomelo-x-plugin', 'pomelo', 'pomelo-x-plugin'],
    ]);
    test.host.events.emit('bind_session', { uid: 'ada', seen });
    expect(seen).toEqual([{ port: 1, completed: true }, 'start', 'bound']);
    await test.stop();
    test.expectClean();
  });

  it('loads what is given directly, and starts nothing before it is attached', async () => {
    const { app, seen } = observedApp();
    const plugin = folder.plugin('direct', { 'components/x.js': says });
    const dialect = pomeloDialect(app);
    expect(dialect.recognises(plugin, { kind: 'object', spec: 'direct' })).toBe(true);
    expect(dialect.describe(plugin, { kind: 'object', spec: 'direct' })).toMatchObject({ name: 'direct', version: '0.0.0' });
    expect(seen).toEqual([]);
    const test = joined(app, { plugins: [{ extension: plugin, options: { x: {} } }] });
    await test.start();
    expect(seen).toEqual([{ completed: true }, 'start']);
    await test.stop();
  });

  it('leaves everything else to others', async () => {
    const { app } = observedApp();
    const { recognises } = pomeloDialect(app);
    const source = { kind: 'object', spec: 'x' } as const;
    const others = [undefined, null, 'text', {}, { components: [] }, { components: 'x', attach() {} }];
    expect(others.map((other) => recognises(other, source))).toEqual(others.map(() => false));
    expect(() => pomeloDialect({} as never)).toThrow('This is no app of Pomelo: give what createApp has made.');
  });

  it('makes what goes wrong a problem of that extension; the others start', async () => {
    const { app } = observedApp();
    const throws = folder.plugin('throws', { 'components/x.js': `module.exports = function () { throw new Error('no port'); };` });
    const good = folder.plugin('good', { 'components/x.js': 'module.exports = {};' });
    const test = joined(app, { plugins: [throws, { components: `${folder.path}/none/components` }, good, { ...good }] });
    const report = await test.start();
    expect(report.problems.map(({ code, extension, message }) => [code, extension, message])).toEqual([
      ['attach.threw', 'throws', expect.stringContaining('no port')],
      ['attach.threw', 'none', expect.stringContaining(`fail to find components, find path: ${folder.path}/none/components`)],
      ['attach.threw', 'good', expect.stringContaining('ignore duplicate plugin: "good"')],
    ]);
    expect(report.plugins.map(({ id, state }) => `${id} ${state}`)).toEqual(['good running']);
    await test.stop();
  });

  it('refuses to reload a plugin, which runs on, and says what to do: unload it and load it', async () => {
    const { app, seen } = observedApp();
    folder.write({ 'reloaded/index.js': `module.exports = { components: __dirname + '/components' };`, 'reloaded/components/x.js': says });
    const test = joined(app, { plugins: [{ file: './reloaded' }] });
    await test.start();
    const report = await test.host.reload('reloaded');
    expect(report.problems.map(({ code, message }) => [code, message])).toEqual([
      [
        'attach.threw',
        expect.stringContaining(
          `ignore duplicate plugin: "reloaded". An app takes a plugin once: to have it anew, unload it and load it again, host.unload(id), then host.load(entry).`,
        ),
      ],
      ['change.refused', expect.any(String)],
    ]);
    const made = [{ completed: true }, 'start'];
    expect([seen.splice(0), test.host.info('reloaded').state]).toEqual([made, 'running']);
    await test.host.unload('reloaded');
    expect((await test.host.load({ file: './reloaded' })).ok).toBe(true);
    expect([seen, test.host.info('reloaded').state]).toEqual([made, 'running']);
    await test.stop();
    test.expectClean();
  });

  it('logs what Pomelo logs', async () => {
    const { app } = observedApp();
    app.load('taken', {});
    const plugin = folder.plugin('logs', { 'components/x.js': 'module.exports = function taken() { return {}; };' });
    const test = joined(app, { plugins: [plugin] });
    await test.start();
    await app.settled();
    expect(test.log.filter(({ level }) => level === 'warn').map(({ plugin: of, message }) => [of, message])).toEqual([
      ['logs', 'ignore duplicate component: "taken"'],
    ]);
    await test.stop();
  });

  it('hands arrays, instances and functions in the options on', async () => {
    const { app, seen } = observedApp();
    const logger = new (class Logger {})();
    const list = [{ a: 1 }];
    const plugin = folder.plugin('handed', { 'components/x.js': says });
    const test = joined(app, { plugins: [{ extension: plugin, options: { x: { logger, list, run: joined, none: null } } }] });
    await test.start();
    expect(seen[0]).toEqual({ logger, list, run: joined, none: null, completed: true });
    expect((seen[0] as { logger: unknown }).logger).toBe(logger);
    await test.stop();
  });
});
