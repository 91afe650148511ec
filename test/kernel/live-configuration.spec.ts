/** Open this to see how values of a configuration change while a plugin runs: taken by onConfig, by another generation, or not at all. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost, definePlugin, type HostOptions, type MortiseHost } from 'mortise';
import { Config, Field, Plugin, PluginContext } from 'mortise/decorators';
import { settle, VirtualClock } from 'mortise/testing';

let home: string;
let host: MortiseHost;
const told: string[] = [];

beforeAll(() => void (home = mkdtempSync(join(tmpdir(), 'mortise-'))));
afterEach(async () => {
  told.length = 0;
  await host.stop();
});
afterAll(() => rmSync(home, { recursive: true }));

@Config()
class Settings {
  @Field.integer({ default: 60, min: 1 }) ttl!: number;
  @Field.string({ default: 'eu' }) region!: string;
}

let fails: number[] = [];

@Plugin({ id: 'presence', version: '1.0.0', config: Settings, inject: [Settings, PluginContext] })
class Presence {
  constructor(
    public settings: Settings,
    readonly context: PluginContext,
  ) {
    told.push(`made with ${settings.ttl}`);
  }
  async onConfig(next: Settings, previous: Settings) {
    await Promise.resolve();
    told.push(`${previous.ttl} to ${next.ttl}`);
    if (fails.includes(next.ttl)) throw new Error(`no ${next.ttl}`);
    this.settings = next;
  }
  stop() {
    told.push('stopped');
  }
}

/** Has no `onConfig`, so a new generation takes over. */
@Plugin({ id: 'cache', version: '1.0.0', config: Settings, inject: [Settings] })
class Cache {
  constructor(readonly settings: Settings) {
    told.push(`cache ${settings.ttl}`);
  }
  start() {
    if (fails.includes(this.settings.ttl)) throw new Error(`cache has no ${this.settings.ttl}`);
  }
}

async function started(yaml: string, options: HostOptions = {}) {
  fails = [];
  writeFileSync(join(home, 'mortise.yaml'), yaml);
  host = createHost({
    home,
    config: 'mortise.yaml',
    extensions: [Presence, Cache],
    environment: false,
    log: { level: 'silent' },
    ...options,
  });
  await host.start();
  told.length = 0;
}
const edit = (yaml: string): void => writeFileSync(join(home, 'mortise.yaml'), yaml);
const text = (): string => readFileSync(join(home, 'mortise.yaml'), 'utf8');
const ttl = (key = 'presence'): unknown => host.info(key).config.find(({ field }) => field === 'ttl')?.value;
const generation = (key = 'presence'): unknown =>
  host
    .history()
    .at(-1)
    ?.receipt.plugins.find(({ plugin }) => plugin === key);

