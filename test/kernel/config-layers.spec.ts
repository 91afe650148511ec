/** Open this to see from where the values of a configuration may come, in which order they count, and how each says where it stands. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost, type HostOptions, type LogRecord, type MortiseHost } from 'mortise';
import { Config, Field, Plugin } from 'mortise/decorators';

let home: string;
const hosts: MortiseHost[] = [];

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'mortise-'));
  mkdirSync(join(home, 'settings'));
});
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.stop();
  rmSync(join(home, 'settings'), { recursive: true });
  mkdirSync(join(home, 'settings'));
});
afterAll(() => rmSync(home, { recursive: true }));

@Config()
class MailConfig {
  @Field.string({ default: 'default' }) server!: string;
  @Field.integer({ default: 25, min: 1 }) port!: number;
  @Field.string({ required: false, secret: true }) password?: string;
  @Field.boolean({ default: false }) startTls!: boolean;
  @Field.list({ default: [], of: { type: 'string' } }) cc!: string[];
  @Field.object({ fields: { user: { type: 'string', default: 'nobody' }, token: { type: 'string', secret: true, required: false } } })
  login!: {
    user: string;
    token?: string;
  };
}

@Plugin({ id: 'acme-mail', version: '1.0.0', config: MailConfig, inject: [MailConfig] })
class Mail {
  constructor(readonly config: MailConfig) {}
}

@Config()
class AnyConfig {
  @Field.any({ default: 0 }) o!: unknown;
}

@Plugin({ id: 'anything', version: '1.0.0', config: AnyConfig })
class Anything {}

interface Given {
  readonly yaml?: string;
  readonly variables?: Record<string, string>;
  readonly options?: HostOptions;
}

async function started({ yaml = '', variables = {}, options = {} }: Given) {
  writeFileSync(join(home, 'mortise.yaml'), yaml);
  const log: LogRecord[] = [];
  const host = createHost({
    home,
    config: 'mortise.yaml',
    settingsFolder: 'settings',
    extensions: [Mail],
    environment: { variables },
    log: { sink: (record) => log.push(record) },
    ...options,
  });
  hosts.push(host);
  const report = await host.start();
  const value = (field: string, plugin = 'acme-mail'): unknown => host.info(plugin).config.find((each) => each.field === field);
  const problems = report.problems.map(({ code, place }) => `${code} ${place?.replace(home, '~') ?? '-'}`);
  return { host, report, value, problems, log };
}

describe('the layers of a configuration', () => {
  it('are defaults, extension, settings folder, app file, parameters, environment and live, and each says its file and line', async () => {
    writeFileSync(join(home, 'settings/acme-mail.yaml'), '# ours\nserver: settings\n');
    const { host, problems } = await started({
      yaml: 'plugins:\n  acme-mail:\n    config:\n      server: file\n',
      variables: { MORTISE__ACME_MAIL__SERVER: 'environment' },
      options: {
        extensions: [{ extension: Mail, options: { server: 'extension' } }],
        plugins: { 'acme-mail': { config: { server: 'parameters' } } },
      },
    });
    await host.configure('acme-mail', { server: 'live' });
    expect(problems).toEqual([]);
    const { says, because } = host.why('acme-mail.server');
    expect(says).toBe("'acme-mail.server' is 'live'.");
    expect(
      because.map(
        ({ says: text, place }) =>
          `${text} (${place
            ?.replace(home, '~')
            .replace(/^.*\/(?=[^/]*\.spec)/, '')
            .replace(/ts:.*/, 'ts')})`,
      ),
    ).toEqual([
      "what was set while the host runs says 'live' (undefined)",
      "the environment variable MORTISE__ACME_MAIL__SERVER says 'environment', which gives way (MORTISE__ACME_MAIL__SERVER)",
      "plugins.acme-mail.config.server in code says 'parameters', which gives way (config-layers.spec.ts)",
      "plugins.acme-mail.config.server in the configuration file says 'file', which gives way (~/mortise.yaml:4:15)",
      "server in the settings folder says 'settings', which gives way (~/settings/acme-mail.yaml:2:9)",
      "its entry in the list says 'extension', which gives way (config-layers.spec.ts)",
      "the default of the field says 'default', which gives way (undefined)",
    ]);
  });

  it('give way one by one: the next one counts as soon as one is silent', async () => {
    writeFileSync(join(home, 'settings/acme-mail.yaml'), 'server: settings\nport: 1\n');
    const { host, value } = await started({
      yaml: 'plugins: { acme-mail: { config: { port: 2 } } }',
      variables: { MORTISE__ACME_MAIL__CC: 'a, b' },
    });
    expect(value('server')).toMatchObject({ value: 'settings', layer: 'settings', place: join(home, 'settings/acme-mail.yaml:1:9') });
    expect(value('port')).toMatchObject({ value: 2, layer: 'file' });
    expect(value('cc')).toMatchObject({ value: ['a', 'b'], layer: 'environment', place: 'MORTISE__ACME_MAIL__CC' });
    expect(value('startTls')).toMatchObject({ value: false, layer: 'default' });
    await host.configure('acme-mail', { port: 3 });
    expect(value('port')).toMatchObject({ value: 3, layer: 'live' });
    await host.configure('acme-mail', undefined);
    expect(value('port')).toMatchObject({ value: 2, layer: 'file' });
  });

  it('merge objects key by key', async () => {
    writeFileSync(join(home, 'settings/acme-mail.json'), '{ "login": { "user": "settings", "token": "settings-token" } }');
    const { value } = await started({ variables: { MORTISE__ACME_MAIL__LOGIN__USER: 'environment' } });
    expect(value('login')).toMatchObject({ value: { user: 'environment', token: '***' } });
  });

  it('of an app are its own: folder, file and variables', async () => {
    mkdirSync(join(home, 'settings/front'));
    writeFileSync(join(home, 'settings/front/acme-mail.yaml'), 'server: settings\nport: 1\n');
    const { host } = await started({
      yaml: 'apps: { front: { plugins: { acme-mail: { config: { port: 2 } } } } }',
      variables: { MORTISE__FRONT__ACME_MAIL__START_TLS: 'true' },
      options: { extensions: [], apps: { front: { extensions: [Mail], settingsFolder: 'settings/front' } } },
    });
    expect(Object.fromEntries(host.info('front:acme-mail').config.map(({ field, value }) => [field, value]))).toMatchObject({
      server: 'settings',
      port: 2,
      startTls: true,
    });
  });
});

describe('the settings folder', () => {
  it('is told of wrong values with file and line', async () => {
    writeFileSync(join(home, 'settings/acme-mail.yaml'), 'server: a\nport: many\n');
    const { problems, host } = await started({});
    expect(problems).toEqual(['config.wrong-type ~/settings/acme-mail.yaml:2:7']);
    expect(host.list()[0]).toMatchObject({ state: 'failed' });
  });

  it('with nonsense for one plugin keeps only that one from starting', async () => {
    writeFileSync(join(home, 'settings/acme-mail.yaml'), 'server: [\n');
    @Plugin({ id: 'other', version: '1.0.0' })
    class Other {}
    const { problems, host } = await started({ options: { extensions: [Mail, Other] } });
    expect(problems[0]).toMatch(/^config\.not-yaml ~\/settings\/acme-mail\.yaml:\d/);
    expect(host.list().map(({ state }) => state)).toEqual(['failed', 'running']);
  });

  it('that says one plugin in two files overlaps', async () => {
    writeFileSync(join(home, 'settings/acme-mail.yaml'), 'port: 1\n');
    writeFileSync(join(home, 'settings/acme-mail.json'), '{ "port": 2 }');
    expect((await started({})).problems).toEqual(['config.overlapping ~/settings/acme-mail.yaml:1:1']);
  });

  it('that is not there ends the start, since somebody said that it is', async () => {
    await expect(started({ options: { settingsFolder: 'nowhere' } })).rejects.toMatchObject({ code: 'config.not-readable' });
  });

  it('with a file of nobody says so', async () => {
    writeFileSync(join(home, 'settings/acme-mial.yaml'), 'port: 1\n');
    expect((await started({})).problems).toEqual(['config.unused ~/settings/acme-mial.yaml']);
  });
});

describe('the environment', () => {
  it('says texts, numbers, booleans, lists and whole objects', async () => {
    const { value } = await started({
      variables: {
        MORTISE__ACME_MAIL__SERVER: '007',
        MORTISE__ACME_MAIL__PORT: '587',
        MORTISE__ACME_MAIL__START_TLS: '1',
        MORTISE__ACME_MAIL__CC: '["a, b", c]',
        MORTISE__ACME_MAIL__LOGIN: '{ user: me }',
      },
    });
    const values = ['server', 'port', 'startTls', 'cc', 'login'].map((field) => (value(field) as { value: unknown }).value);
    expect(values).toEqual(['007', 587, true, ['a, b', 'c'], { user: 'me' }]);
  });

  it.each([
    ['x\nextensions: [1]'],
    ['5\nextensions: [1]'],
    ['[1]\nextensions: [1]'],
    ['"x"\nextensions: [1]'],
    ['\nextensions: [1]'],
    ['5\n...'],
    ['[1]\n...'],
    ['x\n'],
    ['a #b'],
    ['5 #b'],
    ['#fff'],
    ['[a] #b'],
    ['{ a: 1 } # [b]'],
    ['"a" #b"'],
    ['[a]] #b'],
    ['[a'],
    ['- a'],
    ['|'],
    ['.inf'],
    ['Hello: world'],
    ['  good day '],
  ])('says %j as the text that it is, since YAML would take something else of it', async (text) => {
    const { value, report } = await started({ variables: { MORTISE__ANYTHING__O: text }, options: { extensions: [Anything] } });
    expect(report.problems).toEqual([]);
    expect(value('o', 'anything')).toMatchObject({ value: text, layer: 'environment' });
  });

  it.each<[string, unknown]>([
    ['-1.5', -1.5],
    ['true', true],
    ['"5"', '5'],
    ["'a #b'", 'a #b'],
    ['["a #b", {c: "]"}]', ['a #b', { c: ']' }]],
    ['{"a": "# b"}', { a: '# b' }],
    ['[a,\n b]', ['a', 'b']],
  ])('says with %j what YAML says with it', async (text, meant) => {
    const { value } = await started({ variables: { MORTISE__ANYTHING__O: text }, options: { extensions: [Anything] } });
    expect(value('o', 'anything')).toMatchObject({ value: meant, layer: 'environment' });
  });

  it('says nothing behind a list or an object that is left out in silence', async () => {
    const { problems } = await started({
      variables: { MORTISE__ACME_MAIL__CC: '[a, b] # c', MORTISE__ACME_MAIL__LOGIN: '{ user: me } # c' },
    });
    expect(problems).toEqual(['config.wrong-type MORTISE__ACME_MAIL__CC', 'config.wrong-type MORTISE__ACME_MAIL__LOGIN']);
  });

  it('reads secrets from files that variables name, without the line end', async () => {
    writeFileSync(join(home, 'password.txt'), 'hunter2-and-more\n');
    let seen: string | undefined;
    @Plugin({ id: 'acme-mail', version: '1.0.0', config: MailConfig, inject: [MailConfig] })
    class Reads {
      constructor(config: MailConfig) {
        seen = config.password;
      }
    }
    const { value } = await started({
      variables: { MORTISE__ACME_MAIL__PASSWORD_FILE: 'password.txt' },
      options: { extensions: [Reads] },
    });
    expect(seen).toBe('hunter2-and-more');
    expect(value('password')).toMatchObject({
      value: '***',
      place: 'password.txt',
      from: 'the environment variable MORTISE__ACME_MAIL__PASSWORD_FILE',
    });
  });

  it('that means nothing for a field is reported, and never replaced by the default', async () => {
    const { report, host } = await started({ variables: { MORTISE__ACME_MAIL__PORT: 'many', MORTISE__ACME_MAIL__START_TLS: 'yes' } });
    expect(report.problems.map(({ message, place }) => `${message} ${place}`)).toEqual([
      "'plugins.acme-mail.config.port' wants an integer of at least 1, but is the string 'many'. MORTISE__ACME_MAIL__PORT",
      "'plugins.acme-mail.config.startTls' wants true or false, but is the string 'yes'. MORTISE__ACME_MAIL__START_TLS",
    ]);
    expect(host.list()[0]!.state).toBe('failed');
  });

  it('that says a value twice overlaps', async () => {
    writeFileSync(join(home, 'server.txt'), 'b');
    const { problems } = await started({ variables: { MORTISE__ACME_MAIL__SERVER: 'a', MORTISE__ACME_MAIL__SERVER_FILE: 'server.txt' } });
    expect(problems).toEqual(['config.overlapping MORTISE__ACME_MAIL__SERVER']);
  });

  it('sets neither of two fields that have one variable', async () => {
    @Config()
    class Twins {
      @Field.string({ default: 'first' }) apiKey!: string;
      @Field.string({ default: 'second' }) api_key!: string;
    }
    @Plugin({ id: 'twins', version: '1.0.0', config: Twins })
    class TwinPlugin {}
    const { report } = await started({ variables: { MORTISE__TWINS__API_KEY: 'which' }, options: { extensions: [TwinPlugin] } });
    expect(report.problems.map(({ code }) => code)).toEqual(['config.overlapping']);
  });

  it('that sets nothing is told with what was meant', async () => {
    const { report } = await started({ variables: { MORTISE__ACME_MAIL__SEVRER: 'a', OTHER: 'b' } });
    expect(report.problems.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      "config.unknown-variable: The environment variable MORTISE__ACME_MAIL__SEVRER sets nothing. Did you mean 'MORTISE__ACME_MAIL__SERVER'?",
    ]);
  });

  it('that is meant for a plugin without a configuration is told so', async () => {
    @Plugin({ id: 'plain-one', version: '1.0.0' })
    class PlainOne {}
    const { report } = await started({ variables: { MORTISE__PLAIN_ONE__PORT: '5' }, options: { extensions: [PlainOne] } });
    expect(report.problems.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      "config.unknown-variable: The environment variable MORTISE__PLAIN_ONE__PORT sets nothing: 'plain-one' has no configuration.",
    ]);
  });

  it('of a file that is not there keeps the plugin from starting', async () => {
    const { problems, report } = await started({ variables: { MORTISE__ACME_MAIL__PASSWORD_FILE: 'none.txt' } });
    expect(problems).toEqual(['config.not-readable MORTISE__ACME_MAIL__PASSWORD_FILE']);
    expect(report.problems[0]!.hint).toContain('the variable that names it');
  });

  it('has a prefix of its owner, and none where he says so', async () => {
    const variables = { SHOP__ACME_MAIL__PORT: '1', MORTISE__ACME_MAIL__PORT: '2' };
    const own = await started({ yaml: 'environment: { prefix: SHOP }', variables });
    expect(own.value('port')).toMatchObject({ value: 1 });
    const none = await started({ options: { environment: false } });
    expect(none.value('port')).toMatchObject({ value: 25 });
  });
});

describe('what is no value of a configuration', () => {
  const circle: Record<string, unknown> = {};
  circle['login'] = circle;
  class Instance {
    port = 77;
  }
  const inCode = (config: unknown): Given => ({ options: { plugins: { 'acme-mail': { config: config as never } } } });

  it.each<[string, Given, string, string]>([
    ['an instance', inCode(new Instance()), 'config.wrong-type', 'plugins.acme-mail.config'],
    ['what stands in itself', inCode(circle), 'config.wrong-type', 'plugins.acme-mail.config.login'],
    [
      'a key that reaches a prototype',
      inCode(JSON.parse('{"__proto__": {}}')),
      'config.forbidden-key',
      'plugins.acme-mail.config.__proto__',
    ],
    ['a list in the file', { yaml: 'plugins: { acme-mail: { config: [1] } }' }, 'config.wrong-type', 'plugins.acme-mail.config'],
    ['a word in the file', { yaml: 'plugins: { acme-mail: disabled }' }, 'config.wrong-type', 'plugins.acme-mail'],
    ['no boolean in the file', { yaml: 'plugins: { acme-mail: { enabled: no } }' }, 'config.wrong-type', 'plugins.acme-mail.enabled'],
  ])('keeps its plugin from starting: %s', async (_what, given, code, field) => {
    const { host, report } = await started({ ...given });
    expect(report.problems.filter(({ severity }) => severity === 'error').map((found) => [found.code, found.field, found.plugin])).toEqual([
      [code, field, 'acme-mail'],
    ]);
    expect(host.list()[0]!.state).toBe('failed');
  });

  it('is no file of another field: the variable of the one is not that of the other', async () => {
    @Config()
    class Certified {
      @Field.string({ default: 'none' }) cert!: string;
      @Field.string({ default: 'none' }) certFile!: string;
    }
    @Plugin({ id: 'acme-mail', version: '1.0.0', config: Certified })
    class Mails {}
    const { value, problems } = await started({
      variables: { MORTISE__ACME_MAIL__CERT_FILE: 'mortise.yaml' },
      options: { extensions: [Mails] },
    });
    expect([problems, value('cert'), value('certFile')]).toMatchObject([[], { value: 'none' }, { value: 'mortise.yaml' }]);
  });
});

describe('a secret', () => {
  it('is told by nothing: problems, reasons, receipts, history, log lines, info and why', async () => {
    const secret = 'hunter2-hunter2';
    @Plugin({ id: 'acme-mail', version: '1.0.0', config: MailConfig, inject: [MailConfig] })
    class Leaky {
      constructor(public config: MailConfig) {}
      start() {
        if (this.config.port === 1) throw new Error(`connect smtp://me:${this.config.password}@x failed`);
      }
      onConfig(next: MailConfig) {
        console.assert(next !== undefined);
        throw Object.assign(new Error(`bad password ${next.password}`), { code: 'EAUTH' });
      }
    }
    const failed = await started({
      yaml: `plugins: { acme-mail: { config: { password: ${secret}, port: 1 } } }`,
      options: { extensions: [Leaky] },
    });
    expect(failed.report.problems[0]!.message).toContain('smtp://me:***@x');
    const { host, log } = await started({
      yaml: `plugins: { acme-mail: { config: { password: ${secret} } } }`,
      options: { extensions: [Leaky] },
    });
    const report = await host.configure('acme-mail', { password: `${secret}-too` });
    expect(report.receipt!.failed!.why).toContain('bad password ***');
    const said = [
      failed.report,
      failed.host.list(),
      failed.log,
      report,
      host.problems,
      host.history(),
      host.info('acme-mail'),
      host.why('acme-mail'),
    ];
    expect(JSON.stringify([said, log, host.why('acme-mail.password'), String(host.why('acme-mail.password'))])).not.toContain(secret);
  });

  it('that a migration throws is not told either', async () => {
    const migrate = (values: Readonly<Record<string, unknown>>): never => {
      throw new Error(`cannot read ${String(values['password'])}`);
    };
    @Config({ version: 2, migrate })
    class Versioned {
      @Field.string({ required: false, secret: true }) password?: string;
    }
    @Plugin({ id: 'acme-mail', version: '1.0.0', config: Versioned })
    class Migrating {}
    const yaml = 'plugins: { acme-mail: { config: { password: hunter2-hunter2 } } }';
    const { host, report, log } = await started({ yaml, options: { extensions: [Migrating] } });
    expect(report.problems).toMatchObject([{ code: 'config.not-migrated', message: expect.stringContaining('cannot read ***') }]);
    expect(JSON.stringify([report, log, host.list(), host.why('acme-mail')])).not.toContain('hunter2');
  });

  it('under a name with a typing error is not told either', async () => {
    const { host, report } = await started({ yaml: 'plugins: { acme-mail: { config: { pasword: hunter2-hunter2 } } }' });
    expect(JSON.stringify([report, host.why('acme-mail.pasword'), host.info('acme-mail')])).not.toContain('hunter2');
  });
});

