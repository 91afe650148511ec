/** Open this to see how the lifecycle of Pomelo components goes through the plan of the host. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { createHost } from 'mortise';
import { createTestHost } from 'mortise/testing';
import { startAll, stopAll } from 'mortise/pomelo';
import { observedApp, temporaryFolder } from './plugin-folder.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

/** A component that tells what it is asked to do, in the manner of a Pomelo plugin. */
const teller = (name: string): string => `
  module.exports = function (app, opts) { return new Teller(app); };
  var Teller = function (app) { this.seen = app.get('seen'); this.seen.push('${name} made'); };
  Teller.prototype.start = function (cb) { this.seen.push('${name} start'); process.nextTick(cb); };
  Teller.prototype.afterStart = function (cb) { this.seen.push('${name} afterStart'); process.nextTick(cb); };
  Teller.prototype.stop = function (force, cb) { this.seen.push('${name} stop ' + force); process.nextTick(cb); };`;

describe('components', () => {
  it('start in order with the host, all of them before any afterStart, and stop in reverse', async () => {
    const { app, seen } = observedApp();
    app.use(folder.plugin('first', { 'components/a.js': teller('a'), 'components/b.js': teller('b') }));
    app.use(folder.plugin('second', { 'components/c.js': teller('c') }));
    expect(seen.splice(0)).toEqual(['a made', 'b made', 'c made']);
    const test = createTestHost({ plugins: app.extensions });
    app.join(test.host);
    await test.start();
    expect(seen.splice(0)).toEqual(['a start', 'b start', 'c start', 'a afterStart', 'b afterStart', 'c afterStart']);
    await test.stop();
    expect(seen).toEqual(['c stop false', 'b stop false', 'a stop false']);
    test.expectClean();
  });

  it('fail with what they call back, and then those of the same plugin that had started are stopped', async () => {
    const { app, seen } = observedApp();
    const failing = `module.exports = { start: function (cb) { cb(new Error('no redis')); } };`;
    app.use(folder.plugin('fails', { 'components/a.js': teller('a'), 'components/b.js': failing }));
    app.use(folder.plugin('goes on', { 'components/c.js': teller('c') }));
    const test = createTestHost({ plugins: app.extensions });
    app.join(test.host);
    const report = await test.start();
    expect(report.plugins.map(({ id, state }) => `${id} ${state}`)).toEqual(['pomelo running', 'fails failed', 'goes-on running']);
    expect(report.plugins[1]!.reason).toContain('no redis');
    expect(seen).toEqual(['a made', 'c made', 'a start', 'a stop true', 'c start', 'c afterStart']);
    await test.stop();
    test.expectClean();
  });

  it('with neither callback nor methods are done at once', async () => {
    const { app, seen } = observedApp();
    const plain = `module.exports = function (app) { return { start: function () { app.get('seen').push('start'); } }; };`;
    app.use(folder.plugin('plain', { 'components/a.js': plain, 'components/b.js': 'module.exports = {};' }));
    const test = createTestHost({ plugins: app.extensions });
    app.join(test.host);
    expect((await test.start()).ok).toBe(true);
    await test.stop();
    expect(seen).toEqual(['start']);
  });

  it('written after the guide of Pomelo get the callback where the guide puts it', async () => {
    const { app, seen } = observedApp();
    const guide = `
      module.exports = function (app, opts) { return new Component(app, opts); };
      var Component = function (app, opts) { this.seen = app.get('seen'); };
      Component.prototype.start = function(cb) { this.seen.push('start'); cb(); };
      Component.prototype.afterStart = function(cb) { cb(); };
      Component.prototype.stop = function(cb) { this.seen.push('stop'); cb(); };`;
    app.use(folder.plugin('guide', { 'components/a.js': guide }));
    const test = createTestHost({ plugins: app.extensions });
    app.join(test.host);
    await test.start();
    expect((await test.stop()).problems).toEqual([]);
    expect(seen).toEqual(['start', 'stop']);
  });

  it('that never mention their callback are done when they return, as in the samples of the guide', async () => {
    const { app } = observedApp();
    const sample = `
      module.exports = function (app, opts) { return new Component(app, opts); };
      var Component = function (app, opts) {};
      Component.prototype.start = function(cb) {
        // do something application start, then cb()
      };
      Component.prototype.afterStart = function(cb) { /* cb */ };
      Component.prototype.stop = function(force, cb) { void force; };`;
    app.use(folder.plugin('sample', { 'components/a.js': sample }));
    const test = createTestHost({ plugins: app.extensions });
    app.join(test.host);
    expect((await test.start()).problems).toEqual([]);
    expect((await test.stop()).problems).toEqual([]);
  });

  it.each([
    'start: cb => { later(cb); }',
    'start: (cb) => void later(cb)',
    "start(cb) { String('http://x'), later(cb); }",
    "start: function (cb) { /https?:\\/\\//.test('*/*') || later(cb); }",
    'start: async function () { await new Promise(function (done) { later(done); }); }',
    'start: function (cb) { later.apply(null, arguments); }',
    'start(/* the callback */ cb) { later(cb); }',
  ])('are waited for when they call back: %s', async (method) => {
    const { app, seen } = observedApp();
    const file = `
      var seen;
      function later(done) { setImmediate(function () { seen.push('called back'); done(); }); }
      module.exports = function (app) { seen = app.get('seen'); return { ${method} }; };`;
    app.use(folder.plugin(`waits-${method.replaceAll(/[^a-z]/g, '')}`, { 'components/a.js': file, 'components/b.js': teller('b') }));
    await startAll(app);
    expect(seen).toEqual(['b made', 'called back', 'b start', 'b afterStart']);
    await stopAll(app);
  });

  it('may be functions with methods', async () => {
    const { app, seen } = observedApp();
    const fn = `module.exports = function (app) { var f = function counter() {}; f.start = function (cb) { app.get('seen').push(this === f); cb(); }; return f; };`;
    app.use(folder.plugin('function', { 'components/a.js': fn }));
    const test = createTestHost({ plugins: app.extensions });
    app.join(test.host);
    expect((await test.start()).problems).toEqual([]);
    expect(seen).toEqual([true]);
    await test.stop();
  });
});

