/** Open this to see that the components of a plugin are found in the same way whether they are few or many. */
import { describe, expect, it } from '@jest/globals';
import type { ComponentPart } from '../../src/model/manifest.js';
import { Siblings } from '../../src/wiring/siblings.js';

function partOf(index: number, names: readonly string[] = [`shop/part-${index}`], type: new () => object = class {}): ComponentPart {
  return {
    name: `part-${index}`,
    make: { by: 'class', type },
    parameters: [],
    fields: new Map(),
    facts: [],
    provides: names.map((namespace) => ({ namespace, scope: 'singleton' })),
  };
}

describe.each([3, 40])('of %i components', (count) => {
  const shared = class {};
  const alone = class {};
  const all = Array.from({ length: count }, (_, index) => partOf(index, undefined, index > 0 ? shared : alone));
  const factory: ComponentPart = { ...partOf(count, ['shop/made', 'shop/part-0']), make: { by: 'factory', factory: () => ({}) } };
  const siblings = new Siblings([...all, factory]);

  it('one is found by its class, and by each name that it provides', () => {
    expect(siblings.find(alone)).toBe(all[0]);
    expect(siblings.find('shop/part-0')).toBe(all[0]);
    expect(siblings.find('shop/made')).toBe(factory);
  });

  it('the first one is found where several have a class or a name', () => {
    expect(siblings.find(shared)).toBe(all[1]);
    expect(siblings.find('shop/part-0')).not.toBe(factory);
  });

  it('none is found by what nobody has', () => {
    expect(siblings.find('shop/part')).toBeUndefined();
    expect(siblings.find(class {})).toBeUndefined();
  });

  it('those that were made are in the order in which they were', () => {
    const made = new Siblings(all);
    expect(made.madeOf(all[0]!)).toBeUndefined();
    const built = all.toReversed().map((part) => ({ part, instance: {} }));
    for (const each of built) made.keep(each);
    expect(made.built).toEqual(built);
    for (const { part, instance } of built) expect(made.madeOf(part)).toBe(instance);
    expect(made.madeOf(factory)).toBeUndefined();
  });
});
