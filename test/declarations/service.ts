/** Open this to see what authors and owners write against every entry point: it is compiled with the specs, and against the packed package. */
import { expectTypeOf } from 'expect-type';
import type { Observable } from 'rxjs';
import {
  createHost,
  definePlugin,
  MortiseError,
  printProblem,
  type Extension,
  type ExtensionContext,
  type Kind,
  type MortiseHost,
  type Report,
} from 'mortise';
import {
  classFact,
  Component,
  Config,
  EventBus,
  Field,
  memberFact,
  OnEvent,
  Plugin,
  PluginContext,
  Provide,
  Use,
} from 'mortise/decorators';
import preset from 'mortise/jest-preset';
import { createApp, pomeloDialect, type PomeloApp, type PomeloPlugin } from 'mortise/pomelo';
import { createMcdr, event_listener, type Info, type Mcdr, type PluginServerInterface } from 'mortise/mcdreforged';
import { Action, ActionPlugin, Connection, createZerePy, type Actions, type ZerePy } from 'mortise/zerepy';
import { createAgent, Job, Source, Step, type Agent, type Jobs, type SourceEmitter } from 'mortise/agent';
import {
  createClient,
  createOckle,
  DaemonCommand,
  Field as OckleField,
  form,
  ModuleTemplate,
  type CommunicationHandler,
  type MainDaemon,
  type Ockle,
} from 'mortise/ockle';
import { createTestHost, VirtualClock, type TestHost } from 'mortise/testing';

declare module 'mortise' {
  interface Namespaces {
    'declared/store': Store;
    'declared/rates': { of(sku: string): number };
  }
  interface Events {
    'declared.placed': Placed;
  }
}

declare module 'mortise/pomelo' {
  interface PomeloApp {
    readonly declaredService: { online(): number };
  }
}

export interface Placed {
  readonly sku: string;
  readonly count?: number;
}

@Config()
export class StoreConfig {
  @Field.integer({ default: 60, min: 1 }) ttl!: number;
  @Field.select({ choices: ['memory', 'disk'], default: 'memory' }) kind!: 'memory' | 'disk';
  @Field.list({ of: { type: 'string' }, default: [] }) tags!: string[];
}

abstract class Recorder<T> {
  readonly seen: T[] = [];

  @OnEvent('declared.placed', { priority: 10 })
  record(placed: Placed): void {
    this.seen.push(this.convert(placed));
  }

  protected abstract convert(placed: Placed): T;
}

// oxlint-disable-next-line typescript/no-explicit-any -- what TypeScript asks of a mixin
export function Counting<B extends abstract new (...args: any[]) => object>(Base: B) {
  abstract class Counted extends Base {
    count = 0;

    @OnEvent('declared.*')
    countOne(): void {
      this.count += 1;
    }
  }
  return Counted;
}

@Component('store', { inject: [StoreConfig, EventBus, { use: 'declared/rates', optional: true }] })
@Provide('declared/store', { scope: 'singleton' })
export class Store extends Counting(Recorder<string>) {
  @Use('declared/rates', { live: true }) readonly rates$!: Observable<{ of(sku: string): number } | undefined>;

  constructor(
    readonly config: StoreConfig,
    readonly events: EventBus,
    readonly rates: { of(sku: string): number } | undefined,
  ) {
    super();
  }

  protected override convert({ sku }: Placed): string {
    return sku;
  }
}

// @ts-expect-error -- a namespace that is declared is no Store
@Component('wrong', { inject: ['declared/rates'] })
export class Wrong {
  constructor(readonly store: Store) {}

  // @ts-expect-error -- what is placed has no total
  @OnEvent('declared.placed')
  placed(placed: { total: number }): number {
    return placed.total;
  }
}

// A decorator of the author's own, with its kind.
export const Every = memberFact<number>('declared.every');
export const Tagged = classFact<{ readonly tag: string }>('declared.tagged');
export const every: Kind<number> = {
  key: 'declared.every',
  check: ({ value }) => (value > 0 ? undefined : 'it wants milliseconds'),
  bind: (instance, { value, member }, context) =>
    context.setInterval(() => (instance as Record<PropertyKey, () => void>)[member!]!(), value),
};

