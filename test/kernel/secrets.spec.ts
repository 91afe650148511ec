/** Open this to see that no secret is told: in no line of a log, whatever somebody writes down, and in nothing that is asked of a host. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost, PluginContext, type LogRecord, type PluginContextView } from 'mortise';
import { Config, Field, Logger, Plugin } from 'mortise/decorators';
import { ask } from '../../src/control/client.js';
import { consoleLog } from '../../src/platform/log.js';

const home = mkdtempSync(join(tmpdir(), 'mortise-secrets-'));
afterAll(() => rmSync(home, { recursive: true }));

@Config()
class Settings {
  @Field.string({ secret: true }) readonly password!: string;
  @Field.string({ secret: true, default: '91827364' }) readonly pin!: string;
}

it.each<[string, (settings: Settings) => object]>([
  ['its configuration', (settings) => settings],
  ['its configuration in a field', (config) => ({ config })],
  ['a map', ({ password }) => ({ all: new Map([['a', { password }]]) })],
  ['an address', ({ password }) => ({ url: new URL(`smtp://me:${password}@host`) })],
  ['an error', ({ password }) => ({ error: new Error(`no ${password}`) })],
  ['an error with its cause', ({ password }) => ({ error: new Error('outer', { cause: new Error(`no ${password}`) }) })],
  ['an error that has it besides', ({ password }) => ({ error: Object.assign(new Error('status 401'), { config: { auth: password } }) })],
  ['something with it as a key', ({ password }) => ({ users: { [password]: '***' } })],
  ['something that has it deep inside', ({ password }) => ({ all: [[[[[[[[[[{ password }]]]]]]]]]] })],
  ['a number', ({ pin }) => ({ pin: Number(pin), shown: '***' })],
])('a plugin may write down %s', async (_what, fields) => {
  const lines: string[] = [];
  @Plugin({ id: 'mail', version: '1.0.0', config: Settings, inject: [Settings, Logger] })
  class Mail {
    constructor(
      readonly settings: Settings,
      readonly log: Logger,
    ) {}
    start() {
      this.log.info('it knows', fields(this.settings) as never);
    }
  }
  const readable = consoleLog({ stream: { write: (text) => lines.push(text) } });
  const whole = (_key: string, value: unknown): unknown => (value instanceof Error ? { ...value, message: value.message } : value);
  /** As somebody reads it, and as a sink writes it who leaves nothing out. */
  const sink = (record: LogRecord): void => {
    readable(record);
    lines.push(JSON.stringify(record.fields ?? {}, whole));
  };
  const host = createHost({ extensions: [Mail], log: { sink }, plugins: { mail: { config: { password: 'hunter2-hunter2\n' } } } });
  expect((await host.start()).ok).toBe(true);
  expect(lines.join('')).toContain('it knows');
  expect(lines.join('')).toContain('***');
  expect(lines.join('')).not.toMatch(/hunter2|91827364/);
  await host.stop();
});

/** A host whose plugin knows a secret, and what it logs. */
async function knowing(password = 'hunter2-hunter2') {
  let context!: PluginContextView;
  const records: LogRecord[] = [];
  @Plugin({ id: 'db', version: '1.0.0', config: Settings, inject: [PluginContext] })
  class Database {
    constructor(given: PluginContext) {
      context = given;
      given.commands.register('db ping', () => {
        throw new Error(`refused with ${password}`);
      });
      given.commands.register('db show', () => ({
        toJSON() {
          throw new Error(`can't write ${password}`);
        },
      }));
    }
    onConfig() {}
  }
  const host = createHost({
    extensions: [Database],
    home,
    log: { sink: (record) => void records.push(record) },
    plugins: { db: { config: { password } } },
  });
  expect((await host.start()).ok).toBe(true);
  return { host, context, records };
}

describe('a host tells no secret', () => {
  it('of a command that failed', async () => {
    const { host } = await knowing();
    const failed = await host.commands.run('db ping').catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'command.failed', message: expect.stringContaining('refused with ***') });
    expect(JSON.stringify((failed as { problem: object }).problem)).not.toContain('hunter2');
    await host.stop();
  });

  it('to a client of its control socket, whose answer could not be written', async () => {
    const { host } = await knowing();
    const { path, close } = await host.openControl();
    const refused = await ask(path, 'exec', ['db show']).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'command.failed', message: expect.stringContaining("can't write ***") });
    expect(JSON.stringify((refused as { problem: object }).problem)).not.toContain('hunter2');
    close();
    await host.stop();
  });

  it('of a check and of a call that failed', async () => {
    const { host, context } = await knowing();
    context.health.add('login', () => {
      throw new Error('login with hunter2-hunter2');
    });
    const query = (): never => {
      throw new Error('query with hunter2-hunter2');
    };
    expect(() => context.usage.track('query', query)).toThrow('hunter2');
    expect((await host.health.check()).checks).toMatchObject([{ ok: false, reason: 'login with ***' }]);
    expect(host.usage.read('db').calls).toMatchObject([{ lastError: 'query with ***' }]);
    await host.stop();
  });

  it('where a plugin writes down what somebody else threw', async () => {
    const { host, context } = await knowing();
    expect(context.withoutSecrets('login with hunter2-hunter2 failed')).toBe('login with *** failed');
    await host.stop();
  });

  it('of a configuration of before that has no field for it any more', async () => {
    const migrate = ({ pw }: Readonly<Record<string, unknown>>): never => {
      throw new Error(`can't read ${String(pw)}`);
    };
    @Config({ version: 2, migrate })
    class Renamed {
      @Field.string({ secret: true, default: '' }) readonly password!: string;
    }
    @Plugin({ id: 'mail', version: '1.0.0', config: Renamed })
    class Mail {}
    const host = createHost({
      extensions: [Mail],
      log: { level: 'silent' },
      plugins: { mail: { config: { $version: 1, pw: 'hunter2-hunter2' } } },
    });
    const { problems } = await host.start();
    expect(problems.map(({ code }) => code)).toContain('config.not-migrated');
    expect(JSON.stringify(problems)).not.toContain('hunter2');
    await host.stop();
  });

  it('of those of before, and remembers the last of many', async () => {
    const { host, context, records } = await knowing();
    for (let round = 0; round < 100; round++) expect((await host.configure('db', { password: `rotated-${round}-by-night` })).ok).toBe(true);
    context.log.info('they were', { all: [98, 99].map((round) => `rotated-${round}-by-night`) });
    expect(records.at(-1)!.fields).toEqual({ all: ['***', '***'] });
    // Whoever changes them every five minutes must not make each line slower for ever.
    expect((host as unknown as { kernel: { secrets: { size: number } } }).kernel.secrets.size).toBeLessThan(50);
    await host.stop();
  });
});
