import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHost, type HostOptions, type MortiseHost } from 'mortise';
import { said, thrown, user } from '../command/given.js';

let home: string;
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'mortise-permissions-'))));
afterEach(() => rmSync(home, { recursive: true }));

const file = (): string => join(home, 'kept/permissions.json');
function write(text: string): void {
  mkdirSync(join(home, 'kept'), { recursive: true });
  writeFileSync(file(), text);
}
function made(permissions: HostOptions['permissions'] = { file: './kept/permissions.json' }): MortiseHost {
  const host = createHost({ home, permissions, log: { level: 'silent' } });
  host.commands.register('stop', () => 'stopped', { permission: 'admin' });
  return host;
}

describe('the permission file', () => {
  it('says who has which level, and keeps what is set', async () => {
    const { commands } = made();
    expect([commands.permissions.of('alice'), await said(commands.run('stop', user('alice')))]).toEqual([
      1,
      expect.stringMatching(/^permission.denied/),
    ]);
    commands.permissions.set('alice', 'operator');
    expect(await commands.run('stop', user('alice'))).toBe('stopped');
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({ default: 'user', users: { alice: 'operator' } });
    expect(made().commands.permissions.of('alice')).toBe(3);
    commands.permissions.set('alice', undefined);
    expect(made().commands.permissions.of('alice')).toBe(1);
  });

  it('may be edited while the host runs: it counts at once, and no more when it is taken away', () => {
    const { commands } = made();
    write('{ "default": "guest", "users": { "bob": 4 } }');
    expect([commands.permissions.of('bob'), commands.permissions.of('eve')]).toEqual([4, 0]);
    write('{ "users": { "bob": "helper" } }');
    expect([commands.permissions.of('bob'), commands.permissions.of('eve')]).toEqual([2, 1]);
    rmSync(file());
    expect(commands.permissions.of('bob')).toBe(1);
  });

  it.each([
    ['nonsense', 'alice: admin'],
    ['of another shape', '{ "users": { "alice": { "level": 4 } } }'],
    ['with a level that there is not', '{ "users": { "alice": "king" } }'],
    ['half written', '{ "users": { "al'],
  ])('edited to %j while the host runs is permission.not-readable once, and what it said before counts', (_, text) => {
    const host = made();
    const { permissions } = host.commands;
    write('{ "users": { "alice": "owner" } }');
    expect(permissions.of('alice')).toBe(4);
    write(text);
    expect([permissions.of('alice'), permissions.of('alice'), permissions.of('eve')]).toEqual([4, 4, 1]);
    expect(host.problems.map(({ code }) => code)).toEqual(['permission.not-readable']);
    expect(thrown(() => permissions.set('eve', 'owner'))).toMatch(
      /^permission.not-readable: The permission file '.*permissions.json' can't be read: /,
    );
    expect([readFileSync(file(), 'utf8'), permissions.of('eve')]).toEqual([text, 1]);
    write('{ "users": { "alice": "owner" } }');
    expect(permissions.of('alice')).toBe(4);
    permissions.set('eve', 'helper');
    expect(permissions.of('eve')).toBe(2);
    expect(host.problems).toHaveLength(1);
  });

  it('that can’t be read is told when the host starts, and not when somebody gives the first command', async () => {
    write('{ "users": { "al');
    const host = made();
    const { ok, problems } = await host.start();
    expect([ok, problems.map(({ code }) => code)]).toEqual([false, ['permission.not-readable']]);
    expect([host.commands.permissions.of('alice'), host.problems.length]).toEqual([1, 1]);
    await host.stop();
  });

  it('that is a folder can be neither read nor written', () => {
    const host = made();
    mkdirSync(file(), { recursive: true });
    expect(host.commands.permissions.of('alice')).toBe(1);
    expect(host.problems).toMatchObject([{ code: 'permission.not-readable' }]);
  });

  it('that cannot be written is permission.not-written, and the user keeps the level that it had', () => {
    const { permissions } = made({ file: './taken/permissions.json' }).commands;
    writeFileSync(join(home, 'taken'), '');
    expect(thrown(() => permissions.set('alice', 'owner'))).toMatch(/^permission.not-written: /);
    expect(permissions.of('alice')).toBe(1);
  });

  it('is not needed: then levels last as long as the host', () => {
    const { permissions } = made({}).commands;
    permissions.set('alice', 4);
    expect([permissions.of('alice'), permissions.of('bob'), permissions.levels['operator']]).toEqual([4, 1, 3]);
    expect(thrown(() => permissions.set('alice', 'king'))).toMatch(/^permission.unknown-level/);
    expect(permissions.of('alice')).toBe(4);
  });
});

describe('the levels of a host', () => {
  it('may be its own, with a default that is one of them', () => {
    const { permissions } = made({ levels: { guest: 0, admin: 5 }, default: 'admin' }).commands;
    expect(permissions.of('anybody')).toBe(5);
    expect(made({ levels: { admin: 5, none: -1 } }).commands.permissions.of('anybody')).toBe(-1);
    expect(thrown(() => made({ levels: { admin: 1 }, default: 'user' }))).toMatch(/^permission.unknown-level/);
  });

  it.each([
    [{ levels: {} }, 'permissions.levels'],
    [{ levels: { admin: 'high' } }, 'permissions.levels'],
    [{ default: true }, 'permissions.default'],
    [{ file: 5 }, 'permissions.file'],
  ])('that are %j are host.bad-options', (permissions, field) => {
    expect(thrown(() => createHost({ permissions } as never))).toMatch(new RegExp(`^host.bad-options: .*${field}`));
  });
});
