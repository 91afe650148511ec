/** Open this to see what mortise.yaml may say, what becomes of mistakes in it, and who wins when code says something else. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost, definePlugin, type HostOptions, type LogRecord, type MortiseHost, type PluginContextView } from 'mortise';
import { Config, Field, Plugin, PluginContext } from 'mortise/decorators';
import { settle, VirtualClock } from 'mortise/testing';

let home: string;
const hosts: MortiseHost[] = [];

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'mortise-'));
  const code = (id: string, namespace: string, value: string): string =>
    `export default { id: '${id}', version: '1.0.0', provides: { '${namespace}': '${value}' } };\n`;
  for (const folder of ['plugins', 'elsewhere', 'away']) mkdirSync(join(home, folder));
  writeFileSync(join(home, 'plugins/found.mjs'), code('found', 'found/x', 'found'));
  writeFileSync(join(home, 'elsewhere/listed.mjs'), code('listed', 'listed/x', 'listed'));
  writeFileSync(join(home, 'away/distant.mjs'), code('distant', 'distant/x', 'distant'));
});

afterEach(async () => {
  for (const host of hosts.splice(0)) await host.stop();
});

afterAll(() => rmSync(home, { recursive: true }));

/** Starts a host on that text, and answers with it and its problems, as text. */
async function started(yaml: string, options: HostOptions = {}) {
  writeFileSync(join(home, 'mortise.yaml'), yaml);
  const log: LogRecord[] = [];
  const host = createHost({ home, config: './mortise.yaml', ...options, log: { sink: (record) => log.push(record), ...options.log } });
  hosts.push(host);
  const report = await host.start();
  const problems = report.problems.map(
    ({ code, severity, message, place }) => `${severity} ${code} ${place === undefined ? '-' : place.slice(home.length + 1)} ${message}`,
  );
  return { host, report, problems, log };
}

/** A plugin with a configuration class, and the values that it got. */
function configured(id = 'tax') {
  @Config()
  class TaxConfig {
    @Field.number({ default: 0.19, min: 0, max: 1 }) rate!: number;
    @Field.string({ default: 'EUR' }) currency!: string;
    @Field.list({ default: [], of: { type: 'string' } }) exempt!: string[];
  }
  const configs: TaxConfig[] = [];
  @Plugin({ id, version: '1.0.0', config: TaxConfig, inject: [TaxConfig] })
  class Tax {
    constructor(config: TaxConfig) {
      configs.push(config);
    }
  }
  return { Tax, configs };
}

const plugin = (id: string, rest: object = {}) => definePlugin({ id, version: '1.0.0', ...rest });

