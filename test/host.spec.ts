/** Open this to see how a host is made, started once, and stopped; and what it refuses. */
import { describe, expect, it } from '@jest/globals';
import { Container } from 'inversify';
import { join } from 'node:path';
import { createHost, definePlugin, MortiseError, VERSION, type ExtensionContext, type HostOptions, type PluginDefinition } from 'mortise';
import { createTestHost, VirtualClock } from 'mortise/testing';
import { runNode } from './child.js';

const plugin = (id: string, rest: Partial<PluginDefinition> = {}) => definePlugin({ id, version: '1.0.0', ...rest });

const boom = (): never => {
  throw new Error('boom');
};

describe('createHost', () => {
  it('is synchronous, touches nothing, and needs no option', () => {
    const host = createHost();
    expect([host.name, host.version, host.state, host.list(), host.problems]).toEqual(['host', VERSION, 'new', [], []]);
    expect(host.container).toBeInstanceOf(Container);
    // What it could not do is found out at the start.
    expect(createHost({ home: '/absent', config: 'absent.yaml', extensions: [{ file: '/absent' }], directories: ['absent'] }).state).toBe(
      'new',
    );
  });

  it.each<[string, unknown, string]>([
    ['null', null, "The option 'options' wants an object, but is null."],
    ['a list', [], "The option 'options' wants an object, but is an empty list."],
    ['extensions', { extensions: {} }, "'extensions' wants a list, but is an object."],
    ['directories', { directories: [5] }, "'directories' wants a list of texts, but is a list."],
    ['roots', { roots: 'x' }, "'roots' wants a list of texts, but is the string 'x'."],
    ['home', { home: 5 }, "'home' wants a text, but is the number 5."],
    ['name', { name: {} }, "'name' wants a text, but is an object."],
    [
      'config',
      { config: {} },
      "'config' wants the path of a YAML file (values for one plugin are said at 'plugins.<id>.config'), but is an object.",
    ],
    [
      'plugins',
      { plugins: [] },
      "'plugins' wants an object with settings by plugin id (what is to be loaded is said at 'extensions'), but is an empty list.",
    ],
    ['plugins.a', { plugins: { a: true } }, "'plugins.a' wants an object, but is the boolean true."],
    ['plugins.a.enabled', { plugins: { a: { enabled: 'no' } } }, "'plugins.a.enabled' wants true or false, but is the string 'no'."],
    ['plugins.a.config', { plugins: { a: { config: 5 } } }, "'plugins.a.config' wants an object, but is the number 5."],
    ['apps', { apps: [] }, "'apps' wants an object, but is an empty list."],
    ['apps.shop', { apps: { shop: 5 } }, "'apps.shop' wants an object, but is the number 5."],
    ['apps.shop.extensions', { apps: { shop: { extensions: 5 } } }, "'apps.shop.extensions' wants a list, but is the number 5."],
    ['app name', { apps: { 'a b': {} } }, "'app name' wants 1 to 64 letters, digits, '_' and '-', but is the string 'a b'."],
    ['kinds', { kinds: {} }, "'kinds' wants a list of kinds: { key, bind }, but is an object."],
    ['kinds[0]', { kinds: [5] }, "'kinds[0]' wants a kind: { key, bind }, but is the number 5."],
    ['kinds[0].bind', { kinds: [{ key: 'x' }] }, "'kinds[0].bind' wants a function, but is undefined."],
    ['kinds[1].key', { kinds: [{ key: 'x', bind() {} }, { bind() {} }] }, "'kinds[1].key' wants a text, but is undefined."],
    ['dialects[0].describe', { dialects: [{ recognises() {} }] }, "'dialects[0].describe' wants a function, but is undefined."],
    [
      'kinds[0].key',
      { kinds: [{ key: 'mortise.event', bind() {} }] },
      "wants a key of its own, not beginning with 'mortise.', but is the string 'mortise.event'.",
    ],
    [
      'kinds[1].key',
      {
        kinds: [
          { key: 'a.b', bind() {} },
          { key: 'a.b', bind() {} },
        ],
      },
      "'kinds[1].key' wants a key of its own",
    ],
    ['dialects[0]', { dialects: [null] }, "'dialects[0]' wants a dialect: { name, recognises, describe }, but is null."],
    ['events', { events: 'paid' }, "'events' wants a list of texts, but is the string 'paid'."],
    [
      'log.level',
      { log: { level: 'loud' } },
      "'log.level' wants 'trace', 'debug', 'info', 'warn', 'error' or 'silent', but is the string 'loud'.",
    ],
    [
      'log.plugins.a',
      { log: { plugins: { a: 3 } } },
      "'log.plugins.a' wants 'trace', 'debug', 'info', 'warn', 'error' or 'silent', but is the number 3.",
    ],
    ['log.sink', { log: { sink: {} } }, "'log.sink' wants a function, but is an object."],
    ['container', { container: {} }, "'container' wants a Container of inversify, but is an object."],
    ['strict', { strict: 1 }, "'strict' wants true or false, but is the number 1."],
    ['timeouts', { timeouts: 5 }, "'timeouts' wants an object, but is the number 5."],
    ['timeouts.fail', { timeouts: { fail: '10 s' } }, "'timeouts.fail' wants milliseconds above 0, but is the string '10 s'."],
    ['timeouts.stop', { timeouts: { stop: 0 } }, "'timeouts.stop' wants milliseconds above 0, but is the number 0."],
    ['signal', { signal: {} }, "'signal' wants an AbortSignal, but is an object."],
    ['clock', { clock: Date }, "'clock' wants a clock: { now, setTimeout, setInterval }, but is a function."],
  ])('refuses a wrong %s at once', (field, options, message) => {
    try {
      createHost(options as HostOptions);
      throw new Error('it was taken');
    } catch (error) {
      expect(error).toBeInstanceOf(MortiseError);
      expect((error as MortiseError).problem).toMatchObject({ code: 'host.bad-options', severity: 'error', blame: 'host' });
      expect((error as MortiseError).problem.message).toContain(message);
      expect((error as MortiseError).problem.field).toBe(options === null || Array.isArray(options) ? 'options' : field);
    }
  });

  it.each([
    [{ extension: [] }, "The option 'extension' means nothing. Did you mean 'extensions'?", 'extension'],
    [{ log: { levle: 'info' } }, "The option 'log.levle' means nothing. Did you mean 'level'?", 'log.levle'],
    [{ plugins: { a: { enable: false } } }, "The option 'plugins.a.enable' means nothing. Did you mean 'enabled'?", 'plugins.a.enable'],
    [{ apps: { shop: { constructor: 1 } } }, "The option 'apps.shop.constructor' means nothing.", 'apps.shop.constructor'],
  ])('refuses the option in %j, which means nothing', (options, message, field) => {
    const expected = expect.objectContaining({ code: 'host.unknown-option', problem: expect.objectContaining({ field }) });
    expect(() => createHost(options as unknown as HostOptions)).toThrow(expected);
    expect(() => createHost(options as unknown as HostOptions)).toThrow(message);
  });

  it('knows which apps there are', () => {
    const host = createHost({ apps: { storefront: {} } });
    const unknown = expect.objectContaining({ code: 'host.unknown-app', message: expect.stringContaining("Did you mean 'storefront'?") });
    expect(() => host.app('storefrnot')).toThrow(unknown);
  });

  it('refuses events that are none', () => {
    expect(() => createHost({ events: ['a b'] })).toThrow(expect.objectContaining({ code: 'event.bad-name' }));
  });

  it('takes options that are there and undefined', async () => {
    const host = createHost({
      name: undefined,
      timeouts: { warn: undefined },
      signal: undefined,
      log: { level: 'silent' },
    } as unknown as HostOptions);
    expect((await host.start()).ok).toBe(true);
    await host.stop();
  });
});