describe('a plugin with onConfig', () => {
  it('takes other values as a step of a plan, and no new generation comes', async () => {
    await started('');
    const plan = await host.plan({ configure: { presence: { ttl: 30 } } });
    expect(plan.steps).toEqual([
      expect.objectContaining({ action: 'configure', plugin: 'presence', because: [expect.objectContaining({ code: 'configured' })] }),
    ]);
    expect(String(plan)).toContain('configure');
    const report = await host.apply(plan);
    expect(told).toEqual(['60 to 30']);
    expect(report.receipt).toMatchObject({ outcome: 'done', plugins: [{ plugin: 'presence', did: 'configured', generation: 1 }] });
    expect(ttl()).toBe(30);
    await host.undo();
    expect(told).toEqual(['60 to 30', '30 to 60']);
  });

  it('that throws keeps the values before, and the change fails with a code', async () => {
    await started('');
    fails = [30];
    const report = await host.configure('presence', { ttl: 30 });
    expect(report.ok).toBe(false);
    expect(report.problems.map(({ code }) => code)).toEqual(['lifecycle.failed', 'change.rolled-back']);
    expect(report.receipt).toMatchObject({
      outcome: 'rolled back',
      failed: { step: 'configure', plugin: 'presence', why: expect.stringContaining('no 30') },
    });
    expect([ttl(), host.list()[0]!.state, told]).toEqual([60, 'running', ['60 to 30']]);
    await host.configure('presence', { ttl: 20 });
    expect(ttl()).toBe(20);
  });

  it('is never asked to take wrong values: the change is refused and what counts stays', async () => {
    await started('');
    const report = await host.configure('presence', { ttl: 0 });
    expect(report.problems.map(({ code }) => code)).toEqual(['config.wrong-type', 'change.refused']);
    expect([report.receipt!.outcome, told, ttl(), host.list()[0]!.state]).toEqual(['refused', [], 60, 'running']);
  });

  it('has the values as they were given, whatever becomes of the object that gave them', async () => {
    await started('');
    const values = { ttl: 30 };
    await host.configure('presence', values);
    values.ttl = 77;
    await host.configure('cache', { ttl: 5 });
    await host.reload('presence');
    expect(ttl()).toBe(30);
  });

  it('has the values before again when another plugin of the same change fails', async () => {
    await started('');
    fails = [7];
    const report = await host.change({ configure: { presence: { ttl: 30 }, cache: { ttl: 7 } } });
    expect(report.receipt!.outcome).toBe('rolled back');
    expect([ttl(), ttl('cache')]).toEqual([60, 60]);
    // Its turn comes when all that takes over is ready, so nobody had asked it yet.
    expect(told).toEqual(['cache 7']);
  });

  it('sees the values in its context from then on', async () => {
    let context: PluginContext | undefined;
    const seen = definePlugin({
      id: 'seen',
      version: '1.0.0',
      config: Settings,
      inject: [PluginContext],
      setup: (given: PluginContext) => {
        context = given;
        return { onConfig() {} };
      },
    });
    await started('', { extensions: [seen] });
    await host.configure('seen', { ttl: 5 });
    expect((context!.config as Settings).ttl).toBe(5);
    expect(context!.config).toBeInstanceOf(Settings);
  });

  it('gives way to another generation where one of its components is given the configuration and could not hear of it', async () => {
    class Deaf {
      constructor(readonly settings: Settings) {}
    }
    const mixed = definePlugin({
      id: 'mixed',
      version: '1.0.0',
      config: Settings,
      components: [
        { name: 'hears', onConfig() {} },
        { name: 'deaf', inject: [Settings], setup: (settings: Settings) => new Deaf(settings) },
      ],
    });
    await started('', { extensions: [mixed] });
    const { receipt } = await host.configure('mixed', { ttl: 5 });
    expect(receipt!.plugins[0]).toMatchObject({ did: 'replaced' });
  });

  it('that never ends is given up when its time is over, and keeps the values before', async () => {
    const clock = new VirtualClock();
    const stuck = definePlugin({ id: 'stuck', version: '1.0.0', config: Settings, onConfig: () => new Promise(() => undefined) });
    await started('', { extensions: [stuck], clock });
    const changing = host.configure('stuck', { ttl: 5 });
    await settle();
    await clock.advance(10_000);
    const report = await changing;
    expect(report.problems.map(({ code }) => code)).toEqual(['lifecycle.slow', 'lifecycle.timeout', 'change.rolled-back']);
    expect(ttl('stuck')).toBe(60);
  });

  it('that ends when its time is over is told that the values before count', async () => {
    const clock = new VirtualClock();
    const heard: unknown[] = [];
    const late = definePlugin({
      id: 'late',
      version: '1.0.0',
      config: Settings,
      onConfig: async (next: Settings) => {
        if (next.ttl === 5) await new Promise((done) => clock.setTimeout(() => done(undefined), 12_000));
        heard.push(next.ttl);
      },
    });
    await started('', { extensions: [late], clock });
    const changing = host.configure('late', { ttl: 5 });
    await settle();
    await clock.advance(10_000);
    expect((await changing).receipt!.outcome).toBe('rolled back');
    await clock.advance(2_000);
    expect([heard, ttl('late')]).toEqual([[5, 60], 60]);
  });

  it('that waits for a change of its own is refused, and nothing hangs', async () => {
    const circular = definePlugin({
      id: 'circular',
      version: '1.0.0',
      config: Settings,
      async onConfig(next: Settings) {
        if (next.ttl === 5) await host.configure('circular', { ttl: 6 });
      },
    });
    await started('', { extensions: [circular] });
    const report = await host.configure('circular', { ttl: 5 });
    expect(report.receipt!.outcome).toBe('rolled back');
    expect(report.problems[0]!.cause!.code).toBe('host.waits-for-itself');
    // What it asked for takes its turn all the same.
    await (host as unknown as { idle(): Promise<void> }).idle();
    expect(ttl('circular')).toBe(6);
  });

  it('may stop with the host in the middle of it', async () => {
    let begun = (): void => undefined;
    const waiting = new Promise<void>((resolve) => (begun = resolve));
    const stuck = definePlugin({
      id: 'stuck',
      version: '1.0.0',
      config: Settings,
      onConfig() {
        begun();
        return new Promise(() => undefined);
      },
    });
    await started('', { extensions: [stuck] });
    const changing = host.configure('stuck', { ttl: 5 });
    await waiting;
    await host.stop();
    expect((await changing).receipt!.outcome).toBe('rolled back');
  });

  it('has all components told, and those that were have the values before when a later one throws', async () => {
    const hears = (name: string, isBad = false) => ({
      name,
      onConfig(next: Settings) {
        told.push(`${name} ${next.ttl}`);
        if (isBad) throw new Error('no');
      },
    });
    const many = definePlugin({ id: 'many', version: '1.0.0', config: Settings, components: [hears('a'), hears('b', true), hears('c')] });
    await started('', { extensions: [many] });
    await host.configure('many', { ttl: 5 });
    expect(told).toEqual(['a 5', 'b 5', 'a 60']);
  });
});

