/** Open this to see how what a definition lists, and what stands around methods, comes into a manifest; and versions of a configuration, and other names. */
import { describe, expect, it } from '@jest/globals';
import { Around, Command, Component, Config, definePlugin, Field, OnEvent, Plugin, Provide, Use } from '../../decorators/index.js';
import { AROUND, COMMAND, EVENT } from '../../src/facts/keys.js';
import { onAround } from '../../src/kernel/on-around.js';
import { codes, described, said } from './described.js';

const aroundKind = onAround(() => undefined);
const sample = (rest: object) => described(definePlugin({ id: 'sample', version: '1.0.0', ...rest } as never), { kindsHere: [aroundKind] });

/** The facts of the first component, without their places. */
function factsOf(found: ReturnType<typeof described>): unknown[] {
  return found.parts.components[0]!.facts.map(({ place, ...fact }) => [fact, place()]);
}

describe('commands of a definition', () => {
  it('are methods by their names, functions, or either with options', () => {
    const run = (): number => 1;
    const found = sample({ commands: { list: 'list', 'show <uid>': { handler: 'list', permission: 'admin' }, count: run }, list() {} });
    expect(found.problems).toEqual([]);
    expect(factsOf(found)).toEqual([
      [{ key: COMMAND, on: 'member', member: 'list', value: { usage: 'list', options: {} } }, undefined],
      [{ key: COMMAND, on: 'member', member: 'list', value: { usage: 'show <uid>', options: { permission: 'admin' } } }, undefined],
      [{ key: COMMAND, on: 'member', member: 'run', value: { usage: 'count', options: {}, handler: run } }, undefined],
    ]);
    expect(found.manifest.commands).toEqual([
      { usage: 'list', component: 'sample', method: 'list' },
      { usage: 'show <uid>', component: 'sample', method: 'list' },
      { usage: 'count', component: 'sample', method: 'run' },
    ]);
  });

  it.each([
    [{ commands: [] }, "manifest.bad-type commands: The field 'sample.commands' wants a map from line to handler, but is an empty list."],
    [
      { commands: { show: 'shwo' }, show() {} },
      "manifest.bad-fact commands.show: commands['show'] on sample: there is no method 'shwo' (did you mean 'show'?).",
    ],
    [{ commands: { show: 7 } }, "manifest.bad-fact commands.show: commands['show'] on sample: the handler is the number 7."],
  ])('that are wrong are told: %j', (rest, problem) => {
    const found = sample(rest);
    expect(said(found)).toEqual([problem]);
    expect(factsOf(found)).toEqual([]);
  });

  it('stand beside handlers, which say no handler where they name a method', () => {
    const found = sample({ on: { bind_session: { handler: 'show', priority: 5 } }, commands: { show: 'show' }, show() {} });
    expect(factsOf(found)).toEqual([
      [{ key: EVENT, on: 'member', member: 'show', value: { event: 'bind_session', priority: 5 } }, undefined],
      [{ key: COMMAND, on: 'member', member: 'show', value: { usage: 'show', options: {} } }, undefined],
    ]);
  });
});

describe('what stands around methods', () => {
  it('is a name, or options, by method', () => {
    const after = (): void => undefined;
    const found = sample({ around: { pay: 'shop.pay', refund: { after } }, pay() {}, refund() {} });
    expect(found.problems).toEqual([]);
    expect(factsOf(found)).toEqual([
      [{ key: AROUND, on: 'member', member: 'pay', value: { event: 'shop.pay' } }, undefined],
      [{ key: AROUND, on: 'member', member: 'refund', value: { after } }, undefined],
    ]);
  });

  it('of a definition with setup is looked for when it is made', () => {
    const found = sample({ around: { pay: 'shop.pay' }, setup: () => ({ pay() {} }) });
    expect([found.problems, factsOf(found).length]).toEqual([[], 1]);
  });

  it.each([
    [
      { around: [] },
      "manifest.bad-type around: The field 'sample.around' wants a map from method to name or options, but is an empty list.",
    ],
    [{ around: null }, "manifest.bad-type around: The field 'sample.around' wants a map from method to name or options, but is null."],
    [{ around: 5 }, "manifest.bad-type around: The field 'sample.around' wants a map from method to name or options, but is the number 5."],
    [
      { around: { pya: 'shop.pay' }, pay() {} },
      "manifest.bad-fact around.pya: around.pya on sample: there is no method 'pya' (did you mean 'pay'?).",
    ],
  ])('is told where it is wrong: %j', (rest, problem) => {
    const found = sample(rest);
    expect(said(found)).toEqual([problem]);
    expect(factsOf(found)).toEqual([]);
  });

  it('by decorator has to stand on a method', () => {
    @Component()
    class Desk {
      @(Around('desk.field') as unknown as PropertyDecorator) readonly field = 1;
      @Around('desk.work') work() {}
    }
    @Plugin({ id: 'sample', version: '1.0.0', components: [Desk] })
    class Sample {}
    const found = described(Sample, { kindsHere: [aroundKind] });
    expect(said(found)).toEqual([
      'manifest.misused-decorator: @Around on Desk.field stands on a field, and only around a method something can be put.',
    ]);
  });

  it.each([
    ['@Command', Command('desk work')],
    ['@OnEvent', OnEvent('desk.work')],
  ])('as %s has to stand on a method', (decorator, decorate) => {
    @Component()
    class Desk {
      @(decorate as unknown as PropertyDecorator) readonly field = 1;
      @(decorate as unknown as PropertyDecorator) get value() {
        return 1;
      }
    }
    @Plugin({ id: 'sample', version: '1.0.0', components: [Desk] })
    class Sample {}
    const told = said(described(Sample)).filter((text) => text.startsWith('manifest.misused-decorator'));
    expect(told).toEqual([
      expect.stringContaining(`${decorator} on Desk.field stands on a field, and only a method can be called`),
      expect.stringContaining(`${decorator} on Desk.value stands on a getter without a setter, and only a method can be called`),
    ]);
  });

  it('by decorator without its call is told', () => {
    class Desk {
      work(): void {}
    }
    (Around as unknown as (target: object, name: string, descriptor: unknown) => void)(
      Desk.prototype,
      'work',
      Object.getOwnPropertyDescriptor(Desk.prototype, 'work'),
    );
    Plugin({ id: 'sample', version: '1.0.0' })(Desk);
    const found = described(Desk, { kindsHere: [aroundKind] });
    expect(said(found)).toEqual(['manifest.bare-decorator: @Around on Desk.work is written without its call.']);
    expect(found.problems[0]!.hint).toContain("@Around('acme.name')");
  });
});