describe('a start', () => {
  it('happens once, whatever became of it', async () => {
    const test = createTestHost();
    const first = test.start();
    await expect(test.start()).rejects.toMatchObject({
      code: 'host.started-twice',
      message: expect.stringContaining("The host 'test' can't be started: it is starting."),
    });
    await first;
    await expect(test.start()).rejects.toMatchObject({ code: 'host.started-twice', message: expect.stringContaining('it is running') });
    await test.stop();
    await expect(test.start()).rejects.toMatchObject({ code: 'host.started-twice', message: expect.stringContaining('it is stopped') });
  });

  it('resolves with the problems of plugins that are not required', async () => {
    const report = await createTestHost({ plugins: [plugin('bad', { start: boom }), plugin('good')] }).start();
    expect(report.ok).toBe(false);
    expect(report.problems).toMatchObject([{ code: 'lifecycle.failed', plugin: 'bad' }]);
  });

  it('leaves what is not enabled alone, and what is required and not enabled is not missed', async () => {
    const test = createTestHost({
      plugins: [{ extension: plugin('a', { setup: boom }), enabled: false, required: true }],
      settings: { b: { enabled: false } },
    });
    const report = await test.start();
    expect(report.plugins).toMatchObject([{ key: 'a', state: 'described', enabled: false, required: true }]);
  });
});

