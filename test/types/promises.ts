/** Open this to see what the types promise to authors, owners and consumers: it is compiled with the specs, under legacy decorators. */
import { expectTypeOf } from 'expect-type';
import type { Observable } from 'rxjs';
import { createHost, definePlugin, type CommandSource, type EventPayload, type NamedPayload, type PluginDefinition } from 'mortise';
import { Command, Component, Config, Field, Logger, OnEvent, Plugin, PluginContext, Use } from 'mortise/decorators';

interface Rates {
  of(sku: string): number;
}

declare module 'mortise' {
  interface Namespaces {
    'typed/rates': Rates;
  }
  interface Events {
    'typed.placed': { readonly id: string };
    'typed.idle': void;
  }
}

const host = createHost();

// What is looked up has its declared type; what is not declared is unknown.
expectTypeOf(host.lookup('typed/rates')).toEqualTypeOf<Rates>();
expectTypeOf(host.find('typed/rates')).toEqualTypeOf<Rates | undefined>();
expectTypeOf(host.lookup$('typed/rates')).toEqualTypeOf<Observable<Rates | undefined>>();
expectTypeOf(host.lookup('typed/other')).toEqualTypeOf<unknown>();
expectTypeOf(host.lookup(['typed', 'rates'])).toEqualTypeOf<unknown>();

// Events carry their declared payload, and only that.
expectTypeOf<EventPayload<'typed.placed'>>().toEqualTypeOf<{ readonly id: string }>();
expectTypeOf(host.events.on('typed.placed')).toEqualTypeOf<Observable<{ readonly id: string }>>();
expectTypeOf(host.events.on('typed.*')).toEqualTypeOf<Observable<NamedPayload>>();
expectTypeOf(host.events.once('typed.placed')).resolves.toEqualTypeOf<{ readonly id: string }>();
host.events.emit('typed.placed', { id: 'a' });
host.events.emit('typed.idle');
host.events.emit('typed.unknown', 7);
// @ts-expect-error -- the payload has an id
host.events.emit('typed.placed', { sku: 'a' });
// @ts-expect-error -- the payload is missing
host.events.emit('typed.placed');
host.events.handle('typed.placed', (order) => expectTypeOf(order).toEqualTypeOf<{ readonly id: string }>());
// @ts-expect-error -- the handler takes another payload
host.events.handle('typed.placed', (order: { total: number }) => order.total);

@Config()
class Settings {
  @Field.integer({ default: 1 }) ttl!: number;
  @Field.boolean({ default: true }) on!: boolean;
  // @ts-expect-error -- an integer is no text
  @Field.integer() wrong!: string;
  // @ts-expect-error -- the default is a number
  @Field.integer({ default: '60' }) text!: number;
  // @ts-expect-error -- the default is one of the choices
  @Field.select({ choices: ['a', 'b'], default: 'c' }) choice!: string;
}

// The inject list is held against the constructor.
@Component('right', {
  inject: [Settings, 'typed/rates', Logger, { use: 'typed/rates', optional: true }, { use: 'typed/rates', live: true }],
})
export class Right {
  @Use('typed/rates') readonly rates!: Rates;
  constructor(
    readonly settings: Settings,
    readonly first: Rates,
    readonly log: Logger,
    readonly maybe: Rates | undefined,
    readonly live: Observable<Rates | undefined>,
  ) {}

  @OnEvent('typed.placed')
  whole(order: { readonly id: string }, name: string) {
    return order.id + name;
  }

  @OnEvent('typed.placed')
  part() {}

  @OnEvent('typed.placed', { through: (order$: Observable<{ id: string }>) => order$ })
  through(batch: number[]) {
    return batch;
  }

  // @ts-expect-error -- the payload has no total
  @OnEvent('typed.placed')
  wrong(order: { total: number }) {
    return order.total;
  }
}

@Plugin({ id: 'commanded', version: '1.0.0', inject: [PluginContext] })
export class Commanded {
  constructor(context: PluginContext) {
    context.commands.register('sell <n:integer 1..> <unit:box|piece> <on:boolean> <note:greedy>', ({ n, unit, on, note }, source) => {
      const whole: [number, 'box' | 'piece', boolean, string, string] = [n, unit, on, note, source.name];
      return whole;
    });
    // @ts-expect-error -- there is no such argument
    context.commands.register('sell <n:integer>', ({ m }) => m as unknown);
  }

  @Command('presence show <uid>', { permission: 'operator', doc: 'Where is this user?' })
  show({ uid }: { uid: string }, source: CommandSource) {
    return uid + source.name;
  }