@Tagged({ tag: 'shop' })
@Plugin({ id: 'store', version: '1.0.0', config: StoreConfig, components: [Store], inject: [PluginContext] })
export class StorePlugin {
  constructor(readonly context: PluginContext<{ region: string }, StoreConfig>) {
    expectTypeOf(context.config.kind).toEqualTypeOf<'memory' | 'disk'>();
    expectTypeOf(context.options.region).toEqualTypeOf<string>();
    expectTypeOf(context.lookup('declared/store')).toEqualTypeOf<Store>();
  }

  @Every(60_000) clean(): void {}
}

// An extension's attach is typed by its options, and `this` is its context.
export const billing = {
  name: 'billing',
  version: '1.0.0',
  attach(this: ExtensionContext, options: { region: string }, callback: (error?: Error) => void) {
    this.registerPlugin('billing/region', options);
    this.registerKind(every);
    callback();
  },
} satisfies Extension;

export const audit = definePlugin({
  id: 'audit',
  version: '1.0.0',
  on: { 'declared.placed': { priority: 1, handler: (placed: Placed) => placed.sku } },
});

export const host = createHost({
  name: 'shop',
  extensions: [StorePlugin, billing, audit, { module: 'acme-cache', options: {} }],
  kinds: [every],
});
expectTypeOf(host).toEqualTypeOf<MortiseHost>();
expectTypeOf(host.lookup('declared/store').config).toEqualTypeOf<StoreConfig>();
expectTypeOf(host.find('declared/rates')?.of('tea')).toEqualTypeOf<number | undefined>();
expectTypeOf(host.lookup$('declared/store')).toEqualTypeOf<Observable<Store | undefined>>();
expectTypeOf(host.createApp('front').lookup('declared/store')).toEqualTypeOf<Store>();
host.events.emit('declared.placed', { sku: 'tea' });
// @ts-expect-error -- what is placed has a sku
host.events.emit('declared.placed', { total: 5 });
// @ts-expect-error -- a host's name is a text
createHost({ name: 5 });
// @ts-expect-error -- an extension is a module, a file, a class or an object with an attach
createHost({ extensions: [5] });

export async function run(): Promise<Report> {
  try {
    return await host.start();
  } catch (error) {
    if (error instanceof MortiseError) console.log(error.problems.map(printProblem).join('\n'));
    throw error;
  }
}

export async function tested(): Promise<void> {
  const clock = new VirtualClock();
  const test: TestHost = createTestHost({ plugins: [StorePlugin], fakes: { 'declared/rates': { of: () => 1 } }, clock });
  await test.start();
  expectTypeOf(test.host.lookup('declared/store')).toEqualTypeOf<Store>();
  // @ts-expect-error -- the config of a test host is by plugin id
  createTestHost({ config: ['store'] });
}

const used: PomeloPlugin = { components: './components' };
export const app: PomeloApp = createApp({ id: 'web-1', serverType: 'web' });
app.use(used, { limit: 5 });
expectTypeOf(app.declaredService.online()).toEqualTypeOf<number>();
expectTypeOf(app.join(host)).toEqualTypeOf<MortiseHost>();
createHost({ dialects: [pomeloDialect(app)], extensions: app.extensions });
// @ts-expect-error -- a plugin's components are a directory
app.use({ components: 5 });

declare const mcdr: Mcdr;
expectTypeOf(createMcdr({ directories: [], serverCommand: { command: 'server' } })).toEqualTypeOf<Promise<Mcdr>>();
createHost({ ...mcdr.options });
expectTypeOf(mcdr.join(host)).toEqualTypeOf<MortiseHost>();
expectTypeOf(mcdr.reload_plugin).toEqualTypeOf(mcdr.reloadPlugin);
host.events.handle('mcdr.user_info', ([info]) => expectTypeOf(info).toEqualTypeOf<Info>());
export const greet = event_listener('mcdr.player_joined')((server, player: string) => {
  expectTypeOf(server).toEqualTypeOf<PluginServerInterface>();
  server.register_command('!!day <n:integer>', ({ n }) => `${player} ${String(n)}`);
  // @ts-expect-error -- it is one text
  server.say(5);
});

