/** Open this to see that places are lines to go to: decorators are called here as functions, which no compiler moves. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Config, definePlugin, Field, OnEvent, Plugin, Provide, Use } from '../../decorators/index.js';
import type { Link } from '../../src/model/explanation.js';
import { createTestHost } from '../../src/testing/index.js';
import { folder } from '../extension/folder.js';

class MailConfig {
  port!: number;
}
Field.integer({ default: 25, doc: 'Where the relay listens' })(MailConfig.prototype, 'port'); // the field
Config()(MailConfig);

class Mail {
  constructor(readonly flags: unknown) {}
  send() {}
}
Use('acme/flags')(Mail, undefined, 0); // the parameter
Use('acme/queue')(Mail.prototype, 'queue'); // the member
OnEvent('bind_session')(Mail.prototype, 'send', Object.getOwnPropertyDescriptor(Mail.prototype, 'send')!); // the handler
Provide('acme/mail')(Mail);
Plugin({ id: 'mail', version: '1.0.0', config: MailConfig, dependencies: { relay: '^1' } })(Mail); // the plugin

class Queue {}
Provide('acme/idle')(Queue); // the component
Plugin({ id: 'idle', version: '1.0.0' })(Queue);

const relay = definePlugin({ id: 'relay', version: '2.0.0' }); // the definition

const source = readFileSync(import.meta.filename, 'utf8').split('\n');

/** The comment on the line that a place names. */
function commentAt(place: string | undefined): string | undefined {
  const [, path, line] = /^(.*):(\d+):\d+$/.exec(place ?? '') ?? [];
  return path === import.meta.filename ? /\/\/ (.*)$/.exec(source[Number(line) - 1]!)?.[1] : place;
}

function find(because: readonly Link[], part: string): Link | undefined {
  for (const link of because) {
    const found = link.says.includes(part) ? link : find(link.because, part);
    if (found !== undefined) return found;
  }
  return undefined;
}

describe('a place', () => {
  it.each([
    ['mail', "needs 'relay' ^1", 'the plugin'],
    ['mail', "uses 'acme/flags'", 'the parameter'],
    ['mail', "uses 'acme/queue'", 'the member'],
    ['mail', "'relay' is listed", 'the host'],
    ['bind_session', 'Mail.send', 'the handler'],
    ['mail.port', 'it means', 'the field'],
    ['acme/mail', "'mail' provides it", 'the plugin'],
    ['acme/idle', 'its component', 'the component'],
  ])('of what why says of %p: %p is that of %s', async (asked, part, comment) => {
    const test = createTestHost({ plugins: [Mail, Queue, relay] }); // the host
    await test.start();
    expect(commentAt(find(test.host.why(asked).because, part)?.place)).toBe(comment);
    // The report has the same lines.
    for (const { place, message } of test.problems) if (message.includes(part)) expect(commentAt(place)).toBe(comment);
    await test.stop();
  });

  it('of what is defined without decorators is that of its definition', async () => {
    const lonely = definePlugin({ id: 'lonely', version: '1.0.0', inject: ['acme/flags'], setup: () => ({}) }); // the lonely one
    const test = createTestHost({ plugins: [lonely] });
    await test.start();
    const [{ says, place }] = test.host.why('lonely').because as [Link];
    expect([says, commentAt(place)]).toEqual([
      "'lonely' uses 'acme/flags' (lonely.constructor[0]), and no plugin it can see publishes it.",
      'the lonely one',
    ]);
    expect(String(test.host.why('lonely')).match(/constructor\[0\]/g)).toHaveLength(1);
    await test.stop();
  });

  it('of what stands in a file, without anything that knows its line, is the file', async () => {
    const files = folder({
      'package.json': '{ "type": "module" }',
      'bare.js': "export default { id: 'bare', version: '1.0.0', inject: ['acme/flags'], setup: () => ({}) };",
    });
    const test = createTestHost({ home: files.path, plugins: [{ file: './bare.js' }] });
    await test.start();
    expect(test.host.why('bare').because[0]!.place).toBe(`${files.path}/bare.js`);
    expect(String(test.host.why('bare')).match(/constructor\[0\]/g)).toHaveLength(1);
    await test.stop();
  });
});
