/** Open this to see that every change is remembered, and that each can be taken back. */
import { describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definePlugin, type Extension } from 'mortise';
import { createTestHost } from 'mortise/testing';
import { World } from './worlds.js';

describe('the history', () => {
  it('holds who asked, where, what was planned, and the receipt; what failed is not in it', async () => {
    const world = new World();
    const { test } = world;
    const { host } = test;
    await test.start();
    expect(host.history()).toEqual([]);
    await host.disable('leaf');
    world.fails.root = 'start';
    await host.reload('root');
    delete world.fails.root;
    await host.change({ reload: ['root'], by: 'watch' });
    const [first, second, ...others] = host.history();
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      revision: 2,
      by: 'code',
      place: expect.stringContaining('history.spec.ts') as unknown,
      change: { disable: ['leaf'] },
      steps: [{ action: 'stop', plugin: 'leaf' }],
      receipt: { revision: 2, outcome: 'done', plugins: [{ plugin: 'leaf', did: 'stopped' }] },
    });
    expect(second).toMatchObject({ revision: 3, by: 'watch', change: { reload: ['root'] }, replaces: 'overlap' });
    expect(JSON.parse(JSON.stringify(host.history()))).toEqual(host.history());
    await test.stop();
  });
});

describe('undo', () => {
  it('takes back the last change: what was disabled runs again, and what was unloaded is there', async () => {
    const world = new World();
    const { test } = world;
    const { host } = test;
    await test.start();
    const before = world.state();
    await host.disable('middle');
    expect((await host.undo()).receipt).toMatchObject({ outcome: 'done' });
    expect(world.state().plugins.map(({ key, state }) => `${key} ${state}`)).toEqual(
      before.plugins.map(({ key, state }) => `${key} ${state}`),
    );
    await host.unload('beside');
    expect(host.find('world/beside')).toBeUndefined();
    await host.undo();
    expect(host.find('world/beside')).toMatchObject({ number: 2 });
    await test.stop();
    test.expectClean();
  });

  it('asked for twice at once is done twice: the second takes the first back', async () => {
    const test = createTestHost({ plugins: [definePlugin({ id: 'one', version: '1.0.0' })] });
    await test.start();
    await test.host.disable('one');
    const states: string[] = [];
    const told = (): void => void states.push(test.host.list()[0]!.state);
    await Promise.all([test.host.undo().then(told), test.host.undo().then(told)]);
    expect(states).toEqual(['running', 'stopped']);
    await test.stop();
  });

  it('goes back to how it was before a revision, and can be undone itself', async () => {
    const { test } = new World();
    const { host } = test;
    const extra = definePlugin({ id: 'extra', version: '1.0.0', provides: { 'extra/thing': 1 } });
    await test.start();
    const first = (await host.load(extra)).receipt!.revision;
    await host.disable('leaf');
    await host.configure('beside', { depth: 3 });
    const plan = await host.plan({ undo: first });
    expect(plan.change).toEqual({ undo: first });
    await host.apply(plan);
    expect(host.find('extra/thing')).toBeUndefined();
    expect(host.list().map(({ key, enabled }) => `${key} ${enabled}`)).toEqual(['root true', 'middle true', 'leaf true', 'beside true']);
    await host.undo();
    expect(host.find('extra/thing')).toBe(1);
    expect(host.list().find(({ key }) => key === 'leaf')).toMatchObject({ enabled: false });
    await test.stop();
  });

  it('brings back the code of a file as it was, though the file says something else now', async () => {
    const home = mkdtempSync(join(tmpdir(), 'mortise-undo-'));
    const file = join(home, 'word.cjs');
    const write = (word: string): void =>
      writeFileSync(
        file,
        `const { word } = require('./said.cjs');\nmodule.exports = { name: 'word', attach() { this.registerPlugin('word/said', { word }); } };\n`,
      ) ?? writeFileSync(join(home, 'said.cjs'), `exports.word = '${word}';\n`);
    write('one');
    const test = createTestHost({ home, live: true, extensions: [{ file: './word.cjs' }] });
    const said = (): unknown => (test.host.lookup('word/said') as { word: string }).word;
    await test.start();
    expect(said()).toBe('one');
    write('two');
    const { receipt } = await test.host.reload('word');
    expect(receipt).toMatchObject({ outcome: 'done', plugins: [{ did: 'replaced', code: 'freeable' }] });
    expect(said()).toBe('two');
    write('three');
    await test.host.undo();
    expect(said()).toBe('one');
    await test.host.undo();
    expect(said()).toBe('two');
    await test.stop();
    rmSync(home, { recursive: true });
  });

  it('brings back the code of a file that is gone, with what it belongs to', async () => {
    const home = mkdtempSync(join(tmpdir(), 'mortise-undo-'));
    const folder = join(home, 'word');
    const file = join(folder, 'index.cjs');
    const write = (word: string): void =>
      writeFileSync(file, `module.exports = { name: 'word', attach() { this.registerPlugin('word/said', { word: '${word}' }); } };\n`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), '{ "name": "words", "version": "1.2.3", "main": "./index.cjs" }');
    write('one');
    const test = createTestHost({ home, live: true, extensions: [{ file: './word' }] });
    const said = (): unknown => (test.host.lookup('word/said') as { word: string }).word;
    const version = (): unknown => test.host.list()[0]?.version;
    await test.start();
    write('two');
    await test.host.reload('word');
    rmSync(file);
    await test.host.undo();
    expect(said()).toBe('one');
    expect(version()).toBe('1.2.3');
    rmSync(folder, { recursive: true });
    await test.host.undo();
    expect(said()).toBe('two');
    await test.stop();
    rmSync(home, { recursive: true });
  });

  it('leaves the plugins of an app that was started meanwhile alone', async () => {
    const plugin = (id: string) => definePlugin({ id, version: '1.0.0' });
    const test = createTestHost({ plugins: [plugin('a')] });
    const { host } = test;
    await test.start();
    await host.load(plugin('b'));
    await host.createApp('web', { extensions: [plugin('w')] }).start();
    await host.undo();
    expect(host.list().map(({ key, state }) => `${key} ${state}`)).toEqual(['a running', 'web:w running']);
    await test.stop();
  });

  it('says what can be taken back when that can not', async () => {
    const { test } = new World();
    const { host } = test;
    await test.start();
    await expect(host.undo()).rejects.toMatchObject({ code: 'change.nothing-to-undo' });
    await host.disable('leaf');
    await expect(host.undo(99)).rejects.toMatchObject({ message: expect.stringContaining('These can be: 2.') });
    await test.stop();
  });

  it('can not bring back what was given in code and is gone, and says so: spec.gone', async () => {
    let made: Extension | undefined = { name: 'gone', attach() {} };
    const ref = new WeakRef(made);
    const { test } = new World();
    await test.start();
    await test.host.load(made);
    await test.host.unload('gone');
    made = undefined;
    const { collectGarbage } = await import('../../src/leaks/heap.js');
    await collectGarbage();
    expect(ref.deref()).toBeUndefined();
    await expect(test.host.undo()).rejects.toMatchObject({ code: 'spec.gone' });
    await test.stop();
  }, 60_000);
});
