/** Open this to see that what inversify's decorators wrote is read beside our facts, and never written. */
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import {
  inject,
  injectable,
  LazyServiceIdentifier,
  multiInject,
  named,
  optional,
  postConstruct,
  preDestroy,
  tagged,
  unmanaged,
} from 'inversify';
import { Component, Use } from '../../decorators/index.js';
import { constructorTokens, fieldTokens, markedMethods } from '../../src/facts/constructor.js';

class Store {}
class Late {}

@injectable()
class Base {
  @inject('acme/field') readonly field: unknown;
  @inject(Store) @optional() readonly store: unknown;
  @postConstruct() open() {}
  @preDestroy() close() {}
}

@injectable()
@Component('sample')
class Sample extends Base {
  @multiInject('acme/all') readonly all: unknown;
  @Use('acme/own') declare readonly field: unknown;

  constructor(
    @inject('acme/text') readonly text: unknown,
    @inject(Store) @optional() readonly maybe: unknown,
    @inject('acme/one') @named('first') readonly one: unknown,
    @inject('acme/red') @tagged('color', 'red') readonly red: unknown,
    @multiInject(Symbol.for('acme.many')) readonly many: unknown,
    @inject(new LazyServiceIdentifier(() => Late)) readonly late: unknown,
    @Use('acme/ours') readonly ours: unknown,
    readonly typed: Store,
    @unmanaged() readonly size = 3,
  ) {
    super();
  }

  @postConstruct() openToo() {}
}

describe("inversify's decorators", () => {
  it('say what constructor parameters get, beside ours', () => {
    const one = { kind: 'identifier', optional: false, multiple: false };
    expect(constructorTokens(Sample)).toEqual([
      { ...one, id: 'acme/text' },
      { ...one, id: Store, optional: true },
      { ...one, id: 'acme/one', name: 'first' },
      { ...one, id: 'acme/red', tags: new Map([['color', 'red']]) },
      { ...one, id: Symbol.for('acme.many'), multiple: true },
      { ...one, id: Late },
      { kind: 'namespace', namespace: 'acme/ours', optional: false, live: false },
      { ...one, id: Store },
      { kind: 'value', value: undefined },
    ]);
  });

  it('say what fields get, those of base classes too, and ours go first', () => {
    expect([...fieldTokens(Sample)].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))).toEqual([
      ['all', { kind: 'identifier', id: 'acme/all', optional: false, multiple: true }],
      ['field', { kind: 'namespace', namespace: 'acme/own', optional: false, live: false }],
      ['store', { kind: 'identifier', id: Store, optional: true, multiple: false }],
    ]);
  });

  it('mark methods, those of base classes first', () => {
    expect(markedMethods(Sample, 'postConstruct')).toEqual(['open', 'openToo']);
    expect(markedMethods(Sample, 'preDestroy')).toEqual(['close']);
    expect(markedMethods(Store, 'preDestroy')).toEqual([]);
  });

  it('that hold nothing, because of a circle of imports, say so', () => {
    @injectable()
    class Circle {
      constructor(@inject(undefined as never) readonly lost: unknown) {}
    }
    expect(constructorTokens(Circle)).toEqual([
      { kind: 'unknown', reason: "inversify's @inject holds nothing there: the class was imported in a circle, or with import type" },
    ]);
  });

  it('are where they were after reading', () => {
    const read = () =>
      Reflect.getOwnMetadataKeys(Sample).map((key) => [key, inspect(Reflect.getOwnMetadata(key, Sample), { depth: 9, showHidden: true })]);
    const before = read();
    constructorTokens(Sample);
    fieldTokens(Sample);
    markedMethods(Sample, 'postConstruct');
    expect(read()).toEqual(before);
    expect(before.length).toBeGreaterThan(1);
  });
});
