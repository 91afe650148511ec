/** Open this to hear Ockle's document of its plugins told from its first line to its last, in its own vocabulary. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHost, type LogRecord, type MortiseHost } from 'mortise';
import { Config, Plugin, PluginContext } from 'mortise/decorators';
import { createClient, createOckle, DaemonCommand, Field, form, ModuleTemplate, type MainDaemon, type Ockle } from 'mortise/ockle';
import { settle, VirtualClock } from 'mortise/testing';

let home: string;
let host: MortiseHost;
let ockle: Ockle;

/** "Example plugin that just sends to debug a message every X seconds, as defined in its config var". */
class TimerPluginExample extends ModuleTemplate {
  readonly waitTime: number;

  constructor(mainDaemon: MainDaemon) {
    super(mainDaemon);
    this.waitTime = this.getConfigInt('WAIT_TIME');
  }

  override async run() {
    while (this.mainDaemon.running) {
      this.debug('I am a test plugin');
      await this.mainDaemon.sleep(this.waitTime);
    }
  }
}

/** "You can also use the __init__ function to register new commands to send to Ockle". */
class CoreCommunicationCommands extends ModuleTemplate {
  constructor(mainDaemon: MainDaemon) {
    super(mainDaemon);
    const { communicationHandler } = mainDaemon;
    communicationHandler.addCommandToList('ServerView', () => ({ servers: this.tree().getServers() }), {
      doc: 'The servers, and their states',
    });
    communicationHandler.addCommandToList('setServer', (dict: { server: string; on: boolean }) => this.tree().setServer(dict), {
      doc: 'Changes the state of a server',
      form: form({ server: { type: 'string' }, on: { type: 'boolean' } }),
    });
  }

  tree(): ServerTree {
    return this.mainDaemon.context.host.lookup('ockle/servers') as ServerTree;
  }
}

@Config()
class TreeConfig {
  @Field.multilist({ ordered: true, choices: ['db', 'web', 'mail'], default: ['db', 'web'], link: 'server/~~name~~/edit' })
  SERVERS!: string[];
  @Field.bool({ default: true, doc: 'Whether servers are started by themselves' }) AUTO!: boolean;
}

/** "The server tree data-structure (to change the state of the servers)". */
@Plugin({ id: 'server-tree', version: '1.0.0', config: TreeConfig, inject: [TreeConfig, PluginContext] })
class ServerTree {
  readonly states: Map<string, string>;
  constructor(
    public config: TreeConfig,
    context: PluginContext,
  ) {
    this.states = new Map(config.SERVERS.map((server) => [server, 'OFF']));
    context.provide('ockle/servers', this);
  }
  getServers() {
    return Object.fromEntries(this.states);
  }
  setServer({ server, on }: { server: string; on: boolean }) {
    if (!this.states.has(server)) throw new Error(`there is no server ${server}`);
    this.states.set(server, on ? 'OK' : 'OFF');
    return { server, state: this.states.get(server) };
  }
  onConfig(next: TreeConfig) {
    for (const server of next.SERVERS) if (!this.states.has(server)) this.states.set(server, 'OFF');
    this.config = next;
  }
  @DaemonCommand('getAutoControlStatus', { doc: 'Whether servers are started by themselves' }) status() {
    return { status: this.config.AUTO };
  }
}

const clock = new VirtualClock();
const log: LogRecord[] = [];
const said = (plugin: string): string[] =>
  log.filter((record) => record.plugin === plugin && record.level === 'debug').map(({ message }) => message);

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'ockle-'));
  // "If you want the configuration variable to be changeable at the webserver GUI, you must provide a template ini file in src/config/plugins."
  mkdirSync(join(home, 'src/config/plugins'), { recursive: true });
  writeFileSync(join(home, 'src/config/plugins/TimerPluginExample.ini'), '[plugins.TimerPluginExample]\nWAIT_TIME=["int",1]\n');
  writeFileSync(join(home, 'mortise.yaml'), '# etc/config of this house\nname: ockle\n');
  ockle = createOckle({ templates: join(home, 'src/config/plugins') });
  host = createHost({
    home,
    config: 'mortise.yaml',
    extensions: [ockle, ServerTree, CoreCommunicationCommands, TimerPluginExample],
    dialects: [ockle.dialect],
    control: true,
    clock,
    environment: false,
    log: { level: 'debug', sink: (record) => log.push(record) },
  });
  ockle.serveForms(host);
  await host.start();
});
afterAll(async () => {
  await host.stop();
  rmSync(home, { recursive: true });
});

