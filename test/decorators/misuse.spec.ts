/** Open this to see that a decorator in the wrong place throws nothing, and becomes a problem that names decorator, member and line. */
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { Component, OnEvent, Plugin, Use } from '../../decorators/index.js';
import { described } from '../manifest/described.js';
import * as legacy from './misuse.legacy.js';
import * as standard from './misuse.standard.js';
import { Hidden } from './private.standard.js';

const modes = [
  ['legacy', legacy],
  ['standard', standard],
] as const;

function textOf(mode: string): string {
  const text = readFileSync(new URL(`./misuse.${mode}.ts`, import.meta.url), 'utf8');
  return text.slice(text.indexOf('\n'));
}

describe('a misused decorator', () => {
  it('stands in the same text in both modes', () => {
    expect(textOf('standard')).toBe(textOf('legacy'));
  });

  it.each(modes)('is told with what it is on and where it belongs (%s)', (_, { WrongPlugin }) => {
    const { problems } = described(WrongPlugin);
    expect(problems.map(({ code, message }) => `${code}: ${message}`).sort()).toEqual([
      "manifest.bad-fact: @Command on wrong.number: the type of <n:int> is 'int' instead of integer, number, text, quotable, greedy, boolean or words joined by '|' (did you mean 'integer'?).",
      'manifest.bad-fact: @Command on wrong.run: a static method belongs to no instance, so it cannot handle commands.',
      'manifest.bad-fact: @Field on WrongConfig.shared: a static field belongs to no instance.',
      'manifest.bad-fact: @OnEvent on wrong.handle: a static method belongs to no instance, so it cannot handle events.',
      'manifest.bad-fact: @Use on wrong.shared: a static field belongs to no instance.',
      'manifest.misused-decorator: @Component on wrong.made belongs on a class.',
      'manifest.misused-decorator: @Config on WrongConfig.inner belongs on a class.',
      'manifest.misused-decorator: @Config on wrong.got belongs on a class.',
      'manifest.misused-decorator: @OnEvent on class wrong belongs on a method or field.',
      'manifest.misused-decorator: @Plugin on wrong.method belongs on a class.',
      'manifest.misused-decorator: @Provide on wrong.field belongs on a class.',
      'manifest.misused-decorator: @Use on class wrong belongs on a method or field or constructor parameter.',
    ]);
    for (const found of problems) expect(found).toMatchObject({ plugin: 'wrong', extension: 'acme', phase: 'describe', severity: 'error' });
  });

  it.each(modes)('is told with the file and line of the decorator (%s)', (mode, { WrongPlugin }) => {
    for (const { place } of described(WrongPlugin).problems)
      expect(place).toMatch(new RegExp(`/test/decorators/misuse\\.${mode}\\.ts:\\d+:\\d+$`));
  });

  it.each(modes)('does not count (%s)', (_, { WrongPlugin }) => {
    const { manifest, parts } = described(WrongPlugin);
    expect(manifest).toMatchObject({ id: 'wrong', uses: [], provides: [], config: { fine: { type: 'integer' } } });
    expect(Object.keys(manifest.config!)).toEqual(['fine']);
    expect(parts.components[0]!.fields.size).toBe(0);
  });

  it('on a private member is told, and works on an accessor', () => {
    const found = described(Hidden);
    expect(found.problems.map(({ message }) => message)).toEqual([
      '@OnEvent on Hidden.#bound is private, so nobody can reach it.',
      '@Use on Hidden.#mail is private, so nobody can reach it.',
    ]);
    expect(found.manifest.uses).toEqual([{ namespace: 'acme/cache', optional: false, live: false, by: 'Hidden.cache' }]);
    expect(found.problems[0]!.place).toMatch(/private\.standard\.ts:9:4$/);
  });

  it('on a parameter is told, unless it is @Use on one of the constructor', () => {
    const anywhere = (decorator: unknown) => decorator as ParameterDecorator;
    @Plugin({ id: 'wrong', version: '1.0.0' })
    class Wrong {
      constructor(
        @Use('acme/cache') readonly cache: unknown,
        @anywhere(OnEvent('bind_session')) @Use('acme/mail') readonly mail: unknown,
      ) {}
      show(@Use('acme/cache') _cache: unknown) {}
    }
    expect(described(Wrong).problems.map(({ message }) => message)).toEqual([
      '@Use on Wrong.show stands on a parameter of a method; only those of the constructor are injected.',
      '@OnEvent on parameter 2 of the constructor of Wrong belongs on a method or field.',
    ]);
  });

  it('is told when it stands on a class twice', () => {
    @Component('outer')
    @Component('inner')
    class Twice {}
    const found = described(Twice, { namespace: 'acme/twice' });
    expect(found.manifest).toMatchObject({ id: 'acme:acme/twice', components: [{ name: 'inner' }] });
    expect(found.problems.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'manifest.exclusive-decorators: @Component stands twice on class Twice: only the one nearest to the class counts.',
    ]);
  });
});

describe('a decorator called by hand', () => {
  const decorate = OnEvent('bind_session') as unknown as (...given: unknown[]) => void;

  it.each([[undefined], [null], [5], [{}], [Object.create(null)], [Object.freeze(class {})], [Object.freeze(class {}).prototype]])(
    'on %p throws nothing and writes nothing',
    (target) => {
      const keys = (): unknown[] => [Object, Number, Function].map((type) => Reflect.ownKeys(type));
      const before = keys();
      expect(() => decorate(target, 'member')).not.toThrow();
      expect(keys()).toEqual(before);
      if (typeof target === 'function') expect(Reflect.ownKeys(target)).toEqual(['length', 'name', 'prototype']);
    },
  );
});