describe('a required plugin', () => {
  const calls: string[] = [];
  const others = ['one', 'two'].map((id) => plugin(id, { start: () => void calls.push(`+${id}`), stop: () => void calls.push(`-${id}`) }));

  it.each<[string, object, string, string]>([
    ['can not be found', { file: './absent.mjs', required: true }, './absent.mjs', 'there is no such file'],
    ['is no spec', { file: './absent.mjs', module: 'absent', required: true }, './absent.mjs', 'module and file'],
    ['fails to attach', { extension: { name: 'ext', attach: boom }, required: true }, 'ext', "The attach of 'ext' threw: boom"],
    ['fails to start', { extension: plugin('bad', { start: boom }), required: true }, 'bad', "start of 'bad' failed: boom"],
    [
      'fails after the start',
      { extension: plugin('bad', { afterStart: boom }), required: true },
      'bad',
      "afterStart of 'bad' failed: boom",
    ],
    [
      'waits',
      { extension: plugin('bad', { dependencies: { ghost: '*' } }), required: true },
      'bad',
      "'bad' needs 'ghost' *, which is not loaded.",
    ],
    ['has an id that is taken', { extension: plugin('one'), required: true }, 'one', "The id 'one' of 'one' 1.0.0 (one) is taken"],
  ])('that %s fails the start: what had started is stopped in reverse', async (_, spec, missing, why) => {
    calls.length = 0;
    const test = createTestHost({ home: import.meta.dirname, plugins: [...others, spec] });
    const error = await test.start().catch((thrown: unknown) => thrown as MortiseError);
    expect(error).toBeInstanceOf(MortiseError);
    expect(error).toMatchObject({ code: 'host.required-missing' });
    expect((error as MortiseError).problem.message).toContain(`The host 'test' did not start, because '${missing}' is required: `);
    expect((error as MortiseError).problem.message).toContain(why);
    expect((error as MortiseError).problems.map(({ severity }) => severity)).toContain('error');
    expect(calls).toEqual(['+one', '+two', '-two', '-one']);
    expect(test.host.state).toBe('stopped');
    expect((await test.host.untilStopped()).plugins.length).toBeGreaterThanOrEqual(2);
    test.expectClean();
  });

  it('may be named by the settings', async () => {
    await expect(
      createTestHost({ plugins: [plugin('bad', { start: boom })], settings: { bad: { required: true } } }).start(),
    ).rejects.toMatchObject({
      code: 'host.required-missing',
    });
  });

  it('of an app counts as well', async () => {
    const test = createTestHost({ apps: { shop: { extensions: [{ extension: plugin('bad', { start: boom }), required: true }] } } });
    await expect(test.start()).rejects.toMatchObject({
      code: 'host.required-missing',
      problem: { message: expect.stringContaining("'shop:bad' is required") },
    });
  });

  it('that is loaded later and fails stops nobody', async () => {
    const test = createTestHost({ plugins: [plugin('a')] });
    await test.start();
    const report = await test.host.load(
      { extension: plugin('bad', { start: boom }), required: true },
      { file: './absent.mjs', required: true },
    );
    expect(report.problems.map(({ code }) => code)).toEqual(['extension.not-found', 'lifecycle.failed']);
    expect(test.host.state).toBe('running');
  });

  it('stops what its attach did, when everything is stopped', async () => {
    const test = createTestHost({
      plugins: [{ extension: { name: 'ext', attach(this: ExtensionContext) { this.setInterval(() => {}, 1); this.registerPlugin(plugin('bad', { start: boom })); } }, required: true }], // prettier-ignore
    });
    await expect(test.start()).rejects.toMatchObject({ code: 'host.required-missing' });
    expect(test.clock.pending).toBe(0);
  });
});

describe('a signal, on the built package', () => {
  const run = async (scenario: string, signal: string) => {
    const { code, stdout, stderr } = await runNode([join(import.meta.dirname, 'fixtures/signalled.mjs'), scenario, signal]);
    return { code, lines: stdout.trim().split('\n'), stderr };
  };

  it.each(['SIGTERM', 'SIGINT'])('%s while a start hangs stops what was started, and the process ends by itself', async (signal) => {
    expect(await run('boot', signal)).toEqual({
      code: 0,
      lines: ['a starts', 'b starts', 'a stops', 'host.aborted', 'stopped a stopped, b failed, 0 listeners', 'exit 0'],
      stderr: '',
    });
  });

  it('stops a host that runs', async () => {
    expect((await run('running', 'SIGTERM')).lines).toEqual([
      'a starts',
      'b starts',
      'started',
      'b stops',
      'a stops',
      'stopped a stopped, b stopped, 0 listeners',
      'exit 0',
    ]);
  });

  it('that comes a second time leaves at once', async () => {
    expect(await run('twice', 'SIGTERM')).toEqual({ code: -1, lines: ['a starts', 'b starts', 'started', 'b stops'], stderr: '' });
  });

  it('is none of the business of an embedded host', async () => {
    expect((await run('embedded', 'SIGTERM')).lines).toEqual(['a starts', 'b starts', 'started']);
  });
});

describe('the clock of a host', () => {
  it('is the one it was given', async () => {
    const clock = new VirtualClock(5000);
    const host = createHost({
      clock,
      log: { level: 'silent' },
      extensions: [plugin('a', { start: () => void clock.setTimeout(() => {}, 1) })],
    });
    const report = await host.start();
    expect(report.ms).toBe(0);
    await host.stop();
    expect(clock.pending).toBe(1);
  });
});