describe('mortise.yaml', () => {
  it('says all that createHost says, but code', async () => {
    const clock = new VirtualClock();
    const { host, problems, log, report } = await started(
      `
name: shop
extensions:
  - file: elsewhere/listed.mjs
    options: { size: 5 }
    required: true
    enabled: true
    dialect: definition
directories: [plugins]
roots: [away]
plugins:
  quiet: { enabled: false }
  tax: { config: { rate: 0.07 }, required: true }
apps:
  front:
    home: elsewhere
    extensions: [{ file: listed.mjs }]
    directories: []
    roots: []
    plugins: { listed: { enabled: true } }
events: [paid]
parallel: true
log:
  level: warn
  plugins: { tax: trace }
timeouts: { warn: 10, fail: 20, stop: 30, total: 40 }
`,
      { clock, extensions: [configured().Tax, plugin('quiet'), { file: './away/distant.mjs' }] },
    );
    expect(problems).toEqual([
      "note plan.shadows - In the app 'front', 'listed/x' is the one of 'front:listed'; it hides the one of 'listed'.",
    ]);
    expect(host.name).toBe('shop');
    expect(report.plugins.map(({ key, state }) => `${key} ${state}`)).toEqual([
      'tax running',
      'quiet described',
      'distant running',
      'listed running',
      'found running',
      'front:listed running',
    ]);
    host.events.handle('paid', () => {});
    expect(host.events.emit('paid')).toBe(1);
    expect(log.map(({ plugin: who, level, message }) => [who, level, message])).toEqual([
      ['tax', 'debug', 'starting'],
      ['tax', 'debug', 'started'],
    ]);
    // Its times: a start that hangs is given up after 20 ms, and two run side by side.
    const starts: string[] = [];
    const hanging = (id: string) => plugin(id, { start: () => (starts.push(id), new Promise(() => {})) });
    const load = host.load(hanging('one'), hanging('two'));
    await settle();
    expect(starts).toEqual(['one', 'two']);
    await clock.advance(20);
    expect((await load).problems.filter(({ code }) => code === 'lifecycle.timeout')).toHaveLength(2);
  });

  it('may be empty', async () => {
    expect((await started('')).problems).toEqual([]);
    expect((await started('# nothing\n')).problems).toEqual([]);
  });

  it.each([
    ['plugins:\n'],
    ['plugins:\n  tax:\n'],
    ['plugins:\n  tax:\n    config:\n      # rate: 0.07\n'],
    ['apps:\n'],
    ['apps:\n  front:\n    # home: elsewhere\n'],
    ['apps:\n  front:\n    plugins:\n      # listed: { enabled: true }\n    extensions:\n'],
    ['extensions:\n  # - file: elsewhere/listed.mjs\ndirectories:\nroots:\nevents:\n'],
    ['log:\ntimeouts:\n  # warn: 10\npermissions:\nenvironment:\n'],
    ['log:\n  plugins:\npermissions:\n  levels:\n    # boss: 5\n'],
  ])('may have sections in which nothing stands: %j', async (yaml) => {
    const { Tax, configs } = configured();
    const { problems, host } = await started(yaml, { extensions: [Tax] });
    expect(problems).toEqual([]);
    expect(configs).toEqual([{ rate: 0.19, currency: 'EUR', exempt: [] }]);
    expect(host.commands.permissions.levels).toMatchObject({ owner: 4 });
  });

  it('has the apps of which it says no more than the name', async () => {
    const { host } = await started('apps:\n  front:\n  back: {}\n');
    expect(['front', 'back'].map((name) => host.app(name).name)).toEqual(['front', 'back']);
  });

  it('takes what is saved into a section in which nothing stood', async () => {
    const { host } = await started('plugins:\n  tax:\n    config:\n      # rate: 0.07\n', { extensions: [configured().Tax] });
    await host.configure('tax', { currency: 'CHF' }, { save: true });
    expect(readFileSync(join(home, 'mortise.yaml'), 'utf8')).toBe(
      'plugins:\n  tax:\n    config:\n      # rate: 0.07\n      currency: CHF\n',
    );
  });

  it('takes null for nothing where a section belongs only: a single value is told as before, and what code says as well', async () => {
    const { problems, report } = await started('name:\nlog:\n  level:\nplugins:\n  tax:\n    enabled:\n', {
      extensions: [configured().Tax],
    });
    expect(problems).toEqual([
      expect.stringMatching(/^error config\.wrong-type mortise\.yaml:1:6 'name' wants a string, but is null/),
      expect.stringMatching(/^error config\.wrong-type mortise\.yaml:3:9 'log\.level' wants/),
      expect.stringMatching(/^error config\.wrong-type mortise\.yaml:6:13 'plugins\.tax\.enabled' wants true or false, but is null/),
    ]);
    expect(report.plugins[0]!.state).toBe('failed');
    expect(() => createHost({ plugins: { tax: null } as never })).toThrow('plugins.tax');
    expect(() => createHost({ plugins: { tax: { config: null } } as never })).toThrow('plugins.tax.config');
  });

  it('that is not YAML ends the start, with line and column', async () => {
    const error = await started('name: shop\nplugins:\n  tax: [\n').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'config.not-yaml', problem: { place: `${home}/mortise.yaml:4:1`, severity: 'error' } });
    const host = hosts.at(-1)!;
    expect([host.state, host.list()]).toEqual(['stopped', []]);
    await expect(started('- a list\n')).rejects.toMatchObject({ code: 'config.not-yaml', problem: { place: `${home}/mortise.yaml:1:1` } });
  });

  it('that can not be read ends the start', async () => {
    const host = createHost({ home, config: 'absent.yaml', log: { level: 'silent' } });
    await expect(host.start()).rejects.toMatchObject({ code: 'config.not-readable', problem: { field: 'config' } });
    expect(host.state).toBe('stopped');
  });

  it('with wrong types tells of each with its place, and the rest of it counts', async () => {
    const { problems, host } = await started(`name: 5
extensions:
  - 5
  - { file: 7 }
  - { file: elsewhere/listed.mjs, required: 'yes' }
directories: plugins
parallel: maybe
log: { level: loud }
timeouts: { warn: -1, fail: 20 }
plugins:
  tax: { enabled: 'no' }
`);
    expect(problems).toEqual([
      expect.stringMatching(/^error config\.wrong-type mortise\.yaml:6:14 'directories' wants/),
      expect.stringMatching(/^error config\.wrong-type mortise\.yaml:1:7 'name' wants/),
      expect.stringMatching(/^error config\.wrong-type mortise\.yaml:7:11 'parallel' wants/),
      expect.stringMatching(/^error config\.wrong-type mortise\.yaml:8:15 'log\.level' wants/),
      expect.stringMatching(/^error config\.wrong-type mortise\.yaml:9:19 'timeouts\.warn' wants/),
      "error spec.shape mortise.yaml:3:5 An extension entry is the number 5, which can't be loaded.",
      'error spec.bad-field mortise.yaml:4:5 The extension entry { file: the number 7 } wants file to be a text, but has the number 7.',
      "error spec.bad-field mortise.yaml:5:5 The extension entry { file: 'elsewhere/listed.mjs' } wants required to be true or false, but has the string 'yes'.",
      expect.stringMatching(/^error config\.wrong-type mortise\.yaml:11:19 'plugins\.tax\.enabled' wants/),
      "warning config.unused mortise.yaml:11:3 The configuration has settings for 'tax', but no such plugin was loaded.",
    ]);
    expect(host.list()).toEqual([]);
  });

  it('with unknown keys says which ones were meant', async () => {
    const { problems } = await started(
      'nmae: shop\nplugins:\n  tax: { enable: true }\nextensions:\n  - { file: elsewhere/listed.mjs, requried: true }\n',
      {
        extensions: [plugin('tax')],
      },
    );
    expect(problems).toEqual([
      "warning config.unknown-key mortise.yaml:3:10 'plugins.tax.enable' is not a known key. Did you mean 'enabled'?",
      "error config.unknown-key mortise.yaml:1:1 'nmae' is not a known key. Did you mean 'name'?",
      "error spec.unknown-field mortise.yaml:5:5 The extension entry { file: 'elsewhere/listed.mjs' } has a field 'requried' that means nothing. Did you mean 'required'?",
    ]);
  });

  it('that configures a plugin which is not there is a warning with its place and near names', async () => {
    const { problems } = await started('plugins:\n  taxx: { config: { rate: 1 } }\napps:\n  front:\n    plugins:\n      ghost: {}\n', {
      extensions: [plugin('tax')],
      plugins: { coded: { enabled: false } },
    });
    expect(problems).toEqual([
      "warning config.unused mortise.yaml:2:3 The configuration has settings for 'taxx', but no such plugin was loaded. Did you mean 'tax'?",
      "warning config.unused - The configuration has settings for 'coded', but no such plugin was loaded.",
      "warning config.unused mortise.yaml:6:7 The configuration has settings for 'ghost', but no such plugin was loaded.",
    ]);
  });

  it('that has a wrong value for a plugin keeps that one from starting, with field and place', async () => {
    const { Tax } = configured();
    const { problems, host } = await started('plugins:\n  tax:\n    config:\n      rate: high\n      exempt: [5]\n      ratee: 1\n', {
      extensions: [Tax, plugin('other')],
    });
    expect(problems).toEqual(
      expect.arrayContaining([
        "error config.wrong-type mortise.yaml:4:13 'plugins.tax.config.rate' wants a number from 0 to 1, but is the string 'high'.",
        "error config.wrong-type mortise.yaml:5:16 'plugins.tax.config.exempt.0' wants a string, but is the number 5.",
        "warning config.unknown-key mortise.yaml:6:7 'plugins.tax.config.ratee' is not a known key. Did you mean 'rate'?",
      ]),
    );
    expect(problems).toHaveLength(3);
    expect(host.list().map(({ key, state }) => `${key} ${state}`)).toEqual(['tax failed', 'other running']);
  });

  it('says what is missing at the place where it should be', async () => {
    @Config()
    class Settings {
      @Field.string() key!: string;
    }
    @Plugin({ id: 'pay', version: '1.0.0', config: Settings })
    class Pay {}
    const { problems } = await started('plugins:\n  pay:\n    config: {}\n', { extensions: [Pay] });
    expect(problems).toEqual(["error config.missing mortise.yaml:3:13 'plugins.pay.config.key' is missing; it wants a string."]);
  });

  it('is at home where it says, and so are its apps', async () => {
    const { host, problems } = await started('home: elsewhere\nextensions: [{ file: listed.mjs }]\n', {
      home: undefined as never,
      config: join(home, 'mortise.yaml'),
    });
    expect(problems[0]).toMatch(/^error extension\.not-found/);
    writeFileSync(
      join(home, 'mortise.yaml'),
      `home: ${join(home, 'elsewhere')}\nextensions: [{ file: listed.mjs }]\napps: { side: { home: ../plugins, extensions: [{ file: found.mjs }] } }\n`,
    );
    const second = createHost({ config: join(home, 'mortise.yaml'), log: { level: 'silent' } });
    hosts.push(second);
    expect((await second.start()).plugins.map(({ key, state }) => `${key} ${state}`)).toEqual(['listed running', 'side:found running']);
    expect(host.state).toBe('running');
  });
});

