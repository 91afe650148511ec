/** Open this to see what is said of the components of a plugin that cannot be as they are. */
import { describe, expect, it } from '@jest/globals';
import { Component, definePlugin, OnEvent, Plugin, Provide, Use } from '../../decorators/index.js';
import { factsOf } from '../../src/facts/facts.js';
import type { Fact } from '../../src/model/fact.js';
import { described, said } from './described.js';

@Component('store')
@Provide('acme/store')
class Store {}

describe('a component', () => {
  const plugin = (...components: (new (...given: never[]) => unknown)[]) => {
    class Sample {}
    (Plugin({ id: 'sample', version: '1.0.0', components }) as (type: object) => void)(Sample);
    return described(Sample);
  };

  it('whose name is taken is manifest.duplicate-component', () => {
    @Component('store')
    class Other {}
    expect(plugin(Store, Other).problems).toMatchObject([
      { code: 'manifest.duplicate-component', plugin: 'sample', message: "Two components are named 'store'." },
    ]);
  });

  it('may have the name of a definition that only lists components, since that is none itself', () => {
    const lists = definePlugin({ id: 'store', version: '1.0.0', components: [{ name: 'store', start() {} }] });
    expect(described(lists)).toMatchObject({ problems: [], manifest: { components: [{ name: 'store', lifecycle: ['start'] }] } });
    const acts = definePlugin({ id: 'store', version: '1.0.0', components: [{ name: 'store', start() {} }], stop() {} });
    expect(said(described(acts))).toEqual(["manifest.duplicate-component: Two components are named 'store'."]);
  });

  it('that provides what another one of the plugin provides is manifest.bad-fact', () => {
    @Component('other')
    @Provide('acme/store')
    class Other {}
    const found = plugin(Store, Other);
    expect(said(found)).toEqual(["manifest.bad-fact: @Provide on class other: 'acme/store' is provided by store already."]);
    expect(found.problems[0]!.place).toMatch(/component\.spec\.ts:\d+:\d+$/);
  });

  it('that provides what the plugin itself provides is manifest.bad-fact', () => {
    @Plugin({ id: 'sample', version: '1.0.0', components: [Store], provides: ['acme/store', 'acme/other'] })
    class Sample {}
    const definition = definePlugin({ id: 'sample', components: [Store, { name: 'lists', start() {} }], provides: { 'acme/store': 1 } });
    for (const found of [Sample, definition].map((value) => described(value))) {
      expect(said(found)).toEqual(["manifest.bad-fact: @Provide on class store: 'acme/store' is among what the plugin provides already."]);
    }
  });

  it('made anew for each user has neither lifecycle nor handlers', () => {
    @Component('started')
    @Provide('acme/started', { scope: 'transient' })
    class Started {
      start() {}
      stop() {}
    }
    @Component('handling')
    @Provide('acme/handling', { scope: 'request' })
    class Handling {
      beforeStart() {}
      @OnEvent('bind_session') bound() {}
    }
    @Component('fine')
    @Provide('acme/fine', { scope: 'transient' })
    class Fine {}
    const found = plugin(Started, Handling, Fine);
    for (const { place } of found.problems) expect(place).toMatch(/component\.spec\.ts:\d+:\d+$/);
    expect(said(found)).toEqual([
      "manifest.scope-with-lifecycle: @Provide on class started has the scope 'transient', made anew for each who asks, but the class has the lifecycle methods 'start' and 'stop'.",
      "manifest.scope-with-lifecycle: @Provide on class handling has the scope 'request', made anew for each who asks, but the class has the lifecycle method 'beforeStart', @OnEvent on handling.bound.",
    ]);
  });

  it('is provided in one of three scopes, under a namespace', () => {
    @Component('scoped')
    @Provide('acme/scoped', { scope: 'global' as 'request' })
    class Scoped {}
    @Component('named')
    @Provide('acme//named')
    class Named {}
    const found = plugin(Scoped, Named);
    expect(said(found)).toEqual([
      "manifest.bad-fact: @Provide on class scoped: scope is 'singleton', 'transient' or 'request'.",
      "manifest.bad-namespace: 'acme//named' in @Provide of named is not a namespace: segment 2 is empty.",
    ]);
    for (const { place } of found.problems) expect(place).toMatch(/component\.spec\.ts:\d+:\d+$/);
  });

  it('says where a parameter or field has no token, or a namespace that is none', () => {
    interface Rates {
      of(): number;
    }
    @Component('asking')
    class Asking {
      @Use('acme//flags') readonly flags: unknown;
      constructor(
        readonly rates: Rates,
        @Use('acme/..') readonly cache: unknown,
      ) {}
    }
    const line = /component\.spec\.ts:\d+:\d+$/;
    const found = plugin(Asking).problems;
    expect(new Set(found.map(({ place }) => place)).size).toBe(3);
    expect(found.map(({ code, message, place }) => [code, message, place])).toEqual([
      [
        'manifest.erased-type',
        'Nothing is left of the type of parameter 1 of the constructor of asking: the compiler emitted Object, as for an interface, or a class imported with `import type`.',
        expect.stringMatching(line),
      ],
      [
        'manifest.bad-namespace',
        "'acme/..' in parameter 2 of the constructor of asking is not a namespace: segment 2 is '..'.",
        expect.stringMatching(line),
      ],
      ['manifest.bad-namespace', "'acme//flags' in asking.flags is not a namespace: segment 2 is empty.", expect.stringMatching(line)],
    ]);
  });

  it('says where what it asks for is not left by the compiler, at the line of what stands there', () => {
    @Component('asking')
    class Asking {
      @Use('acme/cache') readonly cache: unknown;
      @Use(5 as never) readonly mail: unknown;
      constructor(
        @Use('acme/rates') readonly rates: unknown,
        @Use([5] as never) readonly flags: unknown,
        readonly size: number,
      ) {}
    }
    const found = plugin(Asking).problems;
    const facts = factsOf(Asking);
    const placeOf = (test: (fact: Fact) => boolean): string | undefined => facts.find(test)!.place();
    expect(found.map(({ code, message, place }) => [code, message, place])).toEqual([
      [
        'manifest.missing-token',
        'Nothing says what parameter 2 of the constructor of asking should get: a use wants a namespace: a text, or a list of segments.',
        placeOf(({ index }) => index === 1),
      ],
      [
        'manifest.missing-token',
        'Nothing says what parameter 3 of the constructor of asking should get: the compiler emitted the type Number, which says nothing of what is meant.',
        placeOf(({ on }) => on === 'class'),
      ],
      [
        'manifest.missing-token',
        'Nothing says what asking.mail should get: a use wants a namespace: a text, or a list of segments.',
        placeOf(({ member }) => member === 'mail'),
      ],
    ]);
    expect(new Set(found.map(({ place }) => place)).size).toBe(3);
  });

  it('with an option that means nothing is told of, since its author believes that it counts', () => {
    @Component('mailer', { injects: [] } as never)
    @Provide('acme/mailer', { scop: 'transient' } as never)
    class Mailer {
      @Use('acme/cache', { optinal: true } as never) readonly cache?: unknown;
    }
    const found = plugin(Mailer);
    expect(said(found)).toEqual([
      "manifest.bad-fact: @Component on class mailer: the option 'injects' means nothing (did you mean 'inject'?).",
      "manifest.bad-fact: @Use on mailer.cache: the option 'optinal' means nothing (did you mean 'optional'?).",
      "manifest.bad-fact: @Provide on class mailer: the option 'scop' means nothing (did you mean 'scope'?).",
    ]);
    expect(found.problems.every(({ place }) => /component\.spec\.ts:\d+:\d+$/.test(place!))).toBe(true);
    const listed = definePlugin({
      id: 'sample',
      version: '1.0.0',
      inject: [{ use: 'acme/cache', optinal: true } as never],
      setup: () => ({}),
    });
    expect(said(described(listed))).toEqual([
      "manifest.bad-fact: { use } on parameter 1 of setup of sample: the option 'optinal' means nothing (did you mean 'optional'?).",
    ]);
  });

  it('whose use is named twice is told of the second name, which means nothing in a list', () => {
    for (const inject of [
      [{ use: 'acme/cache', namespace: 'acme/mail' }],
      [{ namespace: 'acme/mail', use: 'acme/cache', optional: true }],
    ]) {
      const listed = definePlugin({ id: 'sample', version: '1.0.0', inject: inject as never, setup: () => ({}) });
      expect(said(described(listed))).toEqual([
        "manifest.bad-fact: { use } on parameter 1 of setup of sample: the option 'namespace' means nothing.",
      ]);
    }
  });

  it.each([
    ['inject', "the string 'inject'"],
    [[Store], 'a list'],
    [true, 'the boolean true'],
    [() => undefined, 'a function'],
  ])('with %j where options belong is told that these are an object', (given, seen) => {
    @Component('mailer', given as never)
    @Provide('acme/mailer', given as never)
    class Mailer {
      @Use('acme/cache', given as never) readonly cache?: unknown;
    }
    const found = plugin(Mailer);
    expect(said(found).sort()).toEqual([
      `manifest.bad-fact: @Component on class mailer: the options are an object, and not ${seen}.`,
      `manifest.bad-fact: @Provide on class mailer: the options are an object, and not ${seen}.`,
      `manifest.bad-fact: @Use on mailer.cache: the options are an object, and not ${seen}.`,
    ]);
    expect(found.problems.every(({ place }) => /component\.spec\.ts:\d+:\d+$/.test(place!))).toBe(true);
  });

  it('whose use is no namespace is told so once: nobody is looked for who provides it', () => {
    const definition = definePlugin({ id: 'sample', inject: ['a//b', 'acme/fine'], setup: (...all: unknown[]) => ({ all }) });
    expect(described(definition).manifest.uses.map(({ namespace }) => namespace)).toEqual(['acme/fine']);
  });

  it('of a definition says where, since it has no lines', () => {
    const definition = definePlugin({ id: 'sample', inject: ['a//b'], setup: () => ({}) });
    expect(described(definition).problems).toMatchObject([{ code: 'manifest.bad-namespace', place: 'parameter 1 of setup of sample' }]);
  });

  it('provides at the line of its @Provide, whatever else stands there', () => {
    @Provide('acme/store')
    @Component('other')
    class Other {}
    expect(plugin(Store, Other).problems[0]!.place).toBe(
      factsOf(Other)
        .find(({ key }) => key === 'mortise.provide')!
        .place(),
    );
  });

  it('whose name or inject list has the wrong type is told of', () => {
    class Odd {}
    (Component(5 as never, { inject: 'acme/cache' as never }) as (type: object) => void)(Odd);
    expect(said(plugin(Odd))).toEqual([
      "manifest.bad-type name: The field 'component name' wants a text of 1 to 200 characters, but is the number 5.",
      "manifest.bad-type inject: The field 'Odd.inject' wants a list of namespaces and classes, but is the string 'acme/cache'.",
    ]);
  });
});
