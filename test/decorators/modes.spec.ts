/** Open this to see that a plugin is the same plugin under legacy and under standard decorators. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Class } from '../../src/model/manifest.js';
import { createTestHost } from '../../src/testing/index.js';
import { described } from '../manifest/described.js';
import { Plugin } from '../../decorators/index.js';
import * as legacyMisuse from './misuse.legacy.js';
import * as standardMisuse from './misuse.standard.js';
import * as legacy from './sample.legacy.js';
import * as standard from './sample.standard.js';

const events = ['bind_session', 'close_session', 'add_servers', 'replace_servers'];
const modes = [
  ['legacy', legacy.PresencePlugin],
  ['standard', standard.PresencePlugin],
] as const;

const wrong = [
  ['legacy', legacyMisuse.WrongPlugin],
  ['standard', standardMisuse.WrongPlugin],
] as const;

function textOf(mode: string): string {
  const text = readFileSync(new URL(`./sample.${mode}.ts`, import.meta.url), 'utf8');
  return text.slice(text.indexOf('\n'));
}

async function run(plugin: Class, fakes: Record<string, unknown> = {}): Promise<string[]> {
  const notes: string[] = [];
  const test = createTestHost({
    plugins: [plugin],
    fakes: { 'acme/notes': { note: (text: string) => notes.push(text) }, ...fakes },
    config: { presence: { ttl: 5 } },
  });
  await test.start();
  test.host.events.emit('bind_session', { uid: 'ada' });
  test.host.events.emit('close_session', { uid: 'ada' });
  test.host.events.emit('add_servers', []);
  test.host.events.emit('replace_servers', [{ id: 'a' }, { id: 'b' }]);
  await test.host.commands.run('p show 7 long');
  await test.stop();
  test.expectClean();
  expect(test.problems).toEqual([]);
  return notes;
}

describe('a plugin in the same lines under both modes', () => {
  it('is the same text', () => {
    expect(textOf('standard')).toBe(textOf('legacy'));
  });

  it('has the same manifest', () => {
    const [first, second] = modes.map(([, type]) => described(type, { events }));
    expect(first!.problems).toEqual([]);
    expect(second).toMatchObject({ manifest: first!.manifest, problems: [] });
    expect(first!.manifest).toMatchObject({
      id: 'presence',
      version: '1.2.0',
      name: 'Presence',
      description: { en: 'Who is online', de: 'Wer da ist' },
      authors: ['Acme'],
      link: 'https://acme.example',
      category: 'service',
      dependencies: [{ id: 'mortise', range: '>=0.1', need: 'required' }],
      provides: [{ namespace: 'acme/presence', component: 'presence', scope: 'singleton' }],
      components: [
        { name: 'presence', lifecycle: ['start', 'stop'] },
        { name: 'PresencePlugin', lifecycle: [] },
      ],
    });
  });

  it.each(modes)('lists what it uses, with its place (%s)', (_, type) => {
    expect(described(type, { events }).manifest.uses).toEqual([
      { namespace: 'acme/notes', optional: false, live: false, by: 'presence.constructor[1]' },
      { namespace: 'acme/mail', optional: true, live: false, by: 'presence.mail' },
      { namespace: 'acme/flags', optional: false, live: true, by: 'presence.flags$' },
    ]);
  });

  it.each(modes)('lists each handler once: inherited, overridden, decorated again, and under a symbol (%s)', (_, type) => {
    const handlers = described(type, { events }).manifest.handlers;
    expect(handlers.map(({ event, method, priority, through }) => [event, method, priority, through])).toEqual([
      ['bind_session', 'bound', 1000, false],
      ['close_session', 'closed', 5, false],
      ['add_servers', 'joined', 1, false],
      ['replace_servers', 'Symbol(onReplace)', 1000, true],
    ]);
    expect(new Set(handlers.map(({ component }) => component))).toEqual(new Set(['presence']));
  });

  it.each(modes)('lists its commands (%s)', (_, type) => {
    expect(described(type, { events }).manifest.commands).toEqual([
      { usage: 'presence|p show <uid:integer 1..> <mode:short|long>', component: 'presence', method: 'show' },
    ]);
  });

  it.each(modes)('inherits the settings of the base class (%s)', (_, type) => {
    expect(described(type, { events }).manifest.config).toEqual({
      region: { type: 'string', default: 'eu' },
      ttl: { type: 'integer', default: 60, min: 1, unit: 's', doc: 'How long a silent user counts as present' },
      store: { type: 'select', choices: ['memory', 'redis'], default: 'memory' },
    });
  });

  it.each(modes)('runs the same (%s)', async (_, type) => {
    expect(await run(type)).toEqual([
      'start eu 5 without mail',
      'bound ada',
      'closed here ada',
      'joined here',
      'replaced 2',
      'shown 7 long',
      'stop false',
    ]);
  });

  it.each(modes)('gets what it uses optionally when that is there (%s)', async (_, type) => {
    expect((await run(type, { 'acme/mail': { send() {} } }))[0]).toBe('start eu 5 with mail');
  });

  it.each(wrong)('fails alone when a decorator in it is misused (%s)', async (_, WrongPlugin) => {
    @Plugin({ id: 'other', version: '1.0.0' })
    class Other {}
    const test = createTestHost({ plugins: [WrongPlugin, Other] });
    const report = await test.start();
    expect(report.plugins.map(({ id, state }) => [id, state])).toEqual([
      ['wrong', 'failed'],
      ['other', 'running'],
    ]);
    await test.stop();
  });
});
