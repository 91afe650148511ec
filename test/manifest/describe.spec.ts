/** Open this to see how whatever an attach registers becomes a manifest. */
import { describe, expect, it } from '@jest/globals';
import { inject } from 'inversify';
import { classFact, Component, Config, definePlugin, Field, OnEvent, Plugin, Provide, Use } from '../../decorators/index.js';
import { factsOf } from '../../src/facts/facts.js';
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
    @Provide('acme/only')
    class Provided {}
    class Misused {
      @(Plugin({ id: 'inner' }) as unknown as MethodDecorator) method() {}
    }
    expect([Cache, Store, Provided].map(isDecorated)).toEqual([true, true, true]);
    expect([Plain, Settings, Derived, Misused, {}, () => {}, undefined].map(isDecorated)).toEqual(Array(7).fill(false));
  });

  it('takes its metadata from the decorator on the class, not from one that stands elsewhere', () => {
    @Component('only')
    class Only {
      @(Plugin({ id: 'inner', version: '9.9.9' }) as unknown as MethodDecorator) method() {}
    }
    expect(described(Only, { namespace: 'acme/only' }).manifest).toMatchObject({ id: 'acme:acme/only', version: '2.0.0' });
  });

  it('that does nothing itself is the last component all the same', () => {
    @Plugin({ id: 'cache', version: '1.0.0', components: [Store] })
    class Idle {}
    expect(described(Idle).manifest.components.map(({ name }) => name)).toEqual(['store', 'Idle']);
  });

  it('keeps the facts that say what to do, and those of nobody else', () => {
    const { parts } = described(Cache);
    expect(parts.components.map(({ facts }) => facts.map(({ key }) => key))).toEqual([[], [], ['mortise.event']]);
  });

  it('knows its line: of @Plugin, else of the first decorator', () => {
    const Tagged = classFact<number>('acme.tag');
    @Tagged(1)
    @Plugin({ id: 'below', version: '1.0.0' })
    @Tagged(2)
    class Below {}
    const line = (value: object): string | undefined => described(value, { namespace: 'acme/a' }).parts.place();
    const facts = factsOf(Below);
    expect(line(Below)).toBe(facts.find(({ key }) => key === 'mortise.plugin')!.place());
    expect(new Set(facts.map(({ place }) => place())).size).toBe(3);
    expect(line(Store)).toMatch(/describe\.spec\.ts:\d+:\d+$/);
    expect(line(definePlugin({ id: 'audit' }))).toMatch(/describe\.spec\.ts:\d+:\d+$/);
    expect(line({})).toBeUndefined();
  });

  it('uses what inversify asks for by a namespace, without waiting for it', () => {
    @Plugin({ id: 'sample', version: '1.0.0' })
    class Sample {
      constructor(
        @inject('acme/cache') readonly cache: unknown,
        @inject('no namespace') readonly other: unknown,
        @inject(Symbol.for('acme.symbol')) readonly symbol: unknown,
        readonly store: Store,
      ) {}
    }
    expect(described(Sample).manifest.uses).toEqual([
      { namespace: 'acme/cache', optional: true, live: false, by: 'Sample.constructor[0]' },
    ]);
  });

  it('that is told of twice for one line is told of once', () => {
    @Component('a')
    @Component('b')
    @Component('c')
    class Thrice {}
    @Plugin({ id: 'sample', version: '1.0.0', components: [Thrice, Thrice] })
    class Sample {}
    expect(codes(described(Sample))).toEqual([
      'manifest.exclusive-decorators',
      'manifest.exclusive-decorators',
      'manifest.duplicate-component',
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

describe('a plugin whose metadata cannot be read', () => {
  it('keeps its place as a value, with what was thrown', () => {
    const trap = new Proxy(
      {},
      {
        getOwnPropertyDescriptor: () => {
          throw new Error('hands off');
        },
      },
    );
    class Sample {}
    (Plugin(trap as never) as (type: object) => void)(Sample);
    const { manifest, problems } = described(Sample, { namespace: 'acme/sample' });
    expect(problems).toMatchObject([
      {
        code: 'manifest.bad-type',
        message: "The field 'metadata' wants values that can be read, but is something that throws (hands off).",
        plugin: 'acme:acme/sample',
        extension: 'acme',
        phase: 'describe',
        cause: { message: 'hands off' },
      },
    ]);
    expect(manifest).toMatchObject({ id: 'acme:acme/sample', provides: [{ namespace: 'acme/sample' }] });
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

  it('has a field only where something is said', () => {
    @Plugin({ id: 'sample', version: '1.0.0' })
    class Sample {}
    const { manifest, parts } = described(Sample);
    expect(Object.keys(manifest).sort()).toEqual(
      'authors components dependencies dialect extension handlers id kinds name provides source uses version versions'.split(' '),
    );
    expect(Object.keys(parts).sort()).toEqual(['components', 'modules', 'options', 'place', 'values']);
    expect(manifest.authors).toEqual([]);

    @Plugin({ id: 'sample', version: '1.0.0', config: Settings, modules: [1] })
    class Configured {}
    const configured = described(Configured, { options: { a: 1 } });
    expect(configured.manifest.config).toEqual({ tags: { type: 'list', of: { type: 'string' }, default: ['a'] } });
    expect(configured.parts).toMatchObject({ configClass: Settings, modules: [1], options: { a: 1 } });
  });

  it('takes as settings a class with @Config or with @Field, and no other', () => {
    @Config()
    class Empty {}
    class Fields {
      @Field.integer({ default: 1 }) size!: number;
    }
    const configured = (config: unknown) => {
      class Sample {}
      (Plugin({ id: 'sample', version: '1.0.0', config } as never) as (type: object) => void)(Sample);
      return described(Sample);
    };
    expect(configured(Empty)).toMatchObject({ problems: [], manifest: { config: {} } });
    expect(configured(Fields)).toMatchObject({ problems: [], manifest: { config: { size: { type: 'integer' } } } });
    for (const wrong of [Store, class Plain {}, { ttl: 1 }, null]) {
      const { problems, manifest } = configured(wrong);
      expect(problems).toMatchObject([{ code: 'manifest.bad-type', field: 'config' }]);
      expect('config' in manifest).toBe(false);
    }
  });

  it('of settings takes every value of JSON', () => {
    @Config()
    class Odd {
      @Field.map({ default: { yes: true, no: false, none: null, text: 'a', number: 1.5, list: [[null]], map: {} } }) all!: unknown;
    }
    @Plugin({ id: 'sample', version: '1.0.0', config: Odd })
    class Sample {}
    expect(codes(described(Sample))).toEqual([]);
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
    expect(found.problems[1]!.message).toContain('holds something that is not JSON, such as a function, a date or an instance');
    expect(found.problems.map(({ field, plugin }) => [field, plugin])).toEqual([
      ['small', 'sample'],
      ['since', 'sample'],
      ['runs', 'sample'],
    ]);
    expect(found.problems.every(({ place }) => /describe\.spec\.ts:\d+:\d+$/.test(place!))).toBe(true);
    expect(JSON.parse(JSON.stringify(found.manifest))).toEqual(found.manifest);
  });

  it('of settings that are unsound is complete, and takes any value for them', () => {
    @Config()
    class Odd {
      @Field.select({ choices: { red: 'red' } as never }) colour!: string;
      @Field.list({ of: null as never }) tags!: string[];
      @Field.object({ fields: { a: null as never } }) server!: object;
      @Field.string({ pattern: 5 } as never) name!: string;
      @Field.integer({ default: 5 }) fine!: number;
    }
    @Plugin({ id: 'sample', version: '1.0.0', config: Odd })
    class Sample {}
    const { manifest, problems } = described(Sample);
    expect(problems.map(({ code, field }) => [code, field])).toEqual(
      ['colour', 'tags.of', 'server.a', 'name'].map((field) => ['config.bad-field', field]),
    );
    const any = { type: 'any', required: false };
    expect(manifest.config).toEqual({ colour: any, tags: any, server: any, name: any, fine: { type: 'integer', default: 5 } });
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
