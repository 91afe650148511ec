/** Open this to see that whatever of a plugin was made with another copy of mortise is told with both copies, before anything else that is wrong. */
import { describe, expect, it } from '@jest/globals';
import { Component, Config, definePlugin, Field, Plugin, PluginContext, Use } from '../../decorators/index.js';
import { VERSION } from '../../src/facts/brand.js';
import { described } from './described.js';

const THEIRS = { version: '0.0.9', from: '/srv/theirs/node_modules/mortise' };

/** As another copy marks what it makes. */
function theirs<T extends object>(made: T): T {
  return Object.defineProperty(made, Symbol.for('mortise.brand'), { value: THEIRS });
}

/** As another copy leaves its name on a class that it decorates. */
function written<T extends object>(type: T): T {
  const metadata = (type as Record<symbol, Record<symbol, { brands: unknown[] }>>)[(Symbol as unknown as { metadata: symbol }).metadata]!;
  metadata[Symbol.for('mortise.facts')]!.brands.push(THEIRS);
  return type;
}

/** The only problem, as what it says comes from there. */
function foreign(value: unknown): string | undefined {
  const { problems } = described(value);
  expect(problems.map(({ code }) => code)).toEqual(['extension.other-copy']);
  expect(problems[0]).toMatchObject({ extension: 'acme', phase: 'describe', details: { ...THEIRS, own: VERSION } });
  return problems[0]!.details?.['what'] as string;
}

class Token {}
theirs(Token);

describe('something of another copy', () => {
  it('is the class of a plugin', () => {
    @Plugin({ id: 'Wrong', version: 'one' })
    class Presence {}
    expect(foreign(written(Presence))).toBe('The class Presence');
  });

  it('is a component, as a class', () => {
    @Component('store')
    class Store {}
    @Plugin({ id: 'store', version: '1.0.0', components: [{ name: 'own', start() {} }, written(Store)] })
    class StorePlugin {}
    expect(foreign(StorePlugin)).toBe('The class Store');
  });

  it('is the class of the settings', () => {
    @Config()
    class Settings {
      @Field.integer({ default: 1 }) size!: number;
    }
    @Plugin({ id: 'store', version: '1.0.0', config: written(Settings) })
    class StorePlugin {}
    expect(foreign(StorePlugin)).toBe('The class Settings');
  });

  it('is a definition', () => {
    const definition = { id: 'audit', version: '1.0.0', start() {} };
    expect(foreign(definePlugin(theirs(definition)))).toBe("The definition of 'audit'");
  });

  it('is a token that a constructor or a field asks for', () => {
    @Component('store', { inject: ['acme/cache', Token] } as { inject: never[] })
    class Store {
      constructor(
        readonly cache: unknown,
        readonly token: Token,
      ) {}
    }
    @Plugin({ id: 'store', version: '1.0.0', components: [Store] })
    class StorePlugin {}
    expect(foreign(StorePlugin)).toBe('The Token of parameter 2 of the constructor of store');
    expect(foreign(definePlugin({ id: 'audit', version: '1.0.0', inject: [Token], setup: () => ({}) }))).toBe(
      'The Token of parameter 1 of the constructor of audit',
    );
  });

  it('is told the first that is found', () => {
    @Plugin({ id: 'store', version: '1.0.0', inject: [Token] })
    class Both {
      constructor(readonly token: Token) {}
    }
    expect(foreign(written(Both))).toBe('The class Both');
  });
});

describe('what is of this copy', () => {
  it('is told nothing of, and neither is a bare value', () => {
    @Plugin({ id: 'own', version: '1.0.0', inject: [PluginContext, Symbol.for('acme.symbol')] })
    class Own {
      @Use('acme/cache') readonly cache: unknown;
      constructor(
        readonly context: PluginContext,
        readonly symbol: unknown,
      ) {}
    }
    expect(described(Own).problems).toEqual([]);
    expect(described(theirs({ of: () => 1 }), { namespace: 'acme/rates' }).problems).toEqual([]);
  });
});
