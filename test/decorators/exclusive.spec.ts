/** Open this to see that decorators of which only one can be meant are told with both names, what they stand on, and the line. */
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { Component, Config, Field, OnEvent, placeFact, Plugin, Provide, Use } from '../../decorators/index.js';
import type { Kind } from '../../src/model/kind.js';
import { described } from '../manifest/described.js';
import * as legacy from './exclusive.legacy.js';
import * as standard from './exclusive.standard.js';

const modes = [
  ['legacy', legacy],
  ['standard', standard],
] as const;

function textOf(mode: string): string {
  const text = readFileSync(new URL(`./exclusive.${mode}.ts`, import.meta.url), 'utf8');
  return text.slice(text.indexOf('\n'));
}

function told(value: unknown): string[] {
  return described(value)
    .problems.map(({ code, message }) => `${code}: ${message}`)
    .sort();
}

describe('decorators that exclude each other', () => {
  it('stand in the same text in both modes', () => {
    expect(textOf('standard')).toBe(textOf('legacy'));
  });

  it.each(modes)('on a class are told (%s)', (_, { Both, Twice, Itself }) => {
    expect(told(Both)).toEqual([
      'manifest.exclusive-decorators: @Plugin and @Component stand together on class Both: the class of a plugin is a component of it already, and @Plugin({ inject }) lists what it gets.',
    ]);
    expect(told(Twice)).toEqual([
      'manifest.exclusive-decorators: @Plugin stands twice on class Twice: only the one nearest to the class counts.',
    ]);
    expect(told(Itself)).toEqual([
      'manifest.exclusive-decorators: @Plugin and @Config stand together on class Itself: a class with @Config holds settings and does nothing else.',
      'manifest.misused-decorator: @Field on Itself.size belongs in a class with @Config, named in @Plugin({ config }); a component gets that class injected.',
    ]);
  });

  it.each(modes)('in the components of a plugin are told (%s)', (_, { StorePlugin }) => {
    expect(told(StorePlugin)).toEqual([
      'manifest.exclusive-decorators: @Component and @Config stand together on class SettingsAndComponent: a class with @Config holds settings and does nothing else.',
      'manifest.exclusive-decorators: @Component stands twice on class Store: only the one nearest to the class counts.',
      'manifest.exclusive-decorators: @Config stands twice on class Settings: only the one nearest to the class counts.',
      'manifest.exclusive-decorators: @Field stands twice on Settings.size: only the one nearest to the member counts.',
      'manifest.exclusive-decorators: @OnEvent and @Field stand together on inner.told: the one is for a method that is called, the other for a field that is filled.',
      'manifest.exclusive-decorators: @OnEvent and @Use stand together on inner.bound: the one is for a method that is called, the other for a field that is filled.',
      'manifest.exclusive-decorators: @Plugin and @Component stand together on class Both: the class of a plugin is a component of it already, and @Plugin({ inject }) lists what it gets.',
      'manifest.exclusive-decorators: @Provide and @Config stand together on class SettingsAndComponent: a class with @Config holds settings and does nothing else.',
      "manifest.exclusive-decorators: @Provide stands twice on class Store: both publish it under 'acme/store'.",
      'manifest.exclusive-decorators: @Use and @Field stand together on inner.flags: a setting is filled from the configuration, and a use with what another plugin publishes.',
      'manifest.exclusive-decorators: @Use stands twice on inner.cache: only the one nearest to the member counts.',
      'manifest.misused-decorator: @Config on class OnlySettings holds settings, so it is no component: name it in @Plugin({ config }).',
      'manifest.misused-decorator: @Field on component.size belongs in a class with @Config, named in @Plugin({ config }); a component gets that class injected.',
      'manifest.misused-decorator: @Field on inner.size belongs in a class with @Config, named in @Plugin({ config }); a component gets that class injected.',
      'manifest.misused-decorator: @OnEvent on Settings.bound does nothing there: a class with @Config holds settings and does nothing else.',
      'manifest.misused-decorator: @OnEvent on inner.field stands on a field, and only a method can be called with what happened.',
      'manifest.misused-decorator: @OnEvent on inner.got stands on a getter without a setter, and only a method can be called with what happened.',
      'manifest.misused-decorator: @Plugin on class named makes it a plugin of its own, so it is no component of another: list it among the extensions.',
      'manifest.misused-decorator: @Use on Settings.cache does nothing there: a class with @Config holds settings and does nothing else.',
      'manifest.misused-decorator: @Use on inner.mail stands on a method, which nothing can be written to.',
      'manifest.misused-decorator: @Use on inner.mailbox stands on a getter without a setter, which nothing can be written to.',
    ]);
  });

  it.each(modes)('are told as errors of their plugin, with the line of one of them (%s)', (mode, { StorePlugin }) => {
    for (const found of described(StorePlugin).problems) {
      expect(found).toMatchObject({ plugin: 'store', phase: 'describe', severity: 'error' });
      expect(found.place).toMatch(new RegExp(`/test/decorators/exclusive\\.${mode}\\.ts:\\d+:\\d+$`));
    }
  });

  it('are told with what to do', () => {
    expect(described(legacy.Both).problems[0]!.hint).toBe('Take @Plugin or @Component out, or give each a place of its own.');
    expect(described(legacy.Twice).problems[0]!.hint).toBe('Take one of the two out.');
  });

  it('on a parameter are told', () => {
    @Component('listing', { inject: ['acme/cache', 'acme/mail'] } as { inject: never[] })
    class Listing {
      constructor(
        @Use('acme/other') readonly cache: unknown,
        readonly mail: unknown,
        @Use('acme/mail') @Use('acme/flags') readonly flags: unknown,
      ) {}
    }
    @Plugin({ id: 'sample', version: '1.0.0', components: [Listing], inject: ['acme/mail'] })
    class Sample {
      constructor(@Use('acme/mail') readonly mail: unknown) {}
    }
    expect(told(Sample)).toEqual([
      'manifest.exclusive-decorators: @Use and the inject list of @Component stand together on parameter 1 of the constructor of listing: both say what it gets.',
      'manifest.exclusive-decorators: @Use and the inject list of @Plugin stand together on parameter 1 of the constructor of Sample: both say what it gets.',
      'manifest.exclusive-decorators: @Use stands twice on parameter 3 of the constructor of listing: only the one nearest to the parameter counts.',
    ]);
  });
});