describe('what a component does to the app', () => {
  /** One that does all of it in one of its methods. */
  const doing = (method: string): string => `
    module.exports = function (app) {
      return { ${method}: function (cb) {
        app.event.on('bind_session', function () { app.get('seen').push('bound'); });
        app.filter(function () {});
        app.route('chat', function () {});
        app.set('late', { by: '${method}' }, true);
        app.addCrons([{ id: 'mine', time: '* * * * * *', action: 'a.b' }, { id: 'theirs', time: '* * * * * *', action: 'a.b' }]);
        cb();
      } };
    };`;

  it.each(['beforeStart', 'start', 'afterStart'])('in its %s goes when it stops, and comes again when it starts again', async (method) => {
    const { app, seen } = observedApp({ serverType: 'gate' });
    app.addCrons([{ id: 'theirs', time: '* * * * * *', action: 'a.b' }]);
    app.use(folder.plugin(`doing-${method.toLowerCase()}`, { 'components/a.js': doing(method) }));
    const test = createTestHost({ plugins: app.extensions });
    app.join(test.host);
    const crons: unknown[] = [];
    test.host.events.on('remove_crons').subscribe((gone) => crons.push(gone.map(({ id }) => id)));
    const done = (): unknown => {
      app.event.emit('bind_session', {});
      const filters = [app.get('__befores__'), app.get('__afters__')].map((list) => (list as unknown[]).length);
      const { chat } = app.get('__routes__') as Record<string, unknown>;
      return [seen.splice(0), filters, chat !== undefined, app.get('late'), 'late' in app, crons.splice(0)];
    };
    const [all, nothing] = [
      [['bound'], [1, 1], true, { by: method }, true, []],
      [[], [0, 0], false, undefined, false, [['mine']]],
    ];
    await test.start();
    expect(done()).toEqual(all);
    await test.host.disable(`doing-${method.toLowerCase()}`);
    expect(done()).toEqual(nothing);
    await test.host.enable(`doing-${method.toLowerCase()}`);
    expect(done()).toEqual(all);
    await test.host.unload(`doing-${method.toLowerCase()}`);
    expect(done()).toEqual(nothing);
    await test.stop();
    test.expectClean();
  });

  it('while it stops goes as well, and so does what one had done whose start failed', async () => {
    const { app } = observedApp();
    app.load('stopping', { stop: () => void app.set('late', 'stopped') });
    app.load('failing', {
      start(done: (error: Error) => void) {
        app.set('early', 'started');
        done(new Error('no redis'));
      },
    });
    const test = createTestHost({ plugins: app.extensions });
    app.join(test.host);
    await test.start();
    await test.host.disable('pomelo.stopping');
    expect([app.get('late'), app.get('early')]).toEqual([undefined, undefined]);
    await test.stop();
  });

  it('stays to the end when the whole app stops, as far as it is found by a name', async () => {
    const { app, seen } = observedApp();
    app.load('last', { stop: () => void seen.push(app.get('connection')) });
    app.load('connection', { start: () => void app.set('connection', 'open', true) });
    await startAll(app);
    await stopAll(app);
    expect([seen, app.get('connection')]).toEqual([['open'], 'open']);
  });

  it('does not take along what others do who hear of it', async () => {
    const { app } = observedApp();
    app.event.on('add_servers', () => app.set('heard', true));
    app.event.on('inside', () => app.set('heard inside', true));
    app.load('telling', {
      start() {
        app.addServers([{ id: 'chat-1', serverType: 'chat' }]);
        app.event.emit('inside');
      },
    });
    const test = createTestHost({ plugins: app.extensions });
    app.join(test.host);
    await test.start();
    await test.host.unload('pomelo.telling');
    expect([app.get('heard'), app.get('heard inside')]).toEqual([true, true]);
    await test.stop();
  });
});

