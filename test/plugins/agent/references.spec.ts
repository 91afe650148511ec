/** Open this to see what references lead to, what they never lead to, and how one that leads nowhere is told. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { definePlugin, type ExtensionContext } from 'mortise';
import { lookUp, namespacesOf, parseReference, referencesIn, resolved } from '../../../plugins/agent/reference.js';
import { reasons, running } from './given.js';

const registers = (...given: readonly [string | readonly string[], object][]) => ({
  name: 'ext',
  attach(this: ExtensionContext, _options: unknown, callback: () => void) {
    for (const [namespace, value] of given) this.registerPlugin(namespace, value);
    callback();
  },
});

describe('a reference', () => {
  it('is told from other texts', () => {
    expect(['$plugins:a:b', '$service:x', '$settings:keys:key', '$plugin:a'].map((text) => parseReference(text)?.kind)).toEqual(['plugins', 'service', 'setting', 'plugins']); // prettier-ignore
    for (const other of ['plugins:a', '$5', '$plugins', '$elsewhere:a', 5, null]) expect(parseReference(other)).toBeUndefined();
    expect(() => parseReference('$plugins:a b')).toThrow(/agent.bad-reference|'a b' can't be a segment/);
    expect(() => parseReference('$setting:')).not.toThrow();
    expect(() => parseReference(`$plugins:${Array.from({ length: 17 }, () => 'a').join(':')}`)).toThrow(
      expect.objectContaining({ code: 'agent.bad-reference' }),
    );
  });

  it('is found and resolved in lists and objects, and nowhere else; what contains itself ends', () => {
    const round: Record<string, unknown> = { at: '$setting:a' };
    round['round'] = round;
    class Own {
      text = '$setting:b';
    }
    const own = new Own();
    expect(referencesIn([round, own, { deep: ['$service:c'] }]).map(({ text }) => text)).toEqual(['$setting:a', '$service:c']);
    const copy = resolved({ own, list: ['$setting:a', 'plain'] }, () => 1) as { own: Own };
    expect([copy, copy.own === own]).toEqual([{ own, list: [1, 'plain'] }, true]);
  });

  it('means the longest namespace there is, and own members of it', () => {
    const reference = parseReference('$plugins:core:identity:add')!;
    expect(namespacesOf(reference)).toEqual(['core/identity/add', 'core/identity', 'core']);
    const values: Record<string, unknown> = { core: { identity: { add: 'of core' } } };
    const find = (namespace: string): unknown => values[namespace];
    expect(lookUp(reference, find, () => [])).toBe('of core');
    values['core/identity'] = { add: 'of identity' };
    expect(lookUp(reference, find, () => [])).toBe('of identity');
  });

  it('never reaches inherited members', () => {
    class Tax {
      own = 1;
      of() {
        return 2;
      }
    }
    const values = [{}, [], () => 1, new Tax(), Object.create({ inherited: 1 }), new Map(), 'text', 5, Symbol('s')];
    const names = [
      'constructor',
      '__proto__',
      'prototype',
      'toString',
      'hasOwnProperty',
      'of',
      'inherited',
      'length',
      'call',
      'get',
      'name',
      'own',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...values),
        fc.array(fc.oneof(fc.constantFrom(...names), fc.stringMatching(/^[a-z_]{1,9}$/)), { minLength: 1, maxLength: 3 }),
        (value, path) => {
          const reference = parseReference(`$plugins:root:${path.join(':')}`)!;
          let expected: unknown = value;
          for (const name of path) {
            const descriptor =
              typeof expected === 'object' || typeof expected === 'function' ? Object.getOwnPropertyDescriptor(expected, name) : undefined;
            if (descriptor === undefined) {
              expect(() =>
                lookUp(
                  reference,
                  (namespace) => (namespace === 'root' ? value : undefined),
                  () => [],
                ),
              ).toThrow(expect.objectContaining({ code: 'agent.dangling-reference' }));
              return;
            }
            expected = descriptor.value;
          }
          expect(
            lookUp(
              reference,
              (namespace) => (namespace === 'root' ? value : undefined),
              () => [],
            ),
          ).toBe(expected);
        },
      ),
    );
  });
});

describe('references in a definition', () => {
  it('are resolved once, in props and in all else that elements say', async () => {
    const seen: unknown[] = [];
    const { test } = await running({
      name: 'bot',
      settings: [{ property: 'keys:key', value: 'k' }],
      extensions: [registers([['handlers', 'watch'], function (this: object, payload: unknown) { seen.push([{ ...this }, payload]); }], ['rates', { tax: { of: 19 } }])], // prettier-ignore
      services: [{ name: 'clock', factory: { at: 5 } }],
      handlers: [{ name: 'h', subscriptions: 'came', fn: '$plugins:handlers:watch', props: { clock: '$service:clock', at: '$service:clock:at', rate: '$plugins:rates:tax:of', list: ['$setting:keys:key', '$settings:keys'] } }], // prettier-ignore
    });
    expect(reasons(test)).toEqual({});
    test.host.events.emit('bot.came', 'ada');
    expect(seen).toEqual([[expect.objectContaining({ name: 'h', clock: { at: 5 }, at: 5, rate: 19, list: ['k', { key: 'k' }] }), 'ada']]);
    await test.stop();
    test.expectClean();
  });

  it('that lead nowhere are told, with what is near', async () => {
    const { test } = await running({
      name: 'bot',
      settings: [{ property: 'greeting', value: 1 }],
      extensions: [registers([['rates', 'tax'], { of: 1 }])],
      services: [{ name: 'greeter', factory: { hello: 1 } }],
      handlers: ['$plugins:rates:tax:off', '$plugins:rates:txa', '$service:greetr', '$service:greeter:helo', '$setting:greting'].map(
        (prop, index) => ({
          name: `h${index}`,
          subscriptions: 'came',
          fn: () => undefined,
          props: { prop },
        }),
      ),
    });
    expect(reasons(test)).toEqual({
      'bot.handler.h0': expect.stringMatching(/failed: .*'rates:tax' has no member 'off' of its own/),
      'bot.handler.h1': expect.stringMatching(/waiting: .*'rates\/txa'/),
      'bot.handler.h2': expect.stringMatching(/waiting: .*'service\/greetr'/),
      'bot.handler.h3': expect.stringMatching(/failed: .*'greeter' has no member 'helo' of its own/),
      'bot.handler.h4': expect.stringMatching(/failed: .*there is no setting 'greting'/),
    });
    const hints = test.problems.filter(({ code }) => code === 'plan.missing-provider').map(({ hint }) => hint);
    expect(hints).toEqual([expect.stringContaining("'rates/tax'"), expect.stringContaining("'service/greeter'")]);
    const dangling = test.problems.filter(({ cause }) => cause?.code === 'agent.dangling-reference').map(({ hint }) => hint);
    expect(dangling.map((hint) => /Did you mean '(\w+)'\?$/.exec(hint)?.[1] ?? '').toSorted()).toEqual(['greeting', 'hello', 'of']); // prettier-ignore
    // What was missing comes, and whoever waited for it starts by itself.
    await test.host.load(definePlugin({ id: 'late', version: '1.0.0', provides: { 'rates/txa': { fine: true } } }));
    expect(Object.keys(reasons(test))).not.toContain('bot.handler.h1');
    await test.stop();
  });

  it('of services that need each other are told as the circle they are', async () => {
    const { test } = await running({
      name: 'bot',
      services: [
        { name: 'a', factory: () => ({}), args: ['$service:b'] },
        { name: 'b', factory: () => ({}), args: [{ deep: '$service:a' }] },
        { name: 'alone', factory: () => ({}) },
      ],
    });
    expect(test.problems).toMatchObject([
      { code: 'plan.cycle', message: expect.stringMatching(/bot\.service\.a.*bot\.service\.b|bot\.service\.b.*bot\.service\.a/) },
    ]);
    expect(test.host.find('service/alone')).toEqual({});
    await test.stop();
  });
});
