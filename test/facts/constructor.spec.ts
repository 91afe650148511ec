import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { Component, Logger, Plugin, PluginContext, Use } from '../../decorators/index.js';
import { constructorTokens, fieldTokens } from '../../src/facts/constructor.js';
import type { Class } from '../../src/model/manifest.js';
import { Standard, StandardDerived } from './constructor.standard.js';

class Store {}
const KEY = Symbol('key');
interface Rates {
  of(sku: string): number;
}

/** Each token as a short text. */
function tokens(type: Class): string[] {
  return constructorTokens(type).map((token) => {
    switch (token.kind) {
      case 'namespace':
        return `${token.namespace}${token.optional ? ' optional' : ''}${token.live ? ' live' : ''}`;
      case 'identifier':
        return `${typeof token.id === 'function' ? token.id.name : String(token.id)}${token.optional ? ' optional' : ''}`;
      case 'value':
        return `value ${String(token.value)}`;
      default:
        return `unknown: ${token.reason}`;
    }
  });
}

function listing(...inject: readonly unknown[]): Class {
  class Sample {}
  (Component('sample', { inject: inject as [] }) as (type: Class) => void)(Sample);
  return Sample;
}

describe('an inject list', () => {
  it('holds namespaces, classes, symbols and long forms', () => {
    const list = ['acme/cache', Store, KEY, { use: 'acme/mail' }, { use: 'acme/mail', optional: true }, { use: 'acme/flags', live: true }];
    expect(tokens(listing(...list))).toEqual(['acme/cache', 'Store', 'Symbol(key)', 'acme/mail', 'acme/mail optional', 'acme/flags live']);
  });

  it.each([
    ['undefined', undefined, 'the inject list holds undefined there: the class was imported in a circle, or with import type'],
    ['a number', 5, 'the inject list holds something else than a namespace, a class, a symbol or { use }'],
    ['null', null, 'the inject list holds something else than a namespace, a class, a symbol or { use }'],
    ['an object without use', { optional: true }, 'the inject list holds something else than a namespace, a class, a symbol or { use }'],
    ['a use of nothing', { use: undefined }, 'a use wants a namespace: a text, or a list of segments'],
    ['a use of a class', { use: Store }, 'a use wants a namespace: a text, or a list of segments'],
    ['a use of a list of others', { use: ['acme', 5] }, 'a use wants a namespace: a text, or a list of segments'],
    ['a use of segments with slashes', { use: ['acme/cache'] }, 'a use wants a namespace: a text, or a list of segments'],
  ])('with %s in it says so', (_, wrong, reason) => {
    expect(tokens(listing('acme/cache', wrong))).toEqual(['acme/cache', `unknown: ${reason}`]);
  });

  it('stands in @Plugin as well, and goes before emitted types', () => {
    @Plugin({ id: 'sample', version: '1.0.0', inject: [Store, 'acme/cache'] })
    class Sample {
      constructor(
        readonly store: object,
        readonly context: PluginContext,
      ) {}
    }
    expect(tokens(Sample)).toEqual(['Store', 'acme/cache']);
  });

  it('may be shorter than the constructor: the rest is told by types', () => {
    @Component('sample', { inject: [Store] } as { inject: never[] })
    class Sample {
      constructor(
        readonly store?: Store,
        readonly log?: Logger,
        readonly rates?: Rates,
        readonly size = 3,
      ) {}
    }
    expect(tokens(Sample)).toEqual([
      'Store',
      'Logger',
      expect.stringContaining('unknown: the compiler emitted the type Object'),
      'value undefined',
    ]);
  });
});