  @Command('presence list')
  list() {}

  // @ts-expect-error -- the argument is a number
  @Command('presence count <n:integer>')
  count({ n }: { n: string }) {
    return n;
  }
}

/** A generic class is a token of whatever it holds. */
export class Box<T> {
  constructor(readonly held?: T) {}
}

@Component('boxed', { inject: [Box, PluginContext] })
export class Boxed {
  constructor(
    readonly box: Box<Rates>,
    readonly context: PluginContext<{ region: string }, Settings>,
  ) {}
}

// @ts-expect-error -- a box is no context
@Component('mixed-up', { inject: [Box] })
export class MixedUp {
  constructor(readonly context: PluginContext) {}
}

// @ts-expect-error -- the constructor takes them the other way round
@Component('swapped', { inject: [Logger, Settings] })
export class Swapped {
  constructor(
    readonly settings: Settings,
    readonly log: Logger,
  ) {}
}

// @ts-expect-error -- the constructor takes one more than is listed
@Component('short', { inject: [Logger] })
export class Short {
  constructor(
    readonly log: Logger,
    readonly settings: Settings,
  ) {}
}

// @ts-expect-error -- what is published there is no Settings
@Plugin({ id: 'other', version: '1.0.0', inject: ['typed/rates'] })
export class Other {
  constructor(readonly settings: Settings) {}
}

@Plugin({ id: 'emitted', version: '1.0.0' })
export class Emitted {
  constructor(readonly log: Logger) {}
}

// @ts-expect-error -- a plugin has an id
@Plugin({ version: '1.0.0' })
export class Nameless {}

// @ts-expect-error -- a definition has an id
definePlugin({ version: '1.0.0' });
// @ts-expect-error -- dependencies are ranges by id
definePlugin({ id: 'a', dependencies: ['b'] });

// A definition is held together: setup gets what inject lists, a handler the payload of its event or the name of a method that is there.
definePlugin({
  id: 'a',
  inject: [Logger, 'typed/rates', { use: 'typed/rates', optional: true }, 'typed/other'],
  setup(log, rates, maybe) {
    expectTypeOf(log).toEqualTypeOf<Logger>();
    expectTypeOf(rates).toEqualTypeOf<Rates>();
    expectTypeOf(maybe).toEqualTypeOf<Rates | undefined>();
    return { record: (order: { id: string }) => order.id };
  },
  on: { 'typed.placed': 'record', 'typed.idle': { handler: 'record', once: true }, 'typed.*': (payload: { any: string }) => payload.any },
});
const defined = definePlugin({
  id: 'a',
  on: {
    'typed.placed': (order) => expectTypeOf(order).toEqualTypeOf<{ readonly id: string }>(),
    'typed.idle': { handler: 'rest', priority: 5 },
    'typed.unknown': (order: { sku: string }) => order.sku,
  },
  rest() {},
  provides: { 'typed/rates': { of: () => 1 }, 'typed/other': 5 },
});
expectTypeOf(defined.provides['typed/other']).toEqualTypeOf<number>();
definePlugin({ id: 'a', provides: ['typed/rates'] });
definePlugin({} as PluginDefinition);
definePlugin({ id: 'a', version: '1.0.0', ...({} as Partial<PluginDefinition>) });
// @ts-expect-error -- rates are no text
definePlugin({ id: 'a', inject: ['typed/rates'], setup: (rates: string) => ({ rates }) });
// @ts-expect-error -- nothing says what log should get
definePlugin({ id: 'a', setup: (log: Logger) => ({ log }) });
// @ts-expect-error -- there is no such method
definePlugin({ id: 'a', on: { 'typed.idle': 'recrod' }, record() {} });
// @ts-expect-error -- what setup returns has no such method
definePlugin({ id: 'a', on: { 'typed.idle': 'recrod' }, setup: () => ({ record() {} }) });
// @ts-expect-error -- nor in the long form
definePlugin({ id: 'a', on: { 'typed.idle': { handler: 'recrod', once: true } }, record() {} });
// @ts-expect-error -- the payload has no total
definePlugin({ id: 'a', on: { 'typed.placed': (order: { total: number }) => order.total } });
// @ts-expect-error -- rates are no number
definePlugin({ id: 'a', provides: { 'typed/rates': 5 } });
// @ts-expect-error -- nobody would call it: what setup returns is started
definePlugin({ id: 'a', setup: () => ({}), start() {} });
// @ts-expect-error -- a slip of the pen
definePlugin({ id: 'a', versoin: '1.0.0' });