describe('a plugin without onConfig', () => {
  it('is the only one that another generation takes the place of', async () => {
    await started('');
    const { receipt } = await host.configure('cache', { ttl: 30 });
    expect(receipt!.plugins.map(({ plugin, did }) => `${plugin} ${did}`)).toEqual(['cache replaced']);
  });
});

describe('the configuration file, edited while the host runs', () => {
  it('counts as one change: some take it, of others a new generation takes over, and nobody else notices', async () => {
    await started('plugins:\n  presence: { config: { ttl: 10 } }\n');
    edit('plugins:\n  presence: { config: { ttl: 11 } }\n  cache: { config: { ttl: 12 } }\n');
    const report = await host.reconfigure();
    expect(report.receipt!.plugins.map(({ plugin, did }) => `${plugin} ${did}`).sort()).toEqual(['cache replaced', 'presence configured']);
    expect([ttl(), ttl('cache')]).toEqual([11, 12]);
    expect(String(host.why('presence.ttl'))).toMatch(/mortise\.yaml:2:\d+/);
  });

  it('to what it was is nothing to do', async () => {
    await started('plugins: { presence: { config: { ttl: 10 } } }\n');
    edit('# the same\nplugins: { presence: { config: { ttl: 10 } } }\n');
    expect((await host.reconfigure()).receipt!.plugins).toEqual([]);
    expect(String(host.why('presence.ttl'))).toMatch(/mortise\.yaml:2:\d+/);
  });

  it.each([
    ['is no YAML', 'plugins: [', 'config.not-yaml'],
    ['has a wrong value', 'plugins:\n  presence: { config: { ttl: many } }\n', 'config.wrong-type'],
    ['is of another shape', 'plugins: 5\n', 'config.wrong-type'],
  ])('to nonsense that %s changes nothing, and the problem is shown', async (_, nonsense, code) => {
    await started('plugins: { presence: { config: { ttl: 10 } }, cache: { config: { ttl: 10 } } }\n');
    edit(nonsense);
    const report = await host.reconfigure();
    expect(report.ok).toBe(false);
    expect(report.problems.map((found) => found.code)).toEqual(expect.arrayContaining([code, 'change.refused']));
    expect([ttl(), ttl('cache'), told, host.list().map(({ state }) => state)]).toEqual([10, 10, [], ['running', 'running']]);
    expect(host.problems.some((found) => found.code === code)).toBe(true);
    // The last good one counts for whatever is done meanwhile.
    await host.reload('cache');
    expect(ttl('cache')).toBe(10);
    edit('plugins: { presence: { config: { ttl: 14 } } }\n');
    await host.reconfigure();
    expect([ttl(), ttl('cache')]).toEqual([14, 60]);
  });

  it('to what is no YAML names the file, and blames no extension', async () => {
    await started('plugins: { presence: { config: { ttl: 10 } } }\n');
    edit('name: [\n');
    const { message } = (await host.reconfigure()).problems.find(({ code }) => code === 'change.refused')!;
    expect(message).toContain(
      `Nothing was changed, since '${join(home, 'mortise.yaml')}' can't take the place of what runs: The configuration`,
    );
  });

  it('is taken back like every change', async () => {
    await started('plugins: { presence: { config: { ttl: 10 } } }\n');
    edit('plugins: { presence: { config: { ttl: 11 } } }\n');
    await host.reconfigure();
    expect(ttl()).toBe(11);
    await host.undo();
    expect([ttl(), told]).toEqual([10, ['10 to 11', '11 to 10']]);
  });

  it('speaks of the plugins of an app as well', async () => {
    const yaml = (value: number): string => `apps: { front: { extensions: [], plugins: { cache: { config: { ttl: ${value} } } } } }\n`;
    await started(yaml(10), { extensions: [], apps: { front: { extensions: [Cache] } } });
    expect(ttl('front:cache')).toBe(10);
    edit(yaml(11));
    await host.reconfigure();
    expect(ttl('front:cache')).toBe(11);
  });

  it('speaks of an app that only the file has', async () => {
    writeFileSync(join(home, 'plain.mjs'), "export default { id: 'plain', version: '1.0.0' };\n");
    const yaml = (value: number): string =>
      `apps:\n  front:\n    extensions: [{ file: ./plain.mjs }]\n    plugins: { plain: { config: { ttl: ${value} } } }\n`;
    await started(yaml(10), { extensions: [] });
    edit(yaml(11));
    await host.reconfigure();
    expect(ttl('front:plain')).toBe(11);
  });

  it('mends a plugin that had failed by it', async () => {
    await started('plugins: { presence: { config: { ttl: 0 } } }\n');
    expect(host.list()[0]!.state).toBe('failed');
    edit('');
    await host.reconfigure();
    expect(host.list()[0]!.state).toBe('running');
  });

  it('is planned like every change', async () => {
    await started('');
    edit('plugins: { presence: { config: { ttl: 10 } } }\n');
    const plan = await host.plan({ reconfigure: true });
    expect(plan.steps.map(({ action, plugin }) => `${action} ${plugin}`)).toEqual(['configure presence']);
    expect(ttl()).toBe(60);
    await host.apply(plan);
    expect(ttl()).toBe(10);
  });
});

