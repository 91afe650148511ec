/** Open this to hear the document of Pomelo's plugins told from its first line to its last, with its own samples, as they are written there. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { createRequire } from 'node:module';
import { createApp, startAll, stopAll, type PomeloApp, type PomeloPlugin } from 'mortise/pomelo';
import { observedApp, temporaryFolder } from '../plugins/pomelo/plugin-folder.js';
import { describeOn, redis } from '../plugins/pomelo/servers.js';

const require = createRequire(import.meta.url);
const folder = temporaryFolder();
afterAll(() => folder.remove());
folder.write({ 'package.json': '{"type":"commonjs"}' });

const COMPONENT = `
module.exports = function(app, opts) {
  return new Component(app, opts);
};

var Component = function(app, opts) {
  //do construction
};

Component.prototype.start = function(cb) {
  // do something application start
};

Component.prototype.afterStart = function(cb) {
  // do something after application started
};

Component.prototype.stop = function(cb) {
  // do something on application stop
};
`;

const EVENT = `
module.exports = function(app) {
  return new Event(app, opts);
};

var Event = function(app) {
  //do construction
};

Event.prototype.add_servers = function(servers) {
  //do something when application add servers
};

Event.prototype.remove_servers = function(ids) {
  //do something when application remove servers
};

Event.prototype.replace_servers = function(servers) {
  //do something when server reconnected
};

Event.prototype.bind_session = function(session) {
  //do something when session binded
};

Event.prototype.close_session = function(session) {
  //do something when session closed
};
`;

const INDEX = `
module.exports = {
  components: __dirname + '/lib/components/',
  events: __dirname + '/lib/events/'
};
`;

/** Below the sample, so that it is heard: every method tells that it was called, and with what. */
const tells = (type: 'Component' | 'Event'): string => `
Object.keys(${type}.prototype).forEach(function(name) {
  var written = ${type}.prototype[name];
  ${type}.prototype[name] = function(cb) {
    require('../../told').push([name].concat([].slice.call(arguments)));
    return written.apply(this, arguments);
  };
});
`;

function plugin(name: string, files: Readonly<Record<string, string>>): PomeloPlugin {
  folder.write(Object.fromEntries(Object.entries({ 'index.js': INDEX, 'told.js': 'module.exports = [];', ...files }).map(([file, text]) => [`${name}/${file}`, text]))); // prettier-ignore
  return require(`${folder.path}/${name}`) as PomeloPlugin;
}

const told = (name: string): unknown[] => require(`${folder.path}/${name}/told`) as unknown[];