describe('use while the host runs', () => {
  it('makes at once and starts soon', async () => {
    const { app, seen } = observedApp();
    const test = createTestHost();
    app.join(test.host);
    await test.start();
    app.use(folder.plugin('later', { 'components/a.js': teller('a') }));
    expect(seen.splice(0)).toEqual(['a made']);
    await app.settled();
    expect(seen.splice(0)).toEqual(['a start', 'a afterStart']);
    expect(test.host.list().map(({ id, state }) => `${id} ${state}`)).toEqual(['pomelo running', 'later running']);
    await test.stop();
    expect(seen).toEqual(['a stop false']);
    test.expectClean();
  });

  it('takes a plugin again that was unloaded', async () => {
    const { app, seen } = observedApp();
    const plugin = folder.plugin('again', { 'components/again.js': teller('a') });
    const test = createTestHost();
    app.join(test.host);
    await test.start();
    app.use(plugin);
    await app.settled();
    await test.host.unload('again');
    expect(app.extensions.map(({ name }) => name)).toEqual(['pomelo']);
    test.expectClean('again');
    app.use(plugin);
    await app.settled();
    expect(seen.filter((text) => text === 'a start')).toHaveLength(2);
    expect(test.host.list().map(({ id, state }) => `${id} ${state}`)).toEqual(['pomelo running', 'again running']);
    await test.stop();
  });

  it('takes a plugin anew that was unloaded, and refuses to reload it with that as what to do', async () => {
    const { app, seen } = observedApp();
    const plugin = folder.plugin('anew', { 'components/anew.js': teller('a') });
    app.use(plugin);
    const test = createTestHost({ plugins: app.extensions });
    app.join(test.host);
    await test.start();
    const refusals = [await test.host.reload('anew'), await test.host.reload('pomelo')].map(({ problems: [first] }) => first!);
    expect(refusals.map(({ code, message }) => [code, message])).toEqual([
      [
        'attach.called-back-error',
        expect.stringMatching(/"anew" was used once and is listed twice, reloaded or loaded again; .* To have it anew, unload it and use it again: host.unload\(id\), then app.use\(plugin\)\.$/), // prettier-ignore
      ],
      ['attach.called-back-error', expect.stringMatching(/"pomelo" .* An app is there once: make another app for another host\.$/)],
    ]);
    expect([seen.splice(0), test.host.list().map(({ state }) => state)]).toEqual([
      ['a made', 'a start', 'a afterStart'],
      ['running', 'running'],
    ]);
    await test.host.unload('anew');
    app.use(plugin);
    await app.settled();
    expect(seen).toEqual(['a stop false', 'a made', 'a start', 'a afterStart']);
    await test.stop();
  });

  it('of a host that has stopped is refused before anything is made', async () => {
    const { app, seen } = observedApp();
    const test = createTestHost();
    app.join(test.host);
    await test.start();
    await test.stop();
    expect(() => app.use(folder.plugin('too late', { 'components/a.js': teller('a') }))).toThrow(
      "The host 'test' is stopped, so it starts nothing more.",
    );
    expect(() => app.load({})).toThrow('starts nothing more');
    expect(seen).toEqual([]);
  });
});

describe('a list of extensions', () => {
  it('that is handed over as it is takes in what is used until the host starts', async () => {
    const { app } = observedApp();
    const host = app.join(createHost({ extensions: app.extensions, log: { level: 'silent' } }));
    app.use(folder.plugin('in-time', { 'components/a.js': teller('a') }));
    const report = await host.start();
    expect(report.plugins.map(({ id, state }) => `${id} ${state}`)).toEqual(['pomelo running', 'in-time running']);
    await host.stop();
  });

  it('that was copied before misses nothing: what is not in it starts right after the host', async () => {
    const { app, seen } = observedApp();
    app.use(folder.plugin('copied', { 'components/a.js': teller('a') }));
    const test = createTestHost({ plugins: [...app.extensions] });
    app.join(test.host);
    app.use(folder.plugin('missed', { 'components/b.js': teller('b') }));
    await test.start();
    await app.settled();
    expect(seen).toEqual(['a made', 'b made', 'a start', 'a afterStart', 'b start', 'b afterStart']);
    await test.stop();
    test.expectClean();
  });

  it('without a join is refused, with what to do', async () => {
    const { app } = observedApp();
    app.use(folder.plugin('alone', { 'components/a.js': teller('a') }));
    const test = createTestHost({ plugins: app.extensions });
    const report = await test.start();
    expect(report.problems.map(({ code, extension }) => `${code} ${extension}`)).toEqual(['attach.threw pomelo', 'attach.threw alone']);
    expect(report.problems[0]!.message).toContain('call app.join(host) before host.start()');
    await test.stop();
  });

  it('with one extension twice runs it once', async () => {
    const { app, seen } = observedApp();
    app.use(folder.plugin('double', { 'components/a.js': teller('a') }));
    const test = createTestHost({ plugins: [...app.extensions, ...app.extensions] });
    app.join(test.host);
    const report = await test.start();
    expect(report.problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('"pomelo" was used once and is listed twice'),
      expect.stringContaining('"double" was used once and is listed twice'),
    ]);
    expect(seen.filter((text) => text === 'a start')).toHaveLength(1);
    await test.stop();
  });
});