describe('a class that carries what it should not', () => {
  const plugin = (...components: unknown[]) => {
    class Sample {}
    (Plugin({ id: 'sample', version: '1.0.0', components } as never) as (type: object) => void)(Sample);
    return Sample;
  };
  const anywhere = (decorator: unknown) => decorator as (...given: unknown[]) => void;

  it('is told by the name of its component when it has none itself', () => {
    const Anonymous = (() => class {})();
    for (const decorate of [Component('first'), Component('second')]) (decorate as (type: object) => void)(Anonymous);
    expect(told(plugin(Anonymous))).toEqual([
      'manifest.exclusive-decorators: @Component stands twice on class first: only the one nearest to the class counts.',
    ]);
  });

  it('and provides nothing that could be read is told of that only', () => {
    @Provide('a//b')
    @Provide('a//b')
    class Store {}
    expect(told(plugin(Store))).toEqual([
      "manifest.bad-namespace: 'a//b' in @Provide of Store is not a namespace: segment 2 is empty.",
      "manifest.bad-namespace: 'a//b' in @Provide of Store is not a namespace: segment 2 is empty.",
    ]);
  });

  it('and publishes settings is told of that only', () => {
    @Provide('acme/settings')
    @Config()
    class Settings {}
    expect(told(plugin(Settings))).toEqual([
      'manifest.exclusive-decorators: @Provide and @Config stand together on class Settings: a class with @Config holds settings and does nothing else.',
    ]);
  });

  it('on a field that is used, set and called is told of each pair once', () => {
    class Store {
      @anywhere(OnEvent('bind_session')) @Use('acme/a') readonly used: unknown;
      @anywhere(OnEvent('bind_session')) @Field.integer({ default: 1 }) set!: number;
    }
    expect(told(plugin(Store))).toEqual([
      'manifest.exclusive-decorators: @OnEvent and @Field stand together on Store.set: the one is for a method that is called, the other for a field that is filled.',
      'manifest.exclusive-decorators: @OnEvent and @Use stand together on Store.used: the one is for a method that is called, the other for a field that is filled.',
    ]);
  });
});

describe('decorators that may stand together', () => {
  it('are those of others, on a field, a parameter or a class without any of ours', () => {
    const Tagged = placeFact<number>('acme.tagged');
    const kind: Kind = { key: 'acme.tagged', bind: () => {} };
    class Plain {
      @Tagged(1) @Tagged(2) readonly field = 1;
      constructor(@Tagged(3) @Tagged(4) @Use('acme/cache') readonly cache: unknown) {}
    }
    class Bare {
      @OnEvent('bind_session') bound() {}
    }
    class Nothing {}
    class Rootless extends (null as unknown as typeof Object) {
      @Use('acme/a') readonly a: unknown;
    }
    @Component('listing', { inject: ['acme/mail'] } as { inject: never[] })
    class Listing {
      @Use('acme/a') static same: unknown;
      @Use('acme/a') same: unknown;
      constructor(@Tagged(1) readonly mail: unknown) {}
    }
    @Plugin({ id: 'sample', version: '1.0.0', components: [Plain, Bare, Nothing, Rootless, Listing] })
    class Sample {}
    expect(described(Sample, { kindsHere: [kind] }).problems.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'manifest.bad-fact: @Use on listing.same: a static field belongs to no instance.',
    ]);
  });

  it('are told nothing of', () => {
    const symbol = Symbol('symbol');
    abstract class Base {
      @Use('acme/cache') readonly cache: unknown;
      abstract bound(): void;
      @OnEvent('bind_session') closed() {}
    }
    @Component('other', { inject: ['acme/mail'] } as { inject: never[] })
    class Other extends Base {
      constructor(
        readonly mail: unknown,
        @Use('acme/flags') readonly flags: unknown,
      ) {
        super();
      }
      @OnEvent('bind_session') @OnEvent('close_session') bound() {}
      @OnEvent('bind_session') [symbol]() {}
    }
    @Component('again', { inject: ['acme/mail', 'acme/flags'] })
    class Again extends Other {
      @Use('acme/other') override readonly cache: unknown = undefined;
      @Use('acme/string') override readonly toString!: () => string;
      @OnEvent('close_session') override bound() {}
    }
    @Provide('acme/sample')
    @Plugin({ id: 'sample', version: '1.0.0', components: [Other, Again] })
    @Provide('acme/also')
    class Sample {}
    expect(told(Sample)).toEqual([]);
  });
});
