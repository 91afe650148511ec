/** Open this to see how a definition becomes plugins of the host: one for its settings, one for each element, one for its init. */
import { definePlugin, PluginContext, type Lifecycle, type PluginContextView, type PluginDefinition } from 'mortise';
import { appSettings } from './app-settings.js';
import { called, functionOf } from './called.js';
import { slugOf } from './check-definition.js';
import type {
  AppDefinition,
  HandlerDefinition,
  JobDefinition,
  PipelineDefinition,
  ServiceDefinition,
  SourceDefinition,
} from './definition.js';
import { make } from './making.js';
import { configOf } from './parameters.js';
import { Pipeline, type Step } from './pipelines.js';
import { lookUp, referencesIn, resolved, tokensOf, type ParsedReference } from './reference.js';
import { scheduleOf } from './schedule.js';
import { heardOf, implicitOf, listOf, selfOf, type Scope } from './scope.js';
import { referTo, type Place, type Settings } from './settings.js';
import { Source } from './sources.js';
import type { World } from './world.js';

/** An element that is being started: its values are resolved, once. */
interface Starting {
  readonly context: PluginContextView;
  readonly settings: Settings;
  resolve(value: unknown): unknown;
}

/** The plugins of a definition. */
export function pluginsOf(definition: AppDefinition, world: World, place: Place): object[] {
  const { name, version = '0.0.0', parameters = {} } = definition;
  // In an app of its own the name of the app says it already.
  const prefix = place.app === name ? '' : `${slugOf(name)}.`;
  const scope: Scope = { of: name, ownEvents: true };
  const shared = { version, ...(definition.provider === undefined ? {} : { provider: definition.provider }) };
  const ids: string[] = [];

  const element = (
    kind: string,
    named: string,
    said: object,
    start: (starting: Starting) => Lifecycle | PromiseLike<Lifecycle>,
    more: Partial<PluginDefinition> = {},
  ): object => {
    const references = referencesIn(said);
    const id = `${prefix}${kind}${named === '' ? '' : `.${slugOf(named)}`}`;
    ids.push(id);
    return defined({
      ...shared,
      ...more,
      id,
      category: kind,
      inject: [PluginContext, `settings/${name}`, ...tokensOf(references)],
      setup(context: PluginContextView, settings: Settings) {
        let life: Lifecycle = {};
        return {
          async start() {
            life = await start({
              context,
              settings,
              resolve: (value) => resolved(value, (reference) => valueOf(reference, context, settings)),
            });
          },
          afterStart: () => (life.afterStart as (() => unknown) | undefined)?.(),
          stop: () => (life.stop as (() => unknown) | undefined)?.(),
        };
      },
    });
  };

  const config = configOf(parameters);
  const settingsPlugin = defined({
    ...shared,
    id: `${prefix}settings`,
    category: 'settings',
    ...(config === undefined ? {} : { config }),
    components: [
      {
        name: 'settings',
        inject: [PluginContext, ...(place.agent === undefined ? [] : [{ use: `settings/${place.agent}`, optional: true }])],
        provides: `settings/${name}`,
        setup(context: PluginContextView, ...[agent]: readonly Settings[]) {
          return appSettings(definition, place, { agent, given: Object(context.config) as Record<string, unknown>, plugin: context.id });
        },
      },
    ],
  });

  const service = (said: ServiceDefinition): object =>
    element(
      'service',
      said.name,
      said,
      async ({ context, resolve }) => {
        const made = resolve({ provider: said.provider, factory: said.factory, args: said.args }) as ServiceDefinition;
        context.provide(`service/${said.name}`, await make(made, implicitOf(said.name, scope, context), `The service '${said.name}'`));
        return {};
      },
      { provides: [`service/${said.name}`] },
    );

  const source = (said: SourceDefinition): object =>
    element(
      'source',
      said.name,
      said,
      async ({ context, resolve }) => {
        const {
          bindings = {},
          url,
          ...rest
        } = resolve({ ...said }) as Omit<SourceDefinition, 'bindings'> & { bindings?: Record<string, string> };
        const provider = await make(rest, implicitOf(said.name, scope, context), `The source '${said.name}'`);
        const made = new Source({ name: said.name, scope, context, bindings, ...(url === undefined ? {} : { url }) }, provider);
        world.sources.add(context, said.name, made);
        await made.bind();
        return { afterStart: () => made.listen(), stop: () => made.close() };
      },
      { reload: 'restart' },
    );

  const handler = (said: HandlerDefinition, index: number): object => {
    const named = said.name ?? String(index + 1);
    return element('handler', named, said, ({ context, resolve }) => {
      const fn = functionOf(resolve(said.fn), `fn of the handler '${named}'`);
      const self = selfOf(implicitOf(named, scope, context), resolve(said.props));
      for (const event of new Set(listOf(said.subscriptions).flatMap((each) => heardOf(scope, each))))
        context.events.handle(event, (payload: unknown, heard: string) => Reflect.apply(fn, self, [payload, heard]) as unknown);
      return {};
    });
  };

  const pipeline = (said: PipelineDefinition): object =>
    element('pipeline', said.name, said, ({ context, resolve }) => {
      const { steps: written, stopped, ...options } = resolve({ ...said }) as PipelineDefinition;
      const steps = written.map((step, index): Step => {
        const fn = functionOf(step.fn, `fn of step ${index + 1} of the pipeline '${said.name}'`);
        return { ...step, fn, name: step.name ?? (fn.name === '' || fn.name === 'fn' ? String(index + 1) : fn.name) };
      });
      const done = options.done ?? stopped;
      world.pipelines.add(
        context,
        said.name,
        new Pipeline({ ...options, ...(done === undefined ? {} : { done }), scope, context, steps: () => steps }),
      );
      return {};
    });

  const job = (said: JobDefinition): object =>
    element(
      'job',
      said.name,
      said,
      ({ context, settings, resolve }) => {
        const { schedule, work, connection, timeout, settings: own = settings.all() } = resolve({ ...said }) as JobDefinition;
        const times = schedule === undefined ? undefined : scheduleOf(schedule, `The job '${said.name}'`, context.clock.now());
        let isReady = false;
        world.jobs.add({
          ...shared,
          name: said.name,
          scope,
          context,
          work: functionOf(work, `work of the job '${said.name}'`),
          connection,
          settings: own,
          isReady: () => isReady && !context.signal.aborted,
          ...(times === undefined ? {} : { schedule: times }),
          ...(timeout === undefined ? {} : { timeout }),
        });
        return { afterStart: () => void (isReady = true) };
      },
      { reload: 'restart' },
    );

  const { services = [], sources = [], handlers = [], pipelines = [], jobs = [], counters = {}, init } = definition;
  const plugins = [
    settingsPlugin,
    ...services.map(service),
    ...sources.map(source),
    ...handlers.map(handler),
    ...pipelines.map(pipeline),
    ...jobs.map(job),
    ...Object.entries(counters).map(([named, events]) =>
      element('counter', named, {}, ({ context }) => {
        world.counters.add(context, scope, named, listOf(events));
        return {};
      }),
    ),
  ];
  if (init === undefined) return plugins;
  // An exact version is a range in every dialect.
  const before = (which: (id: string) => boolean): Record<string, string> =>
    Object.fromEntries(ids.filter(which).map((id) => [id, version]));
  const isSource = (id: string): boolean => id.startsWith(`${prefix}source.`);
  const last = element(
    'init',
    '',
    { init },
    ({ context, resolve }) => {
      const fn = functionOf(resolve(init), `init of '${name}'`);
      const subscribe = (event: string, heard: (payload: unknown, name: string) => unknown): void => {
        for (const each of heardOf(scope, event)) context.events.handle(each, heard);
      };
      return { afterStart: () => called(fn, { ...implicitOf(name, scope, context), subscribe }, []) };
    },
    // Without its sources an app is not loaded; whatever else fails is told, and the rest runs.
    { dependencies: before(isSource), optionalDependencies: before((id) => !isSource(id)) },
  );
  return [...plugins, last];
}

function valueOf(reference: ParsedReference, context: PluginContextView, settings: Settings): unknown {
  const known = (): string[] => [...context.host.lookupAll('**').keys(), ...(context.app?.lookupAll('**').keys() ?? [])];
  return reference.kind === 'setting' ? referTo(settings, reference) : lookUp(reference, (namespace) => context.find(namespace), known);
}

/** What it says was checked before, so the compiler need not know. */
function defined(definition: PluginDefinition): object {
  return definePlugin(definition as never);
}
