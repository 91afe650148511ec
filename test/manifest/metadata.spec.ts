/** Open this to see what is said of each field of the metadata that is wrong. */
import { describe, expect, it } from '@jest/globals';
import { Component, definePlugin, Plugin } from '../../decorators/index.js';
import { described, said } from './described.js';

const fine = { id: 'sample', version: '1.2.0' };

/** A class with such metadata, whatever the compiler would say of it. */
function withMeta(meta: unknown) {
  class Sample {}
  (Plugin(meta as never) as (type: object) => void)(Sample);
  return Sample;
}

function problemsOf(meta: object): string[] {
  return said(described(withMeta({ ...fine, ...meta })));
}

describe('metadata', () => {
  it('that is complete is taken as it is, version and range in npm notation', () => {
    const found = described(
      withMeta({
        ...fine,
        name: 'Sample',
        description: { en: 'A sample', de: 'Ein Beispiel' },
        author: 'Ada',
        authors: ['Grace', 'Edsger'],
        link: 'https://acme.example',
        provider: 'Acme',
        category: 'service',
        dependencies: { mortise: '*', '@acme/cache': '^1.0' },
        optionalDependencies: { mail: '>=1 <3 || 5.x' },
        conflicts: { old_cache: '<1' },
        provides: ['acme/sample', ['acme', 'other']],
        components: [],
        modules: [],
        inject: [],
      }),
    );
    expect(said(found)).toEqual([]);
    expect(found.manifest).toEqual({
      ...fine,
      name: 'Sample',
      description: { en: 'A sample', de: 'Ein Beispiel' },
      authors: ['Ada', 'Grace', 'Edsger'],
      link: 'https://acme.example',
      provider: 'Acme',
      category: 'service',
      versions: 'npm',
      extension: 'acme',
      dialect: 'extension',
      source: { kind: 'object', spec: 'acme' },
      dependencies: [
        { id: 'mortise', range: '*', need: 'required' },
        { id: '@acme/cache', range: '^1.0', need: 'required' },
        { id: 'mail', range: '>=1 <3 || 5.x', need: 'optional' },
        { id: 'old_cache', range: '<1', need: 'conflicting' },
      ],
      uses: [],
      provides: [
        { namespace: 'acme/sample', scope: 'singleton' },
        { namespace: 'acme/other', scope: 'singleton' },
      ],
      components: [{ name: 'Sample', lifecycle: [] }],
      handlers: [],
      kinds: [],
    });
  });

  it.each([
    [{ id: 7 }, "id: The field 'id' wants a text, but is the number 7."],
    [{ id: {} }, "id: The field 'id' wants a text, but is an object."],
    [{ name: 5 }, "name: The field 'name' wants a text of at most 200 characters, but is the number 5."],
    [{ name: 'x'.repeat(201) }, expect.stringMatching(/^name: .* wants a text of at most 200 characters, but is the string 'x+…'\.$/)],
    [{ description: 5 }, "description: The field 'description' wants a text, or a map from language to text, but is the number 5."],
    [{ description: ['en'] }, "description: The field 'description' wants a text, or a map from language to text, but is a list."],
    [
      { description: { en: 'A sample', de: 5 } },
      "description: The field 'description' wants a text, or a map from language to text, but is an object.",
    ],
    [{ description: { en: 5 } }, "description: The field 'description' wants a text, or a map from language to text, but is an object."],
    [{ author: 5 }, "author: The field 'author' wants a text, or a list of texts, but is the number 5."],
    [{ authors: ['Ada', 5] }, "authors: The field 'authors' wants a text, or a list of texts, but is a list."],
    [{ link: {} }, "link: The field 'link' wants a text of at most 1000 characters, but is an object."],
    [{ provider: [] }, "provider: The field 'provider' wants a text of at most 200 characters, but is an empty list."],
    [{ category: true }, "category: The field 'category' wants a text of at most 100 characters, but is the boolean true."],
    [{ dependencies: ['cache'] }, "dependencies: The field 'dependencies' wants a map from plugin id to range, but is a list."],
    [{ dependencies: 'cache' }, "dependencies: The field 'dependencies' wants a map from plugin id to range, but is the string 'cache'."],
    [{ dependencies: { cache: 1 } }, "dependencies.cache: The field 'dependencies.cache' wants a range of versions, but is the number 1."],
    [
      { optionalDependencies: null },
      "optionalDependencies: The field 'optionalDependencies' wants a map from plugin id to range, but is null.",
    ],
    [{ conflicts: () => {} }, "conflicts: The field 'conflicts' wants a map from plugin id to range, but is a function."],
    [{ provides: 'acme/sample' }, "provides: The field 'provides' wants a list of namespaces, but is the string 'acme/sample'."],
    [{ provides: { 'acme/sample': 1 } }, "provides: The field 'provides' wants a list of namespaces, but is an object."],
    [{ components: class {} }, "components: The field 'components' wants a list, but is a function."],
    [
      { components: ['store'] },
      "components[0]: The field 'components[0]' wants a class or a component definition, but is the string 'store'.",
    ],
    [{ components: [() => {}] }, "components[0]: The field 'components[0]' wants a class or a component definition, but is a function."],
    [{ components: [null] }, "components[0]: The field 'components[0]' wants a class or a component definition, but is null."],
    [{ modules: {} }, "modules: The field 'modules' wants a list, but is an object."],
    [{ inject: 'acme/cache' }, "inject: The field 'inject' wants a list of namespaces and classes, but is the string 'acme/cache'."],
    [{ config: { ttl: 60 } }, "config: The field 'config' wants a class with @Config, but is an object."],
    [{ config: class Plain {} }, "config: The field 'config' wants a class with @Config, but is the class Plain, which has no @Config."],
  ])('with %p is manifest.bad-type', (meta, says) => {
    const problems = problemsOf(meta);
    expect(problems).toHaveLength(1);
    expect(problems[0]!.replace('manifest.bad-type ', '')).toEqual(says);
  });

  it('that is wrong is as if it were not there', () => {
    const wrong = { author: 5, authors: [5], dependencies: 5, conflicts: { cache: 5 }, provides: 5, description: 5, name: 'x'.repeat(201) };
    expect(described(withMeta({ ...fine, ...wrong })).manifest).toMatchObject({
      authors: [],
      dependencies: [],
      provides: [],
      name: 'sample',
    });
    expect(described(withMeta({ ...fine, description: 5 })).manifest).not.toHaveProperty('description');
    expect(problemsOf({ name: 'x'.repeat(200), provider: 'x'.repeat(200), category: 'x'.repeat(100), link: 'x'.repeat(1000) })).toEqual([]);
  });

  it.each([
    ['1.2', "'1.2'"],
    ['one', "'one'"],
    ['', "''"],
    ['1.2.0.4', "'1.2.0.4'"],
    ['1.2.0\u202e', String.raw`'1.2.0\u202e'`],
    [1, 'the number 1'],
    [null, 'null'],
  ])('with the version %j is manifest.bad-version, and has that of its extension', (version, shown) => {
    const found = described(withMeta({ ...fine, version }));
    expect(said(found)).toEqual([`manifest.bad-version version: The version ${shown} is not a version (npm rules).`]);
    expect(found.manifest.version).toBe('2.0.0');
  });

  it.each([
    ['v1.2.0', '1.2.0'],
    [' 1.2.0\n', '1.2.0'],
    ['1.2.0-rc.1+linux', '1.2.0-rc.1'],
  ])('with the version %j has %s', (version, canonical) => {
    expect(described(withMeta({ ...fine, version })).manifest.version).toBe(canonical);
  });

  it.each([['dependencies'], ['optionalDependencies'], ['conflicts']])('with an unreadable range in %s is manifest.bad-range', (field) => {
    expect(problemsOf({ [field]: { cache: 'newest', mail: '^1' } })).toEqual([
      `manifest.bad-range ${field}.cache: The range 'newest' for 'cache' is not a range of versions (npm rules).`,
    ]);
  });

  it.each([
    ['Cache', "manifest.bad-id dependencies.Cache: The plugin id 'Cache' has capital letters."],
    ['constructor', "manifest.bad-id dependencies.constructor: The plugin id 'constructor' is a name that every object has."],
    ['a\u202eb', String.raw`manifest.bad-id dependencies.a\u202eb: The plugin id 'a\u202eb' does not follow the grammar of ids.`],
  ])('that depends on %j is manifest.bad-id', (id, says) => {
    expect(problemsOf({ dependencies: { [id]: '*' } })).toEqual([says]);
    expect(problemsOf({ dependencies: JSON.parse('{ "__proto__": "*" }') as object })).toEqual([
      "manifest.bad-id dependencies.__proto__: The plugin id '__proto__' is a name that every object has.",
    ]);
  });

  it('with a namespace that is none is manifest.bad-namespace', () => {
    expect(problemsOf({ provides: ['acme/ok', 'a//b', 5] })).toEqual([
      "manifest.bad-namespace provides: 'a//b' in provides is not a namespace: segment 2 is empty.",
      'manifest.bad-namespace provides: the number 5 in provides is not a namespace: it is neither a text nor a list of segments.',
    ]);
  });

  it('with a field that means nothing is warned of, with the name it may have meant', () => {
    const found = described(withMeta({ ...fine, dependancies: {}, catgory: 'x', zebra: 1 }));
    expect(found.problems.map(({ severity }) => severity)).toEqual(['warning', 'warning', 'warning']);
    expect(said(found)).toEqual([
      "manifest.unknown-field dependancies: The metadata has a field 'dependancies' that means nothing. Did you mean 'dependencies'?",
      "manifest.unknown-field catgory: The metadata has a field 'catgory' that means nothing. Did you mean 'category'?",
      "manifest.unknown-field zebra: The metadata has a field 'zebra' that means nothing.",
    ]);
  });

  it.each([
    ['Sample', "The plugin id 'Sample' has capital letters."],
    ['sam\0ple', String.raw`The plugin id 'sam\u0000ple' does not follow the grammar of ids.`],
    ['__proto__', "The plugin id '__proto__' is a name that every object has."],
    ['host', "The plugin id 'host' is what the owner of the host is called."],
  ])('with the id %j is manifest.bad-id, under the name of its extension', (id, says) => {
    const found = described(withMeta({ ...fine, id }));
    expect(said(found)).toEqual([`manifest.bad-id id: ${says}`]);
    expect(found.problems[0]).toMatchObject({ plugin: 'acme', extension: 'acme', phase: 'describe' });
    expect(found.manifest.id).toBe('acme');
  });

  it('with the id of the owner is to have another one', () => {
    expect(described(withMeta({ ...fine, id: 'host' })).problems[0]!.hint).toBe('Give the plugin another id.');
  });

  const grammar = "An id is an npm name ('@acme/cache') or a lowercase letter or '_' followed by at most 63 of a-z, 0-9, '_', '.', '-'.";

  it.each([
    ['constructor', 'Give the plugin another id.'],
    ['prototype', 'Give the plugin another id.'],
    ['Cache', grammar],
    ['a host', grammar],
    ['the owner of the host', grammar],
  ])('with the id %j is told what to do, by what is wrong with it', (id, hint) => {
    expect(described(withMeta({ ...fine, id })).problems.map((found) => found.hint)).toEqual([hint]);
  });

  it.each([
    ['host', 'No plugin can have that id: name the one that is meant by its own, or take it out.'],
    ['constructor', 'No plugin can have that id: name the one that is meant by its own, or take it out.'],
    ['Cache', grammar],
  ])('that depends on %j is told what to do about that, since its own id is good', (id, hint) => {
    for (const field of ['dependencies', 'optionalDependencies', 'conflicts'])
      expect(described(withMeta({ ...fine, [field]: { [id]: '*' } })).problems.map((found) => found.hint)).toEqual([hint]);
  });

  it('without an id is manifest.missing-id, unless it comes under a namespace', () => {
    expect(said(described(withMeta({ version: '1.0.0' })))).toEqual(['manifest.missing-id: The class Sample has no id.']);
    class Store {}
    Component('store')(Store);
    expect(described(Store).problems.map(({ code, message, hint }) => `${code}: ${message} ${hint}`)).toEqual([
      "manifest.missing-id: The class Store is a component and no plugin, so it has no id. List it in a plugin: @Plugin({ id: 'presence', version: '1.0.0', components: [Store] }); or make it one, with @Plugin instead of @Component.",
    ]);
    expect(described(Store, { namespace: 'acme/store' }).problems).toEqual([]);
    expect(said(described(withMeta(null)))).toEqual(['manifest.missing-id: The class Sample has no id.']);
    expect(said(described(withMeta(undefined)))).toEqual(['manifest.missing-id: The class Sample has no id.']);
    expect(said(described(definePlugin({} as { id: string })))).toEqual(['manifest.missing-id: The plugin of acme has no id.']);
    expect(said(described({ of: () => 1 }))).toEqual(['manifest.missing-id: The plugin of acme has no id.']);
    const named = described(withMeta({ version: '1.0.0' }), { namespace: 'acme/sample' });
    expect(said(named)).toEqual([]);
    expect(named.manifest.id).toBe('acme:acme/sample');
  });

  it.each([
    ['sample', "the string 'sample'"],
    [5, 'the number 5'],
    [['sample'], 'a list'],
    [() => {}, 'a function'],
  ])('that is %p is manifest.bad-type', (meta, seen) => {
    expect(said(described(withMeta(meta)))).toEqual([
      `manifest.bad-type: The field 'metadata' wants an object, but is ${seen}.`,
      'manifest.missing-id: The class Sample has no id.',
    ]);
  });

  it('with getters that throw is told of, and nothing is thrown', () => {
    const hostile = (field: string, inner = false): object => {
      const trap = Object.defineProperty({}, inner ? 'inner' : field, {
        enumerable: true,
        get: () => {
          throw new Error('hands off');
        },
      });
      return inner
        ? { ...fine, [field]: trap }
        : Object.defineProperties({ ...fine, [field]: undefined }, Object.getOwnPropertyDescriptors(trap));
    };
    for (const field of ['id', 'version', 'name', 'description', 'dependencies', 'provides', 'components', 'config']) {
      const { problems, manifest } = described(withMeta(hostile(field)));
      expect([field, problems.map(({ code, severity }) => `${severity} ${code}`)]).toEqual([field, ['error manifest.bad-type']]);
      expect(problems[0]!.cause).toMatchObject({ message: 'hands off' });
      if (field !== 'id') expect(problems[0]!.message).toBe(`The field '${field}' wants a value, but is a getter that throws.`);
      expect(manifest.extension).toBe('acme');
    }
    for (const field of ['description', 'dependencies', 'conflicts']) {
      expect(described(withMeta(hostile(field, true))).problems).toMatchObject([
        { code: 'manifest.bad-type', cause: { message: 'hands off' } },
      ]);
    }
  });
});

describe('how a plugin is reloaded', () => {
  it.each([
    ['restart', 'restart', []],
    ['overlap', undefined, []],
    [undefined, undefined, []],
    ['stop', undefined, ["manifest.bad-type reload: The field 'reload' wants 'overlap' or 'restart', but is the string 'stop'."]],
    [true, undefined, ["manifest.bad-type reload: The field 'reload' wants 'overlap' or 'restart', but is the boolean true."]],
  ])('%s', (reload, told, problems) => {
    const found = described(withMeta({ ...fine, reload }));
    expect(said(found)).toEqual(problems);
    expect(found.manifest.reload).toBe(told);
  });
});
