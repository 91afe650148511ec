/** Open this to see how a plugin that is written as an object becomes a manifest. */
import { describe, expect, it } from '@jest/globals';
import { Component, definePlugin, Provide } from '../../decorators/index.js';
import { createTestHost } from '../../src/testing/index.js';
import { described, said } from './described.js';

@Component('store')
@Provide('acme/store')
class Store {
  beforeStart() {}
  get start() {
    throw new Error('a getter is not called');
  }
}

describe('a definition', () => {
  it('has the manifest that the same class would have', () => {
    const definition = definePlugin({
      id: 'audit',
      version: '1.0.0',
      name: 'Audit trail',
      provides: { 'acme/log': { lines: [] } },
      on: { bind_session: 'bound', close_session: { handler: () => {}, priority: 5 } },
      inject: ['acme/store', { use: 'acme/mail', optional: true }],
      start() {},
      bound() {},
    } as never);
    const { manifest, parts, problems } = described(definition);
    expect(problems).toEqual([]);
    expect(manifest).toMatchObject({
      id: 'audit',
      name: 'Audit trail',
      components: [{ name: 'audit', lifecycle: ['start'] }],
      provides: [{ namespace: 'acme/log', scope: 'singleton' }],
      uses: [
        { namespace: 'acme/store', optional: false, by: 'audit.constructor[0]' },
        { namespace: 'acme/mail', optional: true, by: 'audit.constructor[1]' },
      ],
      handlers: [
        { event: 'bind_session', method: 'bound', priority: 1000 },
        { event: 'close_session', method: 'handler', priority: 5 },
      ],
    });
    expect(parts.components[0]!.make).toEqual({ by: 'instance', instance: definition });
  });

  it('keeps the values that it provides, and handlers that are functions', () => {
    const handler = (): void => {};
    const provides = { 'acme/log': 1, 'acme/none': undefined };
    const { parts } = described(
      definePlugin({ id: 'audit', provides, on: { bind_session: 'bound', close_session: handler }, bound() {} } as never),
    );
    expect([...parts.values]).toEqual(Object.entries(provides));
    expect(parts.components[0]!.facts.map(({ member, value }) => [member, value])).toEqual([
      ['bound', { event: 'bind_session' }],
      ['handler', { event: 'close_session', handler }],
    ]);
    expect([...described(definePlugin({ id: 'audit', provides: ['acme/log'] })).parts.values]).toEqual([]);
  });

  it('is a component when it does anything, or lists none', () => {
    const names = (definition: object): string[] =>
      described(definePlugin({ id: 'audit', ...definition })).manifest.components.map(({ name }) => name);
    const components = [{ name: 'other', start() {} }];
    expect(names({})).toEqual(['audit']);
    expect(names({ components })).toEqual(['other']);
    expect(names({ components, stop() {} })).toEqual(['other', 'audit']);
    expect(names({ components, on: { bind_session: () => {} } })).toEqual(['other', 'audit']);
    expect(names({ components, setup: () => ({}) })).toEqual(['other', 'audit']);
  });

  it('may be made without a prototype', () => {
    const definition = Object.assign(Object.create(null) as object, { id: 'audit', stop() {} });
    expect(described(definePlugin(definition as { id: string }))).toMatchObject({
      problems: [],
      manifest: { components: [{ name: 'audit', lifecycle: ['stop'] }] },
    });
  });

  it('may be frozen, and is known as one all the same', () => {
    const frozen = Object.freeze({ id: 'audit', version: '1.0.0', start() {} });
    expect(definePlugin(frozen)).toBe(frozen);
    expect(definePlugin(definePlugin(frozen))).toBe(frozen);
    const { problems, manifest } = described(frozen, { namespace: 'acme/audit' });
    expect([problems, manifest.id, manifest.components]).toEqual([[], 'audit', [{ name: 'audit', lifecycle: ['start'] }]]);
  });

  it.each([
    [5, 'the number 5'],
    [undefined, 'undefined'],
    [null, 'null'],
    ['audit', "The extension entry 'audit' is a text"],
  ])('that is %p is told by the host that is given it, as everything is that is no plugin', async (given, seen) => {
    const { problems } = await createTestHost({ plugins: [definePlugin(given as never)] }).start();
    expect(problems.map(({ code, message }) => `${code}: ${message}`)).toEqual([expect.stringMatching(`^spec.*${seen}`)]);
  });

  it('with an id that is inherited has none', () => {
    const definition = Object.create({ id: 'inherited' }) as { id: string };
    expect(said(described(definePlugin(definition)))).toEqual(['manifest.missing-id: The plugin of acme has no id.']);
  });

  it('with a setup may have any lifecycle: nobody knows before it is made', () => {
    const { manifest, parts } = described(
      definePlugin({ id: 'audit', version: '1.0.0', setup: () => ({}), on: { bind_session: 'bound' } }),
    );
    expect(manifest.components).toEqual([
      { name: 'audit', lifecycle: ['beforeStart', 'start', 'run', 'afterStart', 'onConfig', 'beforeStop', 'stop', 'health'] },
    ]);
    expect(parts.components[0]!.make.by).toBe('factory');
  });

  it('with lifecycle methods beside setup, or beside its instance, is refused: nobody would call them', () => {
    class Timed {
      start() {}
    }
    const beside = { setup: () => ({}), start() {}, stop() {} } as object;
    const components = [
      { name: 'made', ...beside, snapshot: () => 1 },
      { name: 'given', instance: new Timed(), stop() {} },
      { name: 'both', instance: new Timed(), setup: () => ({}) },
      Object.assign(new Timed(), { name: 'inherited', setup: () => ({}) }),
      { name: 'apart', setup: () => ({ start() {} }), help() {} },
    ];
    const found = described(definePlugin({ id: 'audit', version: '1.0.0', ...beside, components }));
    expect(found.problems.map(({ code, field, message, hint }) => `${code} ${field}: ${message} ${hint}`)).toEqual([
      "manifest.misplaced-method start: 'start', 'stop' and 'snapshot' of 'made' stand beside setup and count for nothing: the component is what setup returns. Return them from setup: setup: () => ({ start() { … } }).",
      "manifest.misplaced-method stop: 'stop' of 'given' stands beside instance and counts for nothing: the component is that instance. Move it into the instance, or take instance out.",
      "manifest.misplaced-method instance: 'instance' of 'both' stands beside setup and counts for nothing: the component is what setup returns. Return it from setup, or take setup out.",
      "manifest.misplaced-method start: 'start' of 'inherited' stands beside setup and counts for nothing: the component is what setup returns. Return it from setup: setup: () => ({ start() { … } }).",
      "manifest.misplaced-method start: 'start' and 'stop' of 'audit' stand beside setup and count for nothing: the component is what setup returns. Return them from setup: setup: () => ({ start() { … } }).",
    ]);
  });

  it('may list components as classes, ready-made instances and factories', () => {
    class Timer {
      start() {}
    }
    const timer = new Timer();
    const components = [
      Store,
      { name: 'timer', instance: timer, provides: ['acme/timer', 'acme/clock'] },
      { name: 'made', setup: () => ({}), inject: ['acme/store'], provides: 'acme/made' },
      { name: 'itself', stop() {} },
    ];
    const { manifest, parts, problems } = described(definePlugin({ id: 'many', version: '1.0.0', components }));
    expect(problems).toEqual([]);
    expect(manifest.components.map(({ name, lifecycle }) => [name, lifecycle.length])).toEqual([
      ['store', 1],
      ['timer', 1],
      ['made', 8],
      ['itself', 1],
    ]);
    expect(manifest.provides.map(({ namespace, component }) => [namespace, component])).toEqual([
      ['acme/store', 'store'],
      ['acme/timer', 'timer'],
      ['acme/clock', 'timer'],
      ['acme/made', 'made'],
    ]);
    expect(parts.components.map(({ make }) => make.by)).toEqual(['class', 'instance', 'factory', 'instance']);
    expect(parts.components[1]!.make).toEqual({ by: 'instance', instance: timer });
  });

  it.each([
    [{ setup: {} }, "manifest.bad-type setup: The field 'sample.setup' wants a function, but is an object."],
    [{ start: 5 }, "manifest.bad-type start: The field 'sample.start' wants a function, but is the number 5."],
    [
      { inject: 'acme/cache' },
      "manifest.bad-type inject: The field 'sample.inject' wants a list of namespaces and classes, but is the string 'acme/cache'.",
    ],
    [
      { inject: ['acme/a'], setup: (a: unknown, b: unknown) => [a, b] },
      'manifest.missing-token: Nothing says what parameter 2 of setup of sample should get: the inject list has only one entry.',
    ],
    [
      { setup: (a: unknown) => [a] },
      'manifest.missing-token: Nothing says what parameter 1 of setup of sample should get: there is no inject list.',
    ],
    [
      { on: { bind_session: 5 }, setup: () => ({}) },
      "manifest.bad-fact on.bind_session: on['bind_session'] on sample: the handler is the number 5.",
    ],
    [{ on: [] }, "manifest.bad-type on: The field 'sample.on' wants a map from event to handler, but is an empty list."],
    [{ on: { bind_session: 'bound' } }, "manifest.bad-fact on.bind_session: on['bind_session'] on sample: there is no method 'bound'."],
    [
      { on: { bind_session: { handler: 'recrod', priority: 5 } }, record() {} },
      "manifest.bad-fact on.bind_session: on['bind_session'] on sample: there is no method 'recrod' (did you mean 'record'?).",
    ],
    [
      { on: { bind_session: 'toString' } },
      "manifest.bad-fact on.bind_session: on['bind_session'] on sample: there is no method 'toString'.",
    ],
    [
      { on: { bind_session: 'recort' }, record() {}, resort() {} },
      "manifest.bad-fact on.bind_session: on['bind_session'] on sample: there is no method 'recort' (did you mean 'record' or 'resort'?).",
    ],
    [
      { on: { bind_session: 'constructo' } },
      "manifest.bad-fact on.bind_session: on['bind_session'] on sample: there is no method 'constructo'.",
    ],
    [{ on: { bind_session: 5 } }, "manifest.bad-fact on.bind_session: on['bind_session'] on sample: the handler is the number 5."],
    [
      { on: { bind_session: { priority: 5 } } },
      "manifest.bad-fact on.bind_session: on['bind_session'] on sample: the handler is undefined.",
    ],
    [
      { on: { bind_session: { handler: () => {}, priority: 'high' } } },
      "manifest.bad-fact: @OnEvent on sample.handler: priority is the string 'high' instead of a number.",
    ],
    [
      { provides: 5 },
      "manifest.bad-type provides: The field 'provides' wants a list of namespaces, or a map from namespace to value, but is the number 5.",
    ],
    [{ provides: { 'a//b': 1 } }, "manifest.bad-namespace provides: 'a//b' in provides is not a namespace: segment 2 is empty."],
    [
      { components: [{ name: '', start() {} }] },
      "manifest.bad-type name: The field 'component name' wants a text of 1 to 200 characters, but is an empty string.",
    ],
    [
      { components: [{ name: 'a', instance: 5 }] },
      "manifest.bad-type instance: The field 'a.instance' wants an object, but is the number 5.",
    ],
    [
      { components: [{ name: 'a', provides: 'a//b' }] },
      "manifest.bad-namespace: 'a//b' in @Provide of a is not a namespace: segment 2 is empty.",
    ],
    [{ on: new Map() }, "manifest.bad-type on: The field 'sample.on' wants a map from event to handler, but is a Map."],
    [
      { provides: new Set(['a/b']) },
      "manifest.bad-type provides: The field 'provides' wants a list of namespaces, or a map from namespace to value, but is a Set.",
    ],
    [{ on: null }, "manifest.bad-type on: The field 'sample.on' wants a map from event to handler, but is null."],
    [
      { on: 'bind_session' },
      "manifest.bad-type on: The field 'sample.on' wants a map from event to handler, but is the string 'bind_session'.",
    ],
    [{ on: { bind_session: null } }, "manifest.bad-fact on.bind_session: on['bind_session'] on sample: the handler is null."],
    [
      { components: [{ start() {} }, { name: 5, start() {} }] },
      "manifest.bad-type name: The field 'component name' wants a text of 1 to 200 characters, but is the number 5.",
    ],
    [
      { components: [{ name: 'x'.repeat(200) }, { name: 'x'.repeat(201) }] },
      `manifest.bad-type name: The field 'component name' wants a text of 1 to 200 characters, but is the string '${'x'.repeat(80)}…'.`,
    ],
    [
      {
        components: [
          { name: 'a', instance: null },
          { name: 'b', instance: undefined, stop() {} },
        ],
      },
      "manifest.bad-type instance: The field 'a.instance' wants an object, but is null.",
    ],
    [
      {
        components: [
          { name: 'a', provides: 'acme/a' },
          { name: 'b', provides: ['acme/b', 'acme/a'] },
        ],
      },
      "manifest.bad-fact: @Provide on class b: 'acme/a' is provided by a already.",
    ],
    [
      { inject: [5] },
      'manifest.missing-token: Nothing says what parameter 1 of setup of sample should get: the inject list holds something else than a namespace, a class, a symbol or { use }.',
    ],
    [{ starts: () => {} }, "manifest.unknown-field starts: The metadata has a field 'starts' that means nothing. Did you mean 'start'?"],
    [{ strat: () => {} }, "manifest.unknown-field strat: The metadata has a field 'strat' that means nothing. Did you mean 'start'?"],
  ])('with %p is told of', (part, says) => {
    expect(said(described(definePlugin({ id: 'sample', version: '1.0.0', ...part } as never)))).toEqual([says]);
  });

  it('may have methods that help its handlers', () => {
    const helpers = { connect() {}, restart() {}, log() {}, lines: [] };
    const handlers = { starts() {}, stops() {}, on: { bind_session: 'starts', close_session: { handler: 'stops' } } };
    expect(said(described(definePlugin({ id: 'sample', version: '1.0.0', ...helpers, ...handlers } as never)))).toEqual([
      "manifest.unknown-field lines: The metadata has a field 'lines' that means nothing.",
    ]);
  });

  it('that is the instance of a class may have more than a definition has', () => {
    class Audit {
      id = 'audit';
      version = '1.0.0';
      lines: string[] = [];
      start() {}
    }
    const { manifest, problems } = described(definePlugin(new Audit()));
    expect(problems).toEqual([]);
    expect(manifest.components).toEqual([{ name: 'audit', lifecycle: ['start'] }]);
  });
});
