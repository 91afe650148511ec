import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ladderOf, LEVELS, printPermissions, readPermissions, USUAL_LEVEL } from '../../src/command/permission.js';
import { given, said, thrown, user } from './given.js';

const ladder = ladderOf();
const read = (text: string) => readPermissions(text, ladder, USUAL_LEVEL);

describe('permission levels', () => {
  it('are five, of which admins have two names, each with a number', () => {
    expect(LEVELS).toEqual({ guest: 0, user: 1, helper: 2, admin: 3, operator: 3, owner: 4 });
    expect([ladder.highest, ladder.numberOf('operator'), ladder.numberOf(2), ladder.textOf(3), ladder.textOf(7)]).toEqual([
      4,
      3,
      2,
      'admin (3)',
      '7',
    ]);
  });

  it.each<[unknown, string]>([
    ['amdin', "'amdin' is no permission level. Did you mean 'admin'?"],
    ['constructor', "'constructor' is no permission level."],
    ['', 'an empty string is no permission level.'],
    [NaN, 'the number NaN is no permission level.'],
    [null, 'null is no permission level.'],
  ])('are known: %j is permission.unknown-level', (level, message) => {
    expect(thrown(() => ladder.numberOf(level as never))).toBe(`permission.unknown-level: ${message}`);
    expect(thrown(() => given().register('x', () => 1, { permission: level === null ? 'null' : (level as never) }))).toMatch(
      /^permission.unknown-level/,
    );
  });

  it('may be others', async () => {
    const set = given({ everybody: 0, staff: 10 });
    set.register('close', () => 'closed', { permission: 'staff' });
    expect(await said(set.run('close', user('alice')))).toContain('it needs staff (10), and this is 3');
    expect(await set.run('close')).toBe('closed');
  });
});

describe('a permission file', () => {
  it('names levels by name or number, of users and of everybody else', () => {
    expect(read('{ "default": 0, "users": { "alice": "admin", "bob": 2 } }')).toEqual({
      usual: 0,
      users: new Map<string, unknown>([
        ['alice', 'admin'],
        ['bob', 2],
      ]),
    });
    expect(read('{}')).toEqual({ usual: 'user', users: new Map() });
    expect(read('{ "users": { "__proto__": "owner" } }').users.get('__proto__')).toBe('owner');
  });

  it.each([
    ['alice: admin', /not valid JSON/],
    ['', /JSON/],
    ['[]', 'it holds an empty list instead of { "default": …, "users": { … } }.'],
    ['{ "user": {} }', `it has 'user', and only "default" and "users" mean anything.`],
    ['{ "users": [] }', '"users" is an empty list instead of a map from name to level.'],
    ['{ "users": { "alice": "king" } }', /^the level of 'alice' is none: .*'king' is no permission level/],
    ['{ "default": true }', /^"default" is none: /],
  ])('that says %j is refused', (text, why) => {
    expect(() => read(text)).toThrow(why);
  });

  it('is printed so that reading it again gives the same', () => {
    const levels = fc.oneof(fc.constantFrom(...Object.keys(LEVELS)), fc.integer({ min: 0, max: 9 }));
    fc.assert(
      fc.property(levels, fc.array(fc.tuple(fc.string(), levels)), (usual, users) => {
        const written = { usual, users: new Map(users) };
        expect(read(printPermissions(written))).toEqual(written);
      }),
    );
    expect(
      printPermissions({
        usual: 'user',
        users: new Map([
          ['b', 1],
          ['a', 'owner' as const as never],
        ]),
      }),
    ).toBe('{\n  "default": "user",\n  "users": {\n    "a": "owner",\n    "b": 1\n  }\n}\n');
  });
});