describe('a configuration with versions', () => {
  @Config({
    version: 3,
    migrate: (values, from) => {
      if (from === 1) return { ...values, seconds: Number(values['minutes'] ?? 0) * 60, minutes: undefined };
      if (values['seconds'] === 666) throw new Error('no way');
      return { ...values, ms: Number(values['seconds']) * 1000, seconds: undefined };
    },
  })
  class Wait {
    @Field.integer({ default: 5 }) ms!: number;
  }
  @Plugin({ id: 'wait', version: '1.0.0', config: Wait })
  class Waiting {}
  const of = async (config: string, options: HostOptions = {}) => {
    const { host, problems, report } = await started({
      yaml: `plugins: { wait: { config: ${config} } }`,
      options: { extensions: [Waiting], ...options },
    });
    return { ms: host.info('wait').config[0]?.value, problems, report };
  };

  it('lifts what a file says of an earlier version, step by step, and says so', async () => {
    expect(await of('{ minutes: 2 }')).toMatchObject({ ms: 120_000, problems: ['config.migrated ~/mortise.yaml:1:28'] });
    expect(await of('{ $version: 2, seconds: 3 }')).toMatchObject({ ms: 3_000 });
    expect(await of('{ $version: 3, ms: 4 }')).toMatchObject({ ms: 4, problems: [] });
  });

  it('takes what code says as of today', async () => {
    expect(await of('{}', { plugins: { wait: { config: { ms: 9 } } } })).toMatchObject({ ms: 9 });
  });

  it.each([
    ['{ $version: 4, ms: 1 }', 'it is of version 4, and the plugin knows those up to 3'],
    ['{ $version: 2, seconds: 666 }', 'migrate from version 2 failed: no way'],
    ['{ $version: x }', '$version is "x" instead of an integer from 1 on'],
  ])('refuses %s', async (config, why) => {
    const { report } = await of(config);
    expect(report.problems[0]).toMatchObject({ code: 'config.not-migrated', message: expect.stringContaining(why) });
    expect(report.plugins[0]!.state).toBe('failed');
  });
});