describe('saving', () => {
  const yaml = [
    '# our shop',
    'name: shop # in town',
    '',
    'plugins:',
    '  cache:   # not ours',
    '    config: {   ttl: 5 }',
    '  presence:',
    '    config:',
    "      region: 'us'   # until May",
    '      ttl: 10 # seconds',
    '',
  ].join('\n');

  it('writes a value in place: nothing else in the file changes', async () => {
    await started(yaml);
    const report = await host.configure('presence', { ttl: 30, region: "l'Ouest" }, { save: true });
    expect(report.problems).toEqual([]);
    expect(text()).toBe(yaml.replace('ttl: 10', 'ttl: 30').replace("'us'", "l'Ouest"));
    await host.configure('cache', { ttl: 6 }, { save: true });
    expect(text()).toContain('config: {   ttl: 6 }');
  });

  it('adds what is not there, and keeps comments and order', async () => {
    await started('# top\nname: shop # here\nplugins:\n  # about the cache\n  cache: { config: { ttl: 5 } }\n');
    await host.configure('presence', { region: 'us' }, { save: true });
    expect(text()).toBe(
      '# top\nname: shop # here\nplugins:\n  # about the cache\n  cache: { config: { ttl: 5 } }\n  presence:\n    config:\n      region: us\n',
    );
    await host.stop();
    host = createHost({ home, config: 'mortise.yaml', extensions: [Presence], environment: false, log: { level: 'silent' } });
    await host.start();
    expect(host.info('presence').config.find(({ field }) => field === 'region')?.value).toBe('us');
  });

  it('counts while the host runs as well, until it is taken back or the files are read anew', async () => {
    await started(yaml);
    const region = (): unknown => host.info('presence').config.find(({ field }) => field === 'region')?.value;
    await host.configure('presence', { region: 'eu' }, { save: true });
    await host.configure('presence', { ttl: 30 }, { save: true });
    expect([region(), ttl()]).toEqual(['eu', 30]);
    await host.configure('presence', undefined);
    expect([region(), ttl()]).toEqual(['eu', 30]);
    await host.configure('presence', { region: 'us' }, { save: true });
    await host.undo();
    expect([region(), ttl()]).toEqual(['eu', 30]);
    edit(yaml);
    await host.reconfigure();
    await host.configure('presence', undefined);
    expect([region(), ttl()]).toEqual(['us', 10]);
  });

  it('counts as what the file says: the environment and code come over it, and its line is told', async () => {
    await started(yaml, { environment: { variables: { MORTISE__PRESENCE__TTL: '7' } }, plugins: { cache: { config: { ttl: 3 } } } });
    for (const key of ['presence', 'cache']) await host.configure(key, { ttl: 30, region: 'asia' }, { save: true });
    expect([ttl(), ttl('cache')]).toEqual([30, 30]);
    for (const key of ['presence', 'cache']) await host.configure(key, undefined);
    expect([ttl(), ttl('cache')]).toEqual([7, 3]);
    const region = (key: string): unknown => host.info(key).config.find(({ field }) => field === 'region');
    expect(region('presence')).toMatchObject({ value: 'asia', layer: 'file', place: expect.stringContaining('mortise.yaml:10:15') });
    expect(region('cache')).toMatchObject({ value: 'asia', layer: 'file', place: expect.stringContaining('mortise.yaml:7:') });
  });

  it('of undefined takes out what the file says, there and in the host', async () => {
    await started(yaml);
    expect((await host.configure('presence', { ttl: undefined }, { save: true })).problems).toEqual([]);
    expect(text()).toContain("presence:\n    config:\n      region: 'us' # until May\n");
    expect([text().includes('10'), ttl(), told]).toEqual([false, 60, ['10 to 60']]);
    await host.undo();
    expect(ttl()).toBe(10);
  });

  it('into its own file of the settings folder counts as that', async () => {
    mkdirSync(join(home, 'settings'), { recursive: true });
    writeFileSync(join(home, 'settings/presence.yaml'), 'ttl: 10\n');
    await started('name: shop\n', { settingsFolder: 'settings' });
    await host.configure('presence', { ttl: 30 }, { save: true });
    await host.configure('presence', undefined);
    expect(readFileSync(join(home, 'settings/presence.yaml'), 'utf8')).toBe('ttl: 30\n');
    expect(host.info('presence').config[0]).toMatchObject({
      value: 30,
      layer: 'settings',
      place: expect.stringContaining('presence.yaml:1:6'),
    });
  });

  it('leaves alone what somebody wrote into the file meanwhile, until it is read anew', async () => {
    await started(yaml);
    edit(yaml.replace('ttl: 10', 'ttl: 11').replace('ttl: 5', 'ttl: 6'));
    await host.configure('presence', { region: 'eu' }, { save: true });
    await host.configure('cache', {});
    expect([ttl(), ttl('cache')]).toEqual([10, 5]);
    expect(text()).toBe(yaml.replace('ttl: 10', 'ttl: 11').replace('ttl: 5', 'ttl: 6').replace("'us'", 'eu'));
    await host.reconfigure();
    expect([ttl(), ttl('cache')]).toEqual([11, 6]);
  });

  it('writes no key that reaches a prototype', async () => {
    await started('', { extensions: [definePlugin({ id: 'open', version: '1.0.0' })], plugins: { open: { enabled: false } } });
    const values = JSON.parse('{ "__proto__": { "x": 3 }, "y": { "constructor": 1, "z": 2 }, "ttl": 30 }') as Record<string, unknown>;
    const { problems } = await host.configure('open', values, { save: true });
    expect(problems.map(({ code }) => code)).toEqual(['config.forbidden-key', 'config.forbidden-key']);
    expect(text()).toBe('plugins:\n  open:\n    config:\n      y:\n        z: 2\n      ttl: 30\n');
  });

  it('writes what is given of an object, and leaves the rest of it', async () => {
    @Config()
    class Post {
      @Field.object({ fields: { host: { type: 'string' }, password: { type: 'string', secret: true } } }) smtp!: object;
    }
    await started('plugins:\n  post:\n    config:\n      smtp: # ours\n        host: a\n        password: hidden\n', {
      extensions: [definePlugin({ id: 'post', version: '1.0.0', config: Post })],
    });
    await host.configure('post', { smtp: { host: 'b' } }, { save: true });
    expect(text()).toBe('plugins:\n  post:\n    config:\n      smtp: # ours\n        host: b\n        password: hidden\n');
  });

  it('of what nobody could read then is told, and the values count all the same', async () => {
    await started(yaml);
    edit('plugins: [');
    const report = await host.configure('presence', { ttl: 30 }, { save: true });
    expect(report.problems.map(({ code }) => code)).toEqual(['config.not-saved']);
    expect([text(), ttl()]).toEqual(['plugins: [', 30]);
  });

  it('through an alias is refused, since its value stands elsewhere as well', async () => {
    await started('plugins:\n  cache: &same { config: { ttl: 5 } }\n  presence: *same\n');
    const report = await host.configure('presence', { ttl: 30 }, { save: true });
    expect(report.problems[0]).toMatchObject({ code: 'config.not-saved', message: expect.stringContaining('alias *same') });
  });

  it('without a file says that there is none', async () => {
    await started('');
    await host.stop();
    host = createHost({ extensions: [Presence], environment: false, log: { level: 'silent' } });
    await host.start();
    expect((await host.configure('presence', { ttl: 30 }, { save: true })).problems.map(({ code }) => code)).toEqual(['config.not-saved']);
  });

  it('of what code or the environment say otherwise is told', async () => {
    await started('', { environment: { variables: { MORTISE__PRESENCE__TTL: '7' } } });
    const report = await host.configure('presence', { ttl: 30 }, { save: true });
    expect(report.problems.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "config.outweighed 'plugins.presence.config.ttl' was saved, but the environment variable MORTISE__PRESENCE__TTL counts more from the next start on.",
    ]);
  });

  it('does not happen when the change fails', async () => {
    await started(yaml);
    fails = [30];
    await host.configure('presence', { ttl: 30 }, { save: true });
    expect(text()).toBe(yaml);
  });

  it('lifts what was written for an earlier version as a whole', async () => {
    @Config({ version: 2, migrate: ({ minutes, ...rest }) => ({ ...rest, seconds: Number(minutes) * 60 }) })
    class Wait {
      @Field.integer({ default: 1 }) seconds!: number;
      @Field.string({ default: '' }) note!: string;
    }
    await started('plugins:\n  wait:\n    config:\n      minutes: 2\n      note: old # a note\n', {
      extensions: [definePlugin({ id: 'wait', version: '1.0.0', config: Wait })],
    });
    await host.configure('wait', { note: 'new' }, { save: true });
    expect(text()).toBe('plugins:\n  wait:\n    config:\n      note: new # a note\n      seconds: 120\n      $version: 2\n');
    expect(generation('wait')).toMatchObject({ did: 'replaced' });
  });
});
