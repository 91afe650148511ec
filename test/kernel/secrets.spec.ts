/** Open this to see that no line of a log has a secret in it, whatever somebody writes down. */
import { expect, it } from '@jest/globals';
import { createHost } from 'mortise';
import { Config, Field, Logger, Plugin } from 'mortise/decorators';
import { consoleLog } from '../../src/platform/log.js';

@Config()
class Settings {
  @Field.string({ secret: true }) readonly password!: string;
}

it.each<[string, (settings: Settings) => object]>([
  ['its configuration', (settings) => settings],
  ['its configuration in a field', (config) => ({ config })],
  ['a map', ({ password }) => ({ all: new Map([['a', { password }]]) })],
  ['an address', ({ password }) => ({ url: new URL(`smtp://me:${password}@host`) })],
  ['an error', ({ password }) => ({ error: new Error(`no ${password}`) })],
  ['an error with its cause', ({ password }) => ({ error: new Error('outer', { cause: new Error(`no ${password}`) }) })],
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
  const sink = consoleLog({ stream: { write: (text) => lines.push(text) } });
  const host = createHost({ extensions: [Mail], log: { sink }, plugins: { mail: { config: { password: 'hunter2-hunter2\n' } } } });
  expect((await host.start()).ok).toBe(true);
  expect(lines.join('')).toContain('it knows');
  expect(lines.join('')).toContain('***');
  expect(lines.join('')).not.toContain('hunter2');
  await host.stop();
});
