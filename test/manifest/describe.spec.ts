/** Open this to see how whatever an attach registers becomes a manifest. */
import { describe, expect, it } from '@jest/globals';
import { Component, Config, Field, OnEvent, Plugin, Provide, Use } from '../../decorators/index.js';
import { isDecorated } from '../../src/manifest/describe.js';
import { codes, described, describedAll, said } from './described.js';

@Component('store')
@Provide('acme/store')
class Store {
  beforeStart() {}
  get start() {
    throw new Error('a getter is not called');
  }
}

@Component('reader', { inject: ['acme/store'] })
class Reader {
  @Use('acme/mail', { optional: true }) readonly mail?: unknown;
  constructor(readonly store: Store) {}
  async stop() {}
}

describe('a decorated class', () => {
  @Plugin({ id: 'cache', version: '1.0.0', components: [Store, Reader] })
  class Cache {
    afterStart() {}
    @OnEvent('bind_session', { priority: 5, once: true, deadline: 100 }) bound() {}
  }

  it('is a plugin of its components, with itself as the last', () => {
    const { manifest, problems } = described(Cache);
    expect(problems).toEqual([]);
    expect(manifest).toMatchObject({
      id: 'cache',
      name: 'cache',
      components: [
        { name: 'store', lifecycle: ['beforeStart'] },
        { name: 'reader', lifecycle: ['stop'] },
        { name: 'Cache', lifecycle: ['afterStart'] },
      ],
      uses: [
        { namespace: 'acme/store', optional: false, live: false, by: 'reader.constructor[0]' },
        { namespace: 'acme/mail', optional: true, live: false, by: 'reader.mail' },
      ],
      handlers: [{ event: 'bind_session', component: 'Cache', method: 'bound', priority: 5, through: false, once: true, deadline: 100 }],
      provides: [{ namespace: 'acme/store', component: 'store', scope: 'singleton' }],
    });
  });

  it('under a namespace is published there, and stays what it is', () => {
    const { manifest } = described(Cache, { namespace: 'acme/cache' });
    expect(manifest.id).toBe('cache');
    expect(manifest.provides).toContainEqual({ namespace: 'acme/cache', component: 'Cache', scope: 'singleton' });
  });

  it('is told from one that says nothing', () => {
    class Plain {}
    @Config()
    class Settings {}
    class Derived extends Cache {}
    expect([Cache, Store, Plain, Settings, Derived, {}, () => {}, undefined].map(isDecorated)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it('that is anonymous, or of an extension of several, has a name to be told by', () => {
    const Anonymous = (() => class {})();
    (Plugin({ id: 'Wrong', version: '1.0.0' }) as (type: object) => void)(Anonymous);
    const [first, second] = describedAll([{ value: Anonymous }, { value: Anonymous, namespace: 'acme/second' }]);
    expect(first!.manifest).toMatchObject({ id: 'acme:1', components: [{ name: 'anonymous class' }] });
    expect(second!.manifest.id).toBe('acme:acme/second');
    expect([...first!.problems, ...second!.problems].map(({ plugin }) => plugin)).toEqual(['acme:1', 'acme:acme/second']);
  });
});

describe('a bare value', () => {
  it.each([[{ of: () => 0.19 }], [() => 0.19], [class Rates {}], [new Map()]])(
    '%p has an id made of extension and namespace, and the version of its extension',
    (value) => {
      const { manifest, parts, problems } = described(value, { namespace: 'billing/rates', provider: 'Acme', description: 'Rates' });
      expect(problems).toEqual([]);
      expect(manifest).toMatchObject({
        id: 'acme:billing/rates',
        version: '2.0.0',
        name: 'acme:billing/rates',
        provider: 'Acme',
        description: 'Rates',
      });
      expect(manifest.provides).toEqual([{ namespace: 'billing/rates', scope: 'singleton' }]);
      expect(manifest.components).toEqual([]);
      expect(parts.values.get('billing/rates')).toBe(value);
    },
  );

  it('of an extension without a version has 0.0.0, and so has one whose version means nothing here', () => {
    expect(described({}, { namespace: 'a', version: '0.0.0' }).manifest.version).toBe('0.0.0');
    expect(described({}, { namespace: 'a', version: 'newest' }).manifest.version).toBe('0.0.0');
  });
});

describe('a package', () => {
  const source = {
    kind: 'module',
    spec: 'acme-cache',
    package: { name: 'acme-cache', version: '3.1.4', description: 'A cache', author: 'Ada', homepage: 'https://acme.example' },
  } as const;

  it('fills what the metadata leaves open', () => {
    @Plugin({ id: 'cache' })
    class Cache {}
    expect(described(Cache, { source, version: '3.1.4' }).manifest).toMatchObject({
      id: 'cache',
      version: '3.1.4',
      description: 'A cache',
      authors: ['Ada'],
      link: 'https://acme.example',
    });
  });

  it('goes behind what the metadata and the extension say', () => {
    @Plugin({ id: 'cache', version: '1.0.0', description: 'Mine', authors: ['Grace'], link: 'https://own.example', provider: 'Own' })
    class Cache {}
    expect(described(Cache, { source, description: 'Theirs', provider: 'Acme' }).manifest).toMatchObject({
      version: '1.0.0',
      description: 'Mine',
      authors: ['Grace'],
      link: 'https://own.example',
      provider: 'Own',
    });
  });
});

describe('a manifest', () => {
  @Config()
  class Settings {
    @Field.list({ of: { type: 'string' }, default: ['a'] }) tags!: string[];
  }

  it('is frozen JSON, and takes nothing along that is the author’s', () => {
    const description = { en: 'A sample' };
    @Plugin({ id: 'sample', version: '1.0.0', description, config: Settings, components: [Store] })
    class Sample {
      @OnEvent('bind_session') bound() {}
    }
    const { manifest } = described(Sample);
    expect(JSON.parse(JSON.stringify(manifest))).toEqual(manifest);
    const deep = (value: unknown): boolean =>
      typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(deep));
    expect(deep(manifest)).toBe(true);
    expect(manifest.description).not.toBe(description);
    expect(Object.isFrozen(description)).toBe(false);
  });

  it('of settings that are not JSON leaves them out and says so', () => {
    @Config()
    class Odd {
      @Field.list({ default: [new Date(0)] }) since!: Date[];
      @Field.map({ default: { run: () => {} } }) runs!: Record<string, () => void>;
      @Field.integer({ default: 5, min: 9 }) small!: number;
    }
    @Plugin({ id: 'sample', version: '1.0.0', config: Odd })
    class Sample {}
    const found = described(Sample);
    expect(codes(found)).toEqual(['config.bad-field', 'config.bad-field', 'config.bad-field']);
    expect(found.problems.map(({ field, plugin }) => [field, plugin])).toEqual([
      ['small', 'sample'],
      ['since', 'sample'],
      ['runs', 'sample'],
    ]);
    expect(JSON.parse(JSON.stringify(found.manifest))).toEqual(found.manifest);
  });

  it('of a setting under a symbol says that it needs a name', () => {
    const key = Symbol('key');
    @Config()
    class Odd {
      @(Field.integer({ default: 1 }) as unknown as (target: object, key: symbol) => void) [key]!: number;
    }
    @Plugin({ id: 'sample', version: '1.0.0', config: Odd })
    class Sample {}
    expect(said(described(Sample))).toEqual([
      'manifest.bad-fact: @Field on Odd.Symbol(key): a setting needs a name, and a symbol is none.',
    ]);
  });
});
