/** Open this to see the commands of the daemon: added by plugins, called in the process, as lines and over the control socket, and failing with codes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createHost, execInHost, type HostOptions, type MortiseHost } from 'mortise';
import { Config, Field, Plugin } from 'mortise/decorators';
import {
  CommunicationHandler,
  createClient,
  createOckle,
  DaemonCommand,
  form,
  ModuleTemplate,
  OckleError,
  type CommandCall,
  type MainDaemon,
} from 'mortise/ockle';
import { createTestHost, settle, VirtualClock } from 'mortise/testing';
import { Power } from './power.standard.js';

let host: MortiseHost | undefined;
let home: string | undefined;

afterEach(async () => {
  await host?.stop();
  host = undefined;
  if (home !== undefined) rmSync(home, { recursive: true });
  home = undefined;
});

interface Servers {
  setServer(dict: { server: string; on: boolean }): { server: string; state: string };
  getServers(dict?: object): { servers: string[] };
}

@Plugin({ id: 'servers', version: '1.0.0' })
class ServersPlugin {
  readonly states = new Map([['db', false]]);
  @DaemonCommand('setServer', {
    doc: 'Turns a server on or off',
    form: form({ server: { type: 'string' }, on: { type: 'boolean', default: true } }),
  })
  setServer({ server, on }: { server: string; on: boolean }) {
    this.states.set(server, on);
    return { server, state: on ? 'OK' : 'OFF' };
  }
  @DaemonCommand('getServers', { doc: 'All servers' }) async getServers() {
    return { servers: [...this.states.keys()] };
  }
  @DaemonCommand('quiet') quiet() {}
  @DaemonCommand('breaks') breaks() {
    throw new Error('no outlet');
  }
  @DaemonCommand('answersWrongly') answersWrongly() {
    return 5;
  }
  @DaemonCommand('circular') circular() {
    const all: Record<string, unknown> = {};
    all['self'] = all;
    return all;
  }
  @DaemonCommand('hangs', { timeout: 1_000 }) hangs(_: object, { signal }: CommandCall) {
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve({ late: true })));
  }
}

async function started(options: HostOptions = {}) {
  const ockle = createOckle();
  host = createHost({ extensions: [ockle, ServersPlugin], environment: false, log: { level: 'silent' }, ...options });
  const report = await host.start();
  return { ockle, host, report };
}

describe('a daemon command', () => {
  it('takes a dictionary and gives one, and listCommands tells it with its doc', async () => {
    const { ockle } = await started();
    expect(await ockle.commands.call('setServer', { server: 'db' })).toEqual({ server: 'db', state: 'OK' });
    expect(await ockle.commands.call('quiet')).toEqual({});
    expect(await ockle.commands.call('listCommands')).toMatchObject({
      listCommands: 'The commands there are, and what they are for',
      getServers: 'All servers',
      quiet: '',
    });
    expect(ockle.commands.list().find(({ name }) => name === 'setServer')).toMatchObject({
      plugin: 'servers',
      takes: { required: ['server'] },
    });
  });

  it('is decorated by the standard as well, and so is its configuration', async () => {
    const { ockle, host: running } = await started({ extensions: [createOckle(), Power] });
    expect(running.info('power').manifest.config).toMatchObject({
      SOCKET: { type: 'integer', min: 1, max: 8 },
      SERVERS: { unique: true, default: [] },
    });
    await running.configure('power', { ON: true, SOCKET: 3 });
    expect(await running.commands.run('daemon getPower')).toEqual({ on: true, socket: 3 });
    expect(ockle.commands.list()).toHaveLength(1);
  });

  it.each([
    ['setSever', {}, 'ockle.unknown-command', "Did you mean 'setServer'"],
    ['constructor', {}, 'ockle.unknown-command', 'There'],
    ['setServer', { server: 5, on: 'yes', x: 1 }, 'ockle.bad-arguments', "Correct the arguments of 'setServer'"],
    ['breaks', {}, 'ockle.command-failed', 'Mend'],
    ['answersWrongly', {}, 'ockle.bad-answer', 'Return an object'],
    ['circular', {}, 'ockle.bad-answer', 'Give texts'],
  ])('%s with %j is answered with %s', async (name, dict, code, hint) => {
    const { ockle } = await started();
    const error = await ockle.commands.call(name, dict).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OckleError);
    expect(error).toMatchObject({ code, problem: { hint: expect.stringContaining(hint) } });
  });

  it('with all arguments wrong is told of all of them, and nothing was called', async () => {
    const { ockle } = await started();
    const error = await ockle.commands.call('setServer', { server: 5, on: 'yes', x: 1 }).catch((thrown: unknown) => thrown);
    expect((error as OckleError).problem.details!['problems']).toHaveLength(3);
    expect(await ockle.commands.call('getServers')).toEqual({ servers: ['db'] });
  });

  it('that hangs is given up when its time is over, and told so by its signal', async () => {
    const ockle = createOckle();
    const clock = new VirtualClock();
    const test = createTestHost({ plugins: [ockle, ServersPlugin], clock });
    await test.start();
    const called = ockle.commands.call('hangs').catch((thrown: unknown) => thrown);
    await settle();
    await clock.advance(1_000);
    expect(await called).toMatchObject({ code: 'ockle.timeout', problem: { plugin: 'servers' } });
    await test.stop();
    test.expectClean();
  });

  it('of a plugin that stops is given up, and is not there any more', async () => {
    const { ockle, host: running } = await started();
    const called = ockle.commands.call('hangs').catch((thrown: unknown) => thrown);
    await settle();
    await running.unload('servers');
    expect(await called).toMatchObject({ code: 'ockle.command-failed', message: expect.stringContaining('its plugin stops') });
    await expect(ockle.commands.call('getServers')).rejects.toMatchObject({ code: 'ockle.unknown-command' });
  });

  it('is of the new generation after a reload', async () => {
    const { ockle, host: running } = await started();
    await ockle.commands.call('setServer', { server: 'web' });
    const report = await running.reload('servers');
    expect(report.receipt!.outcome).toBe('done');
    expect(await ockle.commands.call('getServers')).toEqual({ servers: ['db'] });
  });

  it('never takes the place of another one in silence', async () => {
    @Plugin({ id: 'other', version: '1.0.0' })
    class Other {
      @DaemonCommand('getServers') getServers() {
        return {};
      }
    }
    const ockle = createOckle();
    host = createHost({ extensions: [ockle, ServersPlugin, Other], environment: false, log: { level: 'silent' } });
    const { problems } = await host.start();
    expect(problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
      expect.stringMatching(/There is a command 'getServers' already, of 'servers'/),
    ]);
    expect(await ockle.commands.call('getServers')).toEqual({ servers: ['db'] });
  });

  it.each([
    ['no name', () => ({}), {}],
    ['x', 'no function', {}],
    ['x', () => ({}), { timeout: 0 }],
  ])('%j that can not be is refused', (name, work, options) => {
    expect(() => new CommunicationHandler().addCommandToList(name, work as never, options)).toThrow(
      expect.objectContaining({ code: 'ockle.bad-command' }),
    );
  });

  it('on a static method is told when it is described', async () => {
    @Plugin({ id: 'static', version: '1.0.0' })
    class Static {
      @DaemonCommand('no') static no() {}
    }
    const { report } = await started({ extensions: [createOckle(), Static] });
    expect(report.problems.map(({ code }) => code)).toContain('manifest.bad-fact');
  });

  it('needs no clock where it belongs to nobody', async () => {
    const handler = new CommunicationHandler();
    const remove = handler.addCommandToList('one', () => ({ n: 1 }));
    expect(await handler.call('one')).toEqual({ n: 1 });
    remove();
    await expect(handler.call('one')).rejects.toMatchObject({ code: 'ockle.unknown-command' });
    await expect(handler.call('listCommands', 5 as never)).rejects.toMatchObject({ code: 'ockle.bad-arguments' });
  });
});

describe('as a line', () => {
  it.each<[string, unknown]>([
    ['daemon getServers', { servers: ['db'] }],
    ['daemon setServer {"server": "a b", "on": false}', { server: 'a b', state: 'OFF' }],
    ['daemon setServer server=db on=false', { server: 'db', state: 'OFF' }],
    ['daemon setServer server="a b"', { server: 'a b', state: 'OK' }],
  ])('%s is called', async (line, answer) => {
    const { host: running } = await started();
    expect(await running.commands.run(line)).toEqual(answer);
  });

  it.each([
    ['daemon none', 'ockle.unknown-command'],
    ['daemon setServer {"server": ', 'ockle.bad-arguments'],
    ['daemon setServer db', 'ockle.bad-arguments'],
  ])('%s is answered with %s', async (line, code) => {
    const { host: running } = await started();
    await expect(running.commands.run(line)).rejects.toMatchObject({ code: 'command.failed', problem: { cause: { code } } });
  });

  it('is only for those who may, and is completed', async () => {
    const { host: running } = await started();
    await expect(running.commands.run('daemon getServers', { kind: 'user', name: 'guest' })).rejects.toMatchObject({
      code: 'permission.denied',
    });
    const { suggestions } = await running.commands.complete('daemon get');
    expect(suggestions.map(({ text }) => text)).toEqual(['getServers']);
    expect(await running.commands.run('listCommands')).toContainEqual({ name: 'getServers', doc: 'All servers', plugin: 'servers' });
  });
});

describe('from another process', () => {
  it('is called over the control socket, with types, and fails with the code of the daemon', async () => {
    home = mkdtempSync(join(tmpdir(), 'ockle-'));
    await started({ home, control: true });
    const client = createClient<Servers & Record<string, (dict?: object) => object>>({ config: home });
    const { state } = await client.call('setServer', { server: 'web', on: true });
    expect(state).toBe('OK');
    expect(await client.commands.getServers!()).toEqual({ servers: ['db', 'web'] });
    expect(await client.listCommands()).toMatchObject({ getServers: 'All servers' });
    await expect(client.call('breaks')).rejects.toMatchObject({
      code: 'ockle.command-failed',
      message: expect.stringContaining('no outlet'),
    });
    await expect(client.call('none')).rejects.toMatchObject({ code: 'ockle.unknown-command' });
    // More than fits on a line of a console.
    const long = 'x'.repeat(20_000);
    expect((await client.call('setServer', { server: long, on: true })).server).toBe(long);
    expect(await execInHost({ config: home }, 'daemon getServers')).toMatchObject({ servers: ['db', 'web', long] });
  });

  it('that is away is told, and never answered with nothing', async () => {
    home = mkdtempSync(join(tmpdir(), 'ockle-'));
    await expect(createClient({ config: home }).call('listCommands')).rejects.toMatchObject({ code: 'control.no-host' });
  });

  it('finds no door where the host opens none', async () => {
    home = mkdtempSync(join(tmpdir(), 'ockle-'));
    await started({ home });
    await expect(createClient({ config: home }).call('listCommands')).rejects.toMatchObject({ code: 'control.no-host' });
  });
});

describe('the commands of forms', () => {
  @Config()
  class MailConfig {
    @Field.integer({ default: 25, min: 1 }) port!: number;
    @Field.boolean({ default: true }) tls!: boolean;
    @Field.string({ default: 'secret-secret', secret: true }) password!: string;
  }
  @Plugin({ id: 'mail', version: '1.0.0', config: MailConfig, inject: [MailConfig] })
  class Mail {
    constructor(public config: MailConfig) {}
    onConfig(next: MailConfig) {
      this.config = next;
    }
  }

  it('show the form of a plugin without its secrets, check what is saved, and let the plugin take it', async () => {
    home = mkdtempSync(join(tmpdir(), 'ockle-'));
    const ockle = createOckle();
    host = createHost({ home, config: 'mortise.yaml', extensions: [ockle, Mail], environment: false, log: { level: 'silent' } });
    const undo = ockle.serveForms(host);
    const { writeFileSync, readFileSync } = await import('node:fs');
    writeFileSync(join(home, 'mortise.yaml'), '# ours\n');
    await host.start();
    const shown = await ockle.commands.call('getForm', { plugin: 'mail' });
    expect(shown).toMatchObject({
      values: { port: 25, tls: true, password: '***' },
      schema: { properties: { port: { minimum: 1 } } },
      sources: { port: { layer: 'default' } },
    });
    expect(JSON.stringify(shown['values'])).not.toContain('secret-secret');
    expect(await ockle.commands.call('saveForm', { plugin: 'mail', values: { port: 0, tls: 'false' } })).toMatchObject({
      saved: false,
      outcome: 'refused',
    });
    expect(await ockle.commands.call('saveForm', { plugin: 'mail', values: { port: 587, tls: false, password: '***' } })).toMatchObject({
      saved: true,
      outcome: 'done',
      did: ['configured'],
    });
    expect(readFileSync(join(home, 'mortise.yaml'), 'utf8')).toBe(
      '# ours\n\nplugins:\n  mail:\n    config:\n      port: 587\n      tls: false\n',
    );
    expect(await ockle.commands.call('getAvailablePluginsList')).toMatchObject({ mail: { state: 'running' } });
    await expect(ockle.commands.call('getForm', { plugin: 'mial' })).rejects.toMatchObject({ code: 'plan.unknown-plugin' });
    undo();
    await expect(ockle.commands.call('getForm', { plugin: 'mail' })).rejects.toMatchObject({ code: 'ockle.unknown-command' });
  });

  describe('of secrets that stand deeper', () => {
    const template = form(
      {
        port: { type: 'integer', default: 25 },
        smtp: { type: 'object', fields: { host: { type: 'string' }, password: { type: 'string', secret: true } } },
        accounts: { type: 'map', of: { type: 'object', fields: { user: { type: 'string' }, key: { type: 'string', secret: true } } } },
        tokens: { type: 'list', of: { type: 'string', secret: true } },
      },
      { name: 'plugins.Post' },
    );
    const FILE = `plugins:
  post:
    config:
      smtp:
        host: a
        password: real-secret
      accounts:
        one:
          user: ann
          key: key-of-one
      tokens:
        - first-token
        - second-token
`;

    async function shown() {
      home = mkdtempSync(join(tmpdir(), 'ockle-'));
      const file = join(home, 'mortise.yaml');
      const { writeFileSync, readFileSync } = await import('node:fs');
      writeFileSync(file, FILE);
      let context: MainDaemon['context'] | undefined;
      class Post extends ModuleTemplate {
        static override readonly template = template;
        constructor(mainDaemon: MainDaemon) {
          super(mainDaemon);
          context = mainDaemon.context;
        }
      }
      const ockle = createOckle();
      await started({ home, config: 'mortise.yaml', extensions: [ockle, Post], dialects: [ockle.dialect] });
      ockle.serveForms(host!);
      const { values } = (await ockle.commands.call('getForm', { plugin: 'post' })) as {
        values: { smtp: object; accounts: object; tokens: readonly string[] };
      };
      const save = (changed: object, more: object = {}) =>
        ockle.commands.call('saveForm', { plugin: 'post', values: { ...values, ...changed }, ...more });
      return { values, save, held: () => ({ ...context!.config }) as unknown, text: () => readFileSync(file, 'utf8') };
    }
    const HELD = {
      smtp: { host: 'a', password: 'real-secret' },
      accounts: { one: { user: 'ann', key: 'key-of-one' } },
      tokens: ['first-token', 'second-token'],
    };

    it('keeps those of fields that were not changed, in the plugin and in the file', async () => {
      const { values, save, held, text } = await shown();
      expect(values).toEqual({
        port: 25,
        smtp: { host: 'a', password: '***' },
        accounts: { one: { user: 'ann', key: '***' } },
        tokens: ['***', '***'],
      });
      expect(await save({ port: 26 })).toMatchObject({ saved: true, outcome: 'done' });
      expect(held()).toEqual({ ...HELD, port: 26 });
      expect(text()).toBe(`${FILE}      port: 26\n`);
    });

    it.each([false, true])('keeps those beside which something was changed, where it is saved: %p', async (isSaved) => {
      const { values, save, held, text } = await shown();
      const accounts = { one: { user: 'eve', key: '***' }, two: { user: 'bob', key: 'key-of-two' } };
      expect(await save({ smtp: { ...values.smtp, host: 'b' }, accounts }, { save: isSaved })).toMatchObject({ outcome: 'done' });
      expect(['real-secret', 'key-of-one', 'key-of-two'].map((secret) => text().includes(secret))).toEqual([true, true, isSaved]);
      expect(held()).toEqual({
        ...HELD,
        port: 25,
        smtp: { host: 'b', password: 'real-secret' },
        accounts: { one: { user: 'eve', key: 'key-of-one' }, two: { user: 'bob', key: 'key-of-two' } },
      });
    });

    it.each<[string, object, object, string]>([
      ['of a list that was changed', { tokens: ['***', 'third-token'] }, { save: false }, 'tokens.0'],
      ['at a key that holds none', { accounts: { two: { user: 'bob', key: '***' } } }, { save: false }, 'accounts.two.key'],
    ])('refuses a hidden one %s, and changes nothing', async (_, changed, more, field) => {
      const { save, held, text } = await shown();
      expect(await save(changed, more)).toMatchObject({
        saved: false,
        outcome: 'refused',
        did: [],
        problems: [{ code: 'ockle.hidden-secret', plugin: 'post', field, hint: expect.stringContaining('Give the secret itself') }],
      });
      expect(held()).toEqual({ ...HELD, port: 25 });
      expect(text()).toBe(FILE);
    });

    it('takes new ones, and texts that only look like a hidden one', async () => {
      const { save, held, text } = await shown();
      expect(await save({ smtp: { host: '***', password: 'new-secret' }, tokens: ['third-token'] })).toMatchObject({ saved: true });
      expect(held()).toEqual({ ...HELD, port: 25, smtp: { host: '***', password: 'new-secret' }, tokens: ['third-token'] });
      expect(text()).toContain('password: new-secret');
    });

    it('refuses a hidden one beside others that were set while the host runs, which it would take back', async () => {
      const { save, held } = await shown();
      await save({ smtp: { host: 'b', password: 'new-secret' } }, { save: false });
      expect(await save({ smtp: { host: 'c', password: '***' } }, { save: false })).toMatchObject({ outcome: 'refused' });
      expect(held()).toMatchObject({ smtp: { host: 'b', password: 'new-secret' } });
    });
  });
});