describe('an app', () => {
  it('whose name is none is left out and told with its place, and nobody else is disturbed', async () => {
    const { host, report, problems } = await started('apps:\n  shop: {}\n  the shop: { extensions: [] }\n');
    expect(problems).toEqual([
      "error host.bad-options mortise.yaml:3:3 The option 'app name' wants 1 to 64 letters, digits, '_' and '-', but is the string 'the shop'.",
    ]);
    expect([report.ok, host.app('shop').name]).toEqual([false, 'shop']);
    expect(() => host.app('the shop')).toThrow(expect.objectContaining({ code: 'host.unknown-app' }));
  });

  it('that is started again loads what could not be loaded before, and nothing twice', async () => {
    const attached: string[] = [];
    let isThere = false;
    function good() {
      attached.push('good');
      return definePlugin({ id: 'good', version: '1.0.0' });
    }
    function late() {
      if (!isThere) throw new Error('no network yet');
      return definePlugin({ id: 'late', version: '1.0.0' });
    }
    const { host, report } = await started('', { apps: { shop: { extensions: [good, late] } } });
    const shop = host.app('shop');
    expect([report.ok, (await shop.start()).ok]).toEqual([false, false]);
    isThere = true;
    expect((await shop.start()).ok).toBe(true);
    expect([shop.list().map(({ id, state }) => `${id} ${state}`), attached]).toEqual([['good running', 'late running'], ['good']]);
    expect((await shop.start()).ok).toBe(true);
    // What the owner has taken out does not come back by itself.
    await host.unload('shop:late');
    expect([(await shop.start()).ok, shop.list().map(({ id }) => id)]).toEqual([true, ['good']]);
  });
});