describe('plugins', () => {
  it('are everything that could be one, and need no change of the core', () => {
    expect(host.list().map(({ key, state }) => `${key} ${state}`)).toEqual([
      'ockle running',
      'server-tree running',
      'core-communication-commands running',
      'timer-plugin-example running',
    ]);
  });

  it('each run by themselves, for as long as the daemon does, and send to debug', async () => {
    await settle();
    await clock.advance(1_000);
    await settle();
    await clock.advance(1_000);
    await settle();
    expect(said('timer-plugin-example').filter((message) => message === 'I am a test plugin')).toHaveLength(3);
    expect(said('timer-plugin-example')).toContain('Loaded: TimerPluginExample');
  });

  it('reach the other parts of the daemon: the tree of servers, and the communication handler', async () => {
    expect(await ockle.commands.call('setServer', { server: 'db', on: true })).toEqual({ server: 'db', state: 'OK' });
    expect(await ockle.commands.call('ServerView')).toEqual({ servers: { db: 'OK', web: 'OFF' } });
  });
});

describe('commands', () => {
  it('are listed with what they are for, to any client of this machine and to nobody on the network', async () => {
    const client = createClient({ config: join(home, 'mortise.yaml') });
    expect(await client.listCommands()).toMatchObject({
      listCommands: 'The commands there are, and what they are for',
      ServerView: 'The servers, and their states',
      getAutoControlStatus: 'Whether servers are started by themselves',
    });
    expect(await client.call('ServerView')).toEqual({ servers: { db: 'OK', web: 'OFF' } });
  });

  it('that are unknown or fail answer with a code, and say what to do', async () => {
    const client = createClient({ config: join(home, 'mortise.yaml') });
    await expect(client.call('setSever', {})).rejects.toMatchObject({
      code: 'ockle.unknown-command',
      problem: { hint: "Did you mean 'setServer'?" },
    });
    await expect(client.call('setServer', { server: 'none', on: true })).rejects.toMatchObject({ code: 'ockle.command-failed' });
    await expect(client.call('setServer', {})).rejects.toMatchObject({ code: 'ockle.bad-arguments' });
  });
});

describe('plugin ini template files', () => {
  it('are the form of a plugin, without a line of code more', async () => {
    const { schema, values } = await ockle.commands.call('getForm', { plugin: 'timer-plugin-example' });
    expect(schema).toMatchObject({ properties: { WAIT_TIME: { type: 'integer', default: 1 } } });
    expect(values).toEqual({ WAIT_TIME: 1 });
  });

  it('have the plugin take what is saved, and nothing else is restarted', async () => {
    const answer = await ockle.commands.call('saveForm', { plugin: 'timer-plugin-example', values: { WAIT_TIME: 5 } });
    expect(answer).toMatchObject({ saved: true, did: ['replaced'] });
    expect(readFileSync(join(home, 'mortise.yaml'), 'utf8')).toBe(
      '# etc/config of this house\nname: ockle\nplugins:\n  timer-plugin-example:\n    config:\n      WAIT_TIME: 5\n',
    );
    await settle();
    const before = said('timer-plugin-example').length;
    await clock.advance(4_999);
    await settle();
    expect(said('timer-plugin-example')).toHaveLength(before);
    await clock.advance(1);
    await settle();
    expect(said('timer-plugin-example')).toHaveLength(before + 1);
  });

  it('refuse what is no integer, and never put the default in its place', async () => {
    const answer = await ockle.commands.call('saveForm', { plugin: 'timer-plugin-example', values: { WAIT_TIME: 'soon' } });
    expect(answer).toMatchObject({ saved: false, outcome: 'refused' });
    expect(host.info('timer-plugin-example').config[0]!.value).toBe(5);
  });

  it('keep a false false, and an ordered list in order', async () => {
    const values = { AUTO: false, SERVERS: ['mail', 'db', 'web'] };
    expect(await ockle.commands.call('saveForm', { plugin: 'server-tree', values })).toMatchObject({ saved: true, did: ['configured'] });
    expect(await ockle.commands.call('getForm', { plugin: 'server-tree' })).toMatchObject({ values });
    expect(await ockle.commands.call('getAutoControlStatus')).toEqual({ status: false });
    expect(await ockle.commands.call('ServerView')).toEqual({ servers: { db: 'OK', web: 'OFF', mail: 'OFF' } });
    expect(String(host.why('server-tree.AUTO'))).toContain('false');
  });
});

describe('the end of the daemon', () => {
  it('ends what runs, and leaves nothing', async () => {
    await host.stop();
    expect(host.problems.filter(({ severity }) => severity === 'error').map(({ code }) => code)).toEqual([
      'config.wrong-type',
      'change.refused',
    ]);
    expect(clock.pending).toBe(0);
    await expect(createClient({ config: join(home, 'mortise.yaml') }).call('listCommands')).rejects.toMatchObject({
      code: 'control.no-host',
    });
  });
});