describe('the version of a configuration', () => {
  function configured(meta: object): ReturnType<typeof described> {
    @((Config as (meta: object) => ClassDecorator)(meta))
    class Settings {
      @Field.integer({ default: 1 }) ttl!: number;
    }
    @Plugin({ id: 'sample', version: '1.0.0', config: Settings })
    class Sample {}
    return described(Sample);
  }

  it('is in the manifest with what lifts values to it; the first one goes without saying', () => {
    const migrate = (values: object): object => values;
    const found = configured({ version: 3, migrate });
    expect([found.manifest.configVersion, found.parts.migrate, found.problems]).toEqual([3, migrate, []]);
    const first = configured({});
    expect(first.manifest).not.toHaveProperty('configVersion');
    expect(first.parts).not.toHaveProperty('migrate');
    expect(configured({ version: 1 }).manifest).not.toHaveProperty('configVersion');
  });

  it.each([
    [{ version: 0 }, "manifest.bad-type config: The field 'config.version' wants an integer from 1 on, but is the number 0."],
    [{ version: 1.5 }, "manifest.bad-type config: The field 'config.version' wants an integer from 1 on, but is the number 1.5."],
    [{ version: '2' }, "manifest.bad-type config: The field 'config.version' wants an integer from 1 on, but is the string '2'."],
    [{ version: 2, migrate: 'up' }, "manifest.bad-type config: The field 'config.migrate' wants a function, but is the string 'up'."],
  ])('that is wrong is told: %j', (meta, problem) => {
    const found = configured(meta);
    expect(said(found)).toEqual([problem]);
    expect(found.parts).not.toHaveProperty('migrate');
    expect(found.manifest.configVersion).toBe('migrate' in meta ? 2 : undefined);
  });
});

describe('a use', () => {
  it('may have other names that will do, and says none where there are none', () => {
    const found = sample({ inject: [{ use: 'a/b', or: ['a'] }, 'c/d'], setup: (a: unknown, c: unknown) => ({ a, c }) });
    expect(found.manifest.uses).toEqual([
      { namespace: 'a/b', or: ['a'], optional: false, live: false, by: expect.any(String) },
      { namespace: 'c/d', optional: false, live: false, by: expect.any(String) },
    ]);
    expect(found.manifest.uses[1]).not.toHaveProperty('or');
  });

  it('by decorator as well, and one of a symbol is none', () => {
    const key = Symbol('key');
    @Plugin({ id: 'sample', version: '1.0.0', inject: [key] })
    class Sample {
      @Use('x/y', { or: ['x'] }) readonly value!: string;
      constructor(readonly other: unknown) {}
    }
    expect(described(Sample).manifest.uses).toEqual([{ namespace: 'x/y', or: ['x'], optional: false, live: false, by: 'Sample.value' }]);
  });
});

describe('a method that is called run', () => {
  it('is the lifecycle of its component, unless a decorator says what it is for', () => {
    @Component()
    class Worker {
      run(): void {}
      start(): void {}
    }
    @Component()
    class Handler {
      @OnEvent('bind_session') run(): void {}
      start(): void {}
      @OnEvent('close_session') stop(): void {}
    }
    @Component()
    @Provide('sample/other')
    class Other {
      @OnEvent('bind_session') listen(): void {}
      run(): void {}
    }
    @Plugin({ id: 'sample', version: '1.0.0', components: [Worker, Handler, Other] })
    class Sample {}
    const { manifest, problems } = described(Sample);
    expect(codes({ manifest, problems } as never)).toEqual([]);
    expect(manifest.components.map(({ name, lifecycle }) => [name, lifecycle])).toEqual([
      ['Worker', ['start', 'run']],
      ['Handler', ['start', 'stop']],
      ['Other', ['run']],
      ['Sample', []],
    ]);
  });
});