describe('Plugin structure', () => {
  it('has components, which are required', () => {
    const { app, log } = observedApp();
    app.use({ events: `${folder.path}/events` });
    expect(log.map(({ message }) => message)).toEqual(['invalid components, no components exist']);
  });

  it('has events, which are optional', async () => {
    const { app } = observedApp();
    const { components } = plugin('no-events', { 'lib/components/sample.js': COMPONENT });
    app.use({ components: components! });
    expect((await startAll(app)).problems).toEqual([]);
    await stopAll(app);
  });

  it('has components that are reusable factories, where each instance provides a service', () => {
    const file = `module.exports = function(app, opts) { var service = { name: 'counter', from: opts.from }; app.set('counterService', service, true); return service; };`;
    const counter = plugin('counter', { 'lib/components/counter.js': file, 'lib/events/none.js': 'module.exports = function(app) {};' });
    const apps = [1, 2].map((from) => {
      const { app } = observedApp({ id: `area-${from}`, serverType: 'area' });
      app.use(counter, { counter: { from } });
      return app;
    });
    expect(apps.map((app) => app.get('counterService'))).toEqual([
      { name: 'counter', from: 1 },
      { name: 'counter', from: 2 },
    ]);
  });

  it('can have several components, each with its life-cycle callbacks', async () => {
    const { app, seen } = observedApp();
    const file = (name: string): string => `
      module.exports = function(app, opts) { return new Component(app); };
      var Component = function(app) { this.seen = app.get('seen'); };
      ['start', 'afterStart'].forEach(function(phase) { Component.prototype[phase] = function(cb) { this.seen.push('${name} ' + phase); process.nextTick(cb); }; });
      Component.prototype.stop = function(force, cb) { this.seen.push('${name} stop'); process.nextTick(cb); };`;
    app.use(folder.plugin('several', { 'components/one.js': file('one'), 'components/two.js': file('two') }));
    await startAll(app);
    await stopAll(app);
    expect(seen).toEqual(['one start', 'two start', 'one afterStart', 'two afterStart', 'two stop', 'one stop']);
  });

  it('is told the events of the application', async () => {
    const { app } = observedApp({ id: 'gate-1', serverType: 'gate', frontend: true });
    app.use(plugin('events', { 'lib/components/sample.js': COMPONENT, 'lib/events/sample.js': EVENT + tells('Event') }));
    await startAll(app);
    const chat = { id: 'chat-1', serverType: 'chat', host: '127.0.0.1', port: 4000 };
    app.addServers([chat]);
    app.removeServers(['chat-1']);
    app.replaceServers({ 'gate-1': app.curServer });
    const session = app.sessionService.create(1, 'gate-1');
    app.sessionService.bind(1, 'ada');
    session.closed();
    expect(told('events')).toEqual([
      ['add_servers', [chat]],
      ['remove_servers', ['chat-1']],
      ['replace_servers', [app.curServer]],
      ['bind_session', session],
      ['close_session', expect.objectContaining({ uid: 'ada', id: 1, frontendId: 'gate-1' })],
    ]);
    await stopAll(app);
  });
});

describeOn(redis, 'Using a plugin', (served) => {
  it('happens in app.js, with its options', async () => {
    const app: PomeloApp = createApp({ id: 'connector-1', serverType: 'connector', frontend: true, log: () => {} });
    const statusPlugin = require('pomelo-status-plugin') as PomeloPlugin;
    app.use(statusPlugin, {
      status: {
        host: '127.0.0.1',
        port: served.port,
      },
    });
    await startAll(app);
    app.sessionService.create(1, 'connector-1');
    app.sessionService.bind(1, 'ada');
    const { getStatusByUid } = app.get('statusService') as {
      getStatusByUid(uid: string, answer: (error: unknown, status: boolean) => void): void;
    };
    const isOnline = (): Promise<boolean> => new Promise((resolve, reject) => getStatusByUid.call(app.get('statusService'), 'ada', (error, status) => (error ? reject(error) : resolve(status)))); // prettier-ignore
    while (!(await isOnline()));
    expect((await stopAll(app))?.problems).toEqual([]);
  });
});

describe('Building a plugin', () => {
  it('begins with the samples, which run as they are written', async () => {
    const { app, log } = observedApp({ id: 'gate-1', serverType: 'gate' });
    app.use(plugin('sample', { 'lib/components/sample.js': COMPONENT, 'lib/events/sample.js': EVENT }));
    const report = await startAll(app);
    expect(report.plugins.map(({ id, state }) => `${id} ${state}`)).toEqual(['pomelo running', 'sample running']);
    expect(app.host!.events.emit('bind_session', { uid: 'ada' })).toBe(1);
    expect((await stopAll(app))?.problems).toEqual([]);
    expect(log.filter(({ level }) => level !== 'info')).toEqual([]);
  });

  it('goes on with what the methods do, which is called as the samples have it', async () => {
    const { app } = observedApp();
    const answers = COMPONENT.replaceAll(/\/\/ do something.*/g, 'cb();');
    app.use(plugin('built', { 'lib/components/sample.js': answers + tells('Component'), 'lib/events/sample.js': EVENT }));
    await startAll(app);
    await stopAll(app);
    expect(told('built').map((call) => (call as unknown[])[0])).toEqual(['start', 'afterStart', 'stop']);
  });
});