@Connection('declared')
export class Declared {
  isConfigured() {
    return true;
  }
  configure() {
    return true;
  }
  @Action('count', { parameters: { text: { type: 'string' }, of: { type: 'integer', required: false } } })
  count({ text, of = 1 }: { text: string; of?: number }) {
    return text.length / of;
  }
  // @ts-expect-error -- the parameter is a text
  @Action('wrong', { parameters: { text: { type: 'string' } } }) wrong({ text }: { text: number }) {
    return text;
  }
}
// @ts-expect-error -- it has no configure
Connection('half')(class Half { isConfigured() { return true; } }); // prettier-ignore
export class DeclaredAction extends ActionPlugin {
  readonly name = 'declared';
  readonly version = '1.0.0';
  override readonly parameters = { text: { type: 'string' } } as const;
  execute({ text }: { text: string }) {
    return text;
  }
}
const zerepy: ZerePy = createZerePy();
createHost({ extensions: [zerepy, DeclaredAction], dialects: [zerepy.dialect] });
expectTypeOf(host.lookup('zerepy/actions')).toEqualTypeOf<Actions>();

export class DeclaredElements {
  @Step({ retry: 2, timeout: 1_000 }) first(input: object) {
    return input;
  }
  @Job('declared', { schedule: '0 3 * * *' }) work() {}
}
// @ts-expect-error -- it has no bind
Source('half')(class Half { listen() {} }); // prettier-ignore
Source('whole', { bindings: { a: 'b' } })(class Whole { bind(_b: object, _e: SourceEmitter, done: () => void) { done(); } }); // prettier-ignore
const agent: Agent = createAgent({ state: './jobs.json' });
createTestHost({ plugins: [agent, agent.define({ name: 'app', jobs: [{ name: 'j', work: '$plugins:work' }] })] });
// @ts-expect-error -- its extensions are for an app of its own
agent.define({ name: 'app', extensions: [] });
export const agentHost = async () => createTestHost(await agent.hostOptions({ name: 'agent', apps: ['./app.yaml'] }));
expectTypeOf(host.lookup('agent/jobs')).toEqualTypeOf<Jobs>();

@Config()
export class DeclaredForm {
  @OckleField.intrange({ default: 1, range: '1-8' }) socket!: number;
  @OckleField.multilist({ choices: ['a', 'b'] }) list!: readonly string[];
  // @ts-expect-error -- it is a number
  @OckleField.int({ default: 1 }) wrong!: boolean;
}
export class DeclaredModule extends ModuleTemplate {
  readonly wait: number;
  constructor(mainDaemon: MainDaemon) {
    super(mainDaemon);
    this.wait = this.getConfigInt('WAIT_TIME');
  }
  override async run(signal: AbortSignal) {
    if (!signal.aborted) await this.mainDaemon.sleep(this.wait);
  }
  @DaemonCommand('declared') declared(dict: { n: number }) {
    return dict;
  }
}
const declaredForm = form({ n: { type: 'integer', default: 1 }, mode: { type: 'select', choices: ['a', 'b'], default: 'a' } });
expectTypeOf(declaredForm.parse({}).mode).toEqualTypeOf<'a' | 'b'>();
const ockle: Ockle = createOckle();
createHost({ extensions: [ockle, DeclaredModule], dialects: [ockle.dialect] });
export const declaredClient = createClient<{ declared(dict: { n: number }): { n: number } }>({ config: 'mortise.yaml' });
expectTypeOf(declaredClient.call('declared', { n: 1 })).toEqualTypeOf<Promise<{ n: number }>>();
// @ts-expect-error -- there is no such command
void declaredClient.call('none', {});
expectTypeOf(host.lookup('ockle/commands')).toEqualTypeOf<CommunicationHandler>();

expectTypeOf(preset.testEnvironment).toEqualTypeOf<'node'>();