describe('permissions', () => {
  const close = definePlugin({
    id: 'close',
    version: '1.0.0',
    inject: [PluginContext],
    setup: ({ commands }: PluginContextView) => ({ start: () => void commands.register('close', () => 'closed', { permission: 'staff' }) }),
  });
  const amy = { kind: 'user', name: 'amy' } as const;

  it('may be in the file: where those of users are, levels of its own, and that of everybody else', async () => {
    writeFileSync(join(home, 'elsewhere/users.json'), '{ "users": { "amy": "staff" } }');
    const file = 'permissions: { file: elsewhere/users.json, levels: { guest: 0, staff: 5 }, default: 0 }';
    const { host, problems } = await started(file, { extensions: [close] });
    expect(problems).toEqual([]);
    expect(await host.commands.run('close', amy)).toBe('closed');
    await expect(host.commands.run('close', { ...amy, name: 'bob' })).rejects.toMatchObject({ code: 'permission.denied' });
    expect([host.commands.permissions.levels, host.commands.permissions.of('bob')]).toEqual([{ guest: 0, staff: 5 }, 0]);
  });

  it('in code win, key by key, and keep what was set before the start', async () => {
    const options = { permissions: { levels: { guest: 0, staff: 5 } }, extensions: [close] };
    writeFileSync(join(home, 'mortise.yaml'), 'permissions: { levels: { boss: 7 }, default: staff }');
    const host = createHost({ home, config: './mortise.yaml', log: { level: 'silent' }, ...options });
    hosts.push(host);
    host.commands.permissions.set('amy', 'guest');
    await host.start();
    expect([host.commands.permissions.of('amy'), host.commands.permissions.of('bob')]).toEqual([0, 5]);
  });

  it.each([
    ['{ file: 5 }', 'config.wrong-type'],
    ['{ fil: x }', 'config.unknown-key'],
  ])('that are wrong are told with their place: %s', async (permissions, code) => {
    const { problems } = await started(`permissions: ${permissions}`);
    expect(problems).toEqual([expect.stringContaining(`${code} mortise.yaml:1:`)]);
  });

  it.each([
    ['{ default: king }', 'permission.unknown-level'],
    ['{ levels: {} }', 'host.bad-options'],
    ['{ levels: { a: b } }', 'host.bad-options'],
  ])('that leave nobody a level end the start: %s', async (permissions, code) => {
    await expect(started(`permissions: ${permissions}`)).rejects.toMatchObject({ code });
  });
});