describe('emitted types', () => {
  it('are tokens where they are classes', () => {
    @Component()
    class Sample {
      constructor(
        readonly store: Store,
        readonly context: PluginContext,
      ) {}
    }
    expect(tokens(Sample)).toEqual(['Store', 'PluginContext']);
  });

  it('are asked for optionally where the parameter has a default, and left alone where they are of the language', () => {
    @Component()
    class Sample {
      constructor(
        readonly store: Store = new Store(),
        readonly size = 10,
        readonly list: string[] = [],
      ) {}
    }
    expect(tokens(Sample)).toEqual(['Store optional', 'value undefined', 'value undefined']);
  });

  it.each([
    [
      'Object',
      class {
        constructor(readonly rates: Rates) {}
      },
    ],
    [
      'String',
      class {
        constructor(readonly name: string) {}
      },
    ],
    [
      'Number',
      class {
        constructor(readonly size: number) {}
      },
    ],
    [
      'Boolean',
      class {
        constructor(readonly on: boolean) {}
      },
    ],
    [
      'Array',
      class {
        constructor(readonly list: string[]) {}
      },
    ],
    [
      'Function',
      class {
        constructor(readonly run: () => void) {}
      },
    ],
    [
      'Promise',
      class {
        constructor(readonly later: Promise<void>) {}
      },
    ],
  ] as [string, Class][])('are unknown for %s', (name, type) => {
    const emitted = { Object, String, Number, Boolean, Array, Function, Promise }[name];
    Reflect.defineMetadata('design:paramtypes', [emitted], type);
    expect(tokens(type)).toEqual([
      name === 'Object' || name === 'Function'
        ? `unknown: the compiler emitted the type ${name}, because it is an interface, or a class imported with import type`
        : `unknown: the compiler emitted the type ${name}, which says nothing of what is meant`,
    ]);
  });

  it('are unknown where a circle of imports left nothing', () => {
    class Sample {
      constructor(readonly store: unknown) {}
    }
    Reflect.defineMetadata('design:paramtypes', [undefined], Sample);
    expect(tokens(Sample)).toEqual([expect.stringContaining('the compiler emitted the type undefined')]);
  });

  it('are told to be missing where no compiler emits them', () => {
    expect(tokens(Standard)).toEqual(['Store', 'unknown: the inject list has only one entry']);
  });
});

describe('@Use', () => {
  it('names the namespace of a parameter, over its type', () => {
    @Component()
    class Sample {
      constructor(
        @Use('acme/rates') readonly rates: Rates,
        readonly store: Store,
        @Use('acme/mail', { optional: true }) readonly mail?: object,
        @Use(['acme', 'flags'], { live: true }) readonly flags$?: object,
      ) {}
    }
    expect(tokens(Sample)).toEqual(['acme/rates', 'Store', 'acme/mail optional', 'acme/flags live']);
  });

  it('names that of a field, with those of the base classes', () => {
    class Base {
      @Use('acme/cache') readonly cache: unknown;
      @Use('acme/mail') readonly mail: unknown;
    }
    class Derived extends Base {
      @Use('other/mail', { optional: true }) declare readonly mail: unknown;
    }
    expect([...fieldTokens(Derived)]).toEqual([
      ['cache', { kind: 'namespace', namespace: 'acme/cache', optional: false, live: false }],
      ['mail', { kind: 'namespace', namespace: 'other/mail', optional: true, live: false }],
    ]);
  });
});

describe('a constructor that is not its own', () => {
  @Component('base', { inject: [Store, 'acme/cache'] })
  class Base {
    constructor(
      readonly store: Store,
      readonly cache: unknown,
    ) {}
  }

  it('brings its inject list along', () => {
    @Component('derived')
    class Derived extends Base {}
    class Further extends Derived {}
    expect(tokens(Further)).toEqual(['Store', 'acme/cache']);
    expect(tokens(StandardDerived)).toEqual(['acme/cache']);
  });

  it('brings nothing along where the class has one of its own, or says so', () => {
    @Component('own')
    class Own extends Base {
      constructor() {
        super(new Store(), undefined);
      }
    }
    @Component('none', { inject: [] })
    class None extends Base {
      constructor() {
        super(new Store(), undefined);
      }
    }
    expect([tokens(Own), tokens(None)]).toEqual([[], []]);
  });

  it('brings nothing along where it is one of Node', () => {
    class Emitter extends EventEmitter {}
    class Stream extends Readable {}
    class Failure extends Error {}
    expect([Emitter, Stream, Failure].map((type) => tokens(type))).toEqual([[], [], []]);
  });

  it('says so where an undecorated base class wants what nobody names', () => {
    class Plain {
      constructor(readonly store: Store) {}
    }
    class Derived extends Plain {}
    expect(tokens(Derived)).toEqual(['unknown: there is no inject list, and the compiler emits no types']);
  });
});
