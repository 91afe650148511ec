/** Open this to see how published values are kept by name, and that no name reaches what nobody published. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Entry } from '../../src/wiring/entry.js';
import { canonical, Names } from '../../src/wiring/names.js';

function entry(namespace: string, value: unknown = namespace, owner = 'a') {
  return new Entry(namespace, 'singleton', owner, undefined, value);
}

describe('names', () => {
  it('are found in any spelling, those of an app before those of its host', () => {
    const host = new Names();
    const app = new Names(host);
    host.publish(entry('acme/x', 'host'));
    host.publish(entry('acme/y', 'host'));
    const own = entry('acme/x', 'app');
    app.publish(own);
    expect([app.find('acme/x')?.get(), app.find(['acme', 'y'])?.get(), host.find('acme/x')?.get()]).toEqual(['app', 'host', 'host']);
    expect(app.all().map((found) => [found.namespace, found.get()])).toEqual([
      ['acme/x', 'app'],
      ['acme/y', 'host'],
    ]);
    app.unpublish(own);
    expect([app.own('acme/x'), app.find('acme/x')?.get()]).toEqual([undefined, 'host']);
  });

  it('stay with a successor when the one before leaves', () => {
    const names = new Names();
    const first = entry('acme/x', 1);
    names.publish(first);
    names.publish(entry('acme/x', 2));
    names.unpublish(first);
    names.unpublish(first);
    expect(names.find('acme/x')?.get()).toBe(2);
    expect([names.countOf('a'), names.countOf('b')]).toEqual([1, 0]);
  });

  it('tell of every coming and going that can be seen, and of none that an app hides', () => {
    const host = new Names();
    const app = new Names(host);
    const told: string[] = [];
    const undo = app.onChange('acme/x', (name) => told.push(`${name} ${String(app.find(name)?.get())}`));
    const [hosts, own] = [entry('acme/x', 'host'), entry('acme/x', 'app')];
    host.publish(hosts);
    app.publish(own);
    host.unpublish(hosts);
    app.unpublish(own);
    expect(told).toEqual(['acme/x host', 'acme/x app', 'acme/x undefined']);
    expect([host.listening, app.listening]).toEqual([1, 1]);
    undo();
    undo();
    host.publish(entry('acme/x'));
    expect(told).toHaveLength(3);
    expect([host.listening, app.listening]).toEqual([0, 0]);
  });

  it.each([
    ['acme/*', ['acme/x', 'acme/y']],
    ['*/x', ['acme/x', 'other/x']],
    ['acme/**', ['acme/x', 'acme/y', 'acme/y/z']],
    ['**', ['acme/x', 'acme/y', 'acme/y/z', 'other/x']],
    ['acme/x/**', ['acme/x']],
    ['*', []],
  ])('match %s', (pattern, expected) => {
    const names = new Names();
    for (const name of ['other/x', 'acme/y/z', 'acme/y', 'acme/x']) names.publish(entry(name));
    expect(names.match(pattern).map((found) => found.namespace)).toEqual(expected);
  });

  it.each([['a//b'], ['a..b/..'], ['a/*'], ['a b'], [''], [[]], [['a', 5]], [[['a']]], [null], [Array.from({ length: 17 }, () => 'a')]])(
    'that are none are refused: %j',
    (like) => {
      expect(() => canonical(like as string, false)).toThrow('is not a namespace');
      expect(() => new Names().find(like as string)).toThrow(expect.objectContaining({ code: 'lookup.bad-namespace' }));
    },
  );

  it('are defined exactly when somebody published them, whatever they are called', () => {
    const hostile = fc.constantFrom('__proto__', 'constructor', 'toString', 'prototype', 'hasOwnProperty', 'valueOf', 'then', 'a', 'a.b');
    const name = fc.array(hostile, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/'));
    fc.assert(
      fc.property(fc.array(name), fc.array(name), (published, asked) => {
        const names = new Names(new Names());
        for (const each of published) names.publish(entry(each));
        for (const each of [...published, ...asked]) {
          expect(names.find(each)?.get()).toBe(published.includes(each) ? each : undefined);
          expect(names.find(each.split('/')) !== undefined).toBe(published.includes(each));
          expect(names.match(each).map((found) => found.namespace)).toEqual(published.includes(each) ? [each] : []);
        }
      }),
    );
  });
});