describe('code', () => {
  it('wins over the file, key by key, and its lists come first', async () => {
    const { Tax, configs } = configured();
    const { host, problems, log } = await started(
      `
name: from the file
plugins:
  tax: { config: { rate: 0.07, currency: USD, exempt: [a, b] }, enabled: false }
  other: { enabled: false }
log: { level: error, plugins: { tax: debug } }
timeouts: { warn: 1000, fail: 2000 }
extensions: [{ file: elsewhere/listed.mjs }]
`,
      {
        name: 'from code',
        extensions: [Tax, plugin('other')],
        plugins: { tax: { config: { rate: 0.2, exempt: ['c'] }, enabled: true } },
        log: { plugins: { tax: 'silent' } },
        timeouts: { warn: 10 },
      },
    );
    expect(problems).toEqual([]);
    expect(host.name).toBe('from code');
    expect({ ...configs[0] }).toEqual({ rate: 0.2, currency: 'USD', exempt: ['c'] });
    expect(host.list().map(({ key, state, enabled }) => [key, state, enabled])).toEqual([
      ['tax', 'running', true],
      ['other', 'described', false],
      ['listed', 'running', true],
    ]);
    expect(log).toEqual([]);
  });

  it('that is wrong has no place in the file, which says something else of the same field', async () => {
    const { Tax } = configured();
    const file = 'plugins:\n  tax:\n    config: { rate: 0.2 }\n';
    const { host, report } = await started(file, { extensions: [Tax], plugins: { tax: { config: { currency: 5 } } } });
    expect(report.problems.map(({ field, place }) => [field, place])).toEqual([['plugins.tax.config.currency', undefined]]);
    await host.configure('tax', { currency: 'EUR' });
    const { problems } = await host.configure('tax', { currency: 'EUR', rate: 2 });
    expect([problems[0]!.field, problems[0]!.place]).toEqual(['plugins.tax.config.rate', undefined]);
  });

  it('has no place in the file, even where the file has something near', async () => {
    const { Tax } = configured();
    const { report } = await started('plugins:\n  tax: { config: { currency: USD } }\n', {
      extensions: [Tax],
      plugins: { tax: { config: { rate: 'high' } } },
    });
    expect(report.problems).toMatchObject([{ code: 'config.wrong-type', field: 'plugins.tax.config.rate' }]);
    expect(report.problems[0]!.place).toBeUndefined();
  });

  it('gives a decorated class its options as the lowest layer of its configuration', async () => {
    const { Tax, configs } = configured();
    await started('plugins:\n  tax: { config: { rate: 0.07 } }\n', {
      extensions: [{ extension: Tax, options: { rate: 0.5, currency: 'USD' } }],
    });
    expect({ ...configs[0] }).toEqual({ rate: 0.07, currency: 'USD', exempt: [] });
  });

  it('gives the options of an extension to its attach alone', async () => {
    const { Tax, configs } = configured();
    const extension = { name: 'ext', attach(this: { registerPlugin(value: object): void }, _options: unknown, done: () => void) { this.registerPlugin(Tax); done(); } }; // prettier-ignore
    await started('', { extensions: [{ extension, options: { rate: 0.5 } }] });
    expect(configs[0]!.rate).toBe(0.19);
  });

  it('may give a home that is relative to where the service runs, and load from there at run time as well', async () => {
    const relative = join(
      '..',
      ...process
        .cwd()
        .split('/')
        .slice(2)
        .map(() => '..'),
      home.slice(1),
    );
    const host = createHost({
      home: relative,
      extensions: [{ file: 'plugins/found.mjs' }],
      roots: ['elsewhere'],
      log: { level: 'silent' },
    });
    hosts.push(host);
    expect((await host.start()).problems).toEqual([]);
    expect((await host.load({ file: './elsewhere/listed.mjs' })).problems).toEqual([]);
    expect(host.lookup('listed/x')).toBe('listed');
  });

  it('reads the file once: a change of it counts at the next host', async () => {
    const contexts: PluginContext[] = [];
    const seen = () => plugin('tax', { inject: [PluginContext], setup: (context: PluginContext) => void contexts.push(context) });
    const { host } = await started('plugins:\n  tax: { config: { rate: 1 } }\n', { extensions: [seen()] });
    writeFileSync(join(home, 'mortise.yaml'), 'plugins:\n  tax: { config: { rate: 2 } }\n');
    await host.unload('tax');
    await host.load(seen());
    expect(contexts.map(({ config }) => config as unknown)).toEqual([{ rate: 1 }, { rate: 1 }]);
  });
});
