/** Open this to see that no metadata, whatever its shape, throws, and that what is accepted is a valid manifest. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Component, definePlugin, Plugin, Provide } from '../../decorators/index.js';
import { idProblem, parseNamespace } from '../../src/manifest/namespace.js';
import type { Manifest } from '../../src/model/manifest.js';
import { npmVersions } from '../../src/version/npm.js';
import { described } from './described.js';

const hostile = fc.constantFrom(
  '__proto__',
  'constructor',
  'toString',
  '\0',
  '\u202e',
  'x'.repeat(300),
  '',
  'a/../b',
  '*',
  'Cache',
  'cache',
  '@acme/cache',
);
const text = fc.oneof(fc.string(), hostile);
const json = fc.oneof({ arbitrary: fc.jsonValue({ maxDepth: 3 }), weight: 3 }, { arbitrary: hostile, weight: 1 });
const ranges = fc.dictionary(text, fc.oneof(json, fc.constantFrom('*', '^1.2', '>=1 <2', 'newest')));

/** Metadata whose fields are sometimes right, and sometimes any JSON. */
const metadata = fc.oneof(
  json,
  fc.record(
    {
      id: fc.oneof(text, json),
      version: fc.oneof(fc.constantFrom('1.2.0', 'v1.0.0-rc.1', '1.2'), json),
      name: json,
      description: fc.oneof(fc.dictionary(text, text), json),
      author: json,
      authors: fc.oneof(fc.array(text), json),
      link: json,
      provider: json,
      category: json,
      dependencies: fc.oneof(ranges, json),
      optionalDependencies: fc.oneof(ranges, json),
      conflicts: fc.oneof(ranges, json),
      provides: fc.oneof(fc.array(fc.oneof(text, fc.array(text))), json),
      config: json,
      components: fc.oneof(fc.array(json), json),
      modules: json,
      inject: fc.oneof(fc.array(json), json),
    },
    { requiredKeys: [] },
  ),
);

function decorated(decorator: unknown): object {
  class Sample {}
  (decorator as (type: object) => void)(Sample);
  return Sample;
}

function expectValid(manifest: Manifest): void {
  expect(JSON.parse(JSON.stringify(manifest))).toEqual(manifest);
  expect(Object.isFrozen(manifest)).toBe(true);
  expect(npmVersions.parse(manifest.version)).toBe(manifest.version);
  expect(typeof manifest.name).toBe('string');
  expect(manifest.authors.every((author) => typeof author === 'string')).toBe(true);
  for (const { id, range } of manifest.dependencies) {
    expect(idProblem(id)).toBeUndefined();
    expect(npmVersions.isRange(range)).toBe(true);
  }
  for (const { namespace } of [...manifest.provides, ...manifest.uses]) expect(parseNamespace(namespace)).toEqual({ namespace });
}

describe('B9: metadata of any shape', () => {
  it('in a decorator throws nothing, and is accepted only if it is valid', () => {
    fc.assert(
      fc.property(metadata, fc.option(fc.constant('acme/sample'), { nil: undefined }), (meta, namespace) => {
        const { manifest, problems } = described(decorated(Plugin(meta as never)), namespace === undefined ? {} : { namespace });
        expect(JSON.parse(JSON.stringify(problems))).toEqual(problems);
        for (const found of problems) expect(found).toMatchObject({ extension: 'acme', phase: 'describe', plugin: manifest.id });
        if (problems.every(({ severity }) => severity !== 'error')) {
          expectValid(manifest);
          if (namespace === undefined) expect(idProblem(manifest.id)).toBeUndefined();
        }
      }),
      { numRuns: 500 },
    );
  });

  it('in a definition throws nothing, and is accepted only if it is valid', () => {
    const definitions = fc.record({ on: json, setup: json, start: json, stop: json, instance: json }, { requiredKeys: [] });
    fc.assert(
      fc.property(metadata, definitions, (meta, more) => {
        const definition = definePlugin({ ...(typeof meta === 'object' ? meta : {}), ...more } as never);
        const { manifest, problems } = described(definition);
        for (const found of problems) expect(found.plugin).toBe(manifest.id);
        if (problems.every(({ severity }) => severity !== 'error')) expectValid(manifest);
      }),
      { numRuns: 500 },
    );
  });

  it('in @Component and @Provide throws nothing, and is accepted only if it is valid', () => {
    fc.assert(
      fc.property(json, json, fc.oneof(text, fc.array(json), json), json, (name, inject, namespace, scope) => {
        const component = decorated(Component(name as never, { inject: inject as never }));
        (Provide(namespace as never, { scope: scope as never }) as (type: object) => void)(component as never);
        const { manifest, problems } = described(decorated(Plugin({ id: 'sample', version: '1.0.0', components: [component as never] })));
        if (problems.every(({ severity }) => severity !== 'error')) expectValid(manifest);
      }),
      { numRuns: 500 },
    );
  });
});
