/** Open this to see what is said of the components of a plugin that cannot be as they are. */
import { describe, expect, it } from '@jest/globals';
import { Component, definePlugin, OnEvent, Plugin, Provide, Use } from '../../decorators/index.js';
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
    expect(said(plugin(Store, Other))).toEqual(["manifest.bad-fact: @Provide on class other: 'acme/store' is provided by store already."]);
  });

  it('made anew for each user has neither lifecycle nor handlers', () => {
    @Component('started')
    @Provide('acme/started', { scope: 'transient' })
    class Started {
      start() {}
    }
    @Component('handling')
    @Provide('acme/handling', { scope: 'request' })
    class Handling {
      @OnEvent('bind_session') bound() {}
    }
    @Component('fine')
    @Provide('acme/fine', { scope: 'transient' })
    class Fine {}
    expect(said(plugin(Started, Handling, Fine))).toEqual([
      "manifest.scope-with-lifecycle: The component 'started' is provided with scope 'transient' and has lifecycle methods or handlers.",
      "manifest.scope-with-lifecycle: The component 'handling' is provided with scope 'request' and has lifecycle methods or handlers.",
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
    expect(plugin(Asking).problems.map(({ code, message, place }) => [code, message, place])).toEqual([
      [
        'manifest.missing-token',
        'Nothing says what parameter 1 of the constructor of asking should get: the compiler emitted the type Object, because it is an interface, a type of the language, or a class imported with import type.',
        'parameter 1 of the constructor of asking',
      ],
      [
        'manifest.bad-namespace',
        "'acme/..' in parameter 2 of the constructor of asking is not a namespace: segment 2 is '..'.",
        'parameter 2 of the constructor of asking',
      ],
      ['manifest.bad-namespace', "'acme//flags' in asking.flags is not a namespace: segment 2 is empty.", 'asking.flags'],
    ]);
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
