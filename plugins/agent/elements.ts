/** Open this to see how a definition becomes plugins of the host: one for its settings, one for each element, one for its init. */
import { PluginContext, type PluginContextView, type PluginDefinition } from 'mortise';
import { appSettings } from './app-settings.js';
import { called, functionOf } from './called.js';
import type {
  AppDefinition,
  HandlerDefinition,
  JobDefinition,
  PipelineDefinition,
  ServiceDefinition,
  SourceDefinition,
} from './definition.js';
import { defined, element, homeOf, idOf, type Home } from './element.js';
import { checkLimits } from './limits.js';
import { make } from './making.js';
import { configOf } from './parameters.js';
import { Pipeline, type Step } from './pipelines.js';
import { scheduleOf } from './schedule.js';
import { heardOf, implicitOf, listOf, selfOf } from './scope.js';
import type { Place, Settings } from './settings.js';
import { Source } from './sources.js';
import type { World } from './world.js';

/** The plugins of a definition. */
export function pluginsOf(definition: AppDefinition, world: World, place: Place): PluginDefinition[] {
  const home = homeOf(definition, world, place);
  const { services = [], sources = [], handlers = [], pipelines = [], jobs = [], counters = {}, init } = definition;
  const elements = [
    ...services.map((said) => service(home, said)),
    ...sources.map((said) => source(home, said)),
    ...handlers.map((said, index) => handler(home, said, said.name ?? String(index + 1))),
    ...pipelines.map((said) => pipeline(home, said)),
    ...jobs.map((said) => job(home, said)),
    ...Object.entries(counters).map(([name, events]) => counter(home, name, listOf(events))),
  ];
  return [settings(home), ...elements, ...(init === undefined ? [] : [initial(home, init, elements)])];
}

function settings(home: Home): PluginDefinition {
  const { definition, place } = home;
  const config = configOf(definition.parameters ?? {});
  const agent = place.agent === undefined ? [] : [{ use: `settings/${place.agent}`, optional: true }];
  return defined(home, {
    id: idOf(home, 'settings'),
    category: 'settings',
    ...(config === undefined ? {} : { config }),
    components: [
      {
        name: 'settings',
        inject: [PluginContext, ...agent],
        provides: `settings/${definition.name}`,
        setup: (context: PluginContextView, ...[inherited]: readonly Settings[]) =>
          appSettings(definition, place, {
            agent: inherited,
            given: Object(context.config) as Record<string, unknown>,
            plugin: context.id,
          }),
      },
    ],
  });
}

function service(home: Home, said: ServiceDefinition): PluginDefinition {
  const { name } = said;
  const namespace = `service/${name}`;
  return element(home, {
    kind: 'service',
    name,
    said,
    more: { provides: [namespace] },
    async start({ context, resolve }) {
      const made = resolve({ provider: said.provider, factory: said.factory, args: said.args });
      context.provide(namespace, await make(made, implicitOf(name, home.scope, context), `The service '${name}'`));
      return {};
    },
  });
}

function source(home: Home, said: SourceDefinition): PluginDefinition {
  const { name } = said;
  return element(home, {
    kind: 'source',
    name,
    said,
    // What it listens to may be there once only.
    more: { reload: 'restart' },
    async start({ context, resolve }) {
      const { bindings = {}, url, ...rest } = resolve({ ...said });
      const provider = await make(rest, implicitOf(name, home.scope, context), `The source '${name}'`);
      const at = url === undefined ? {} : { url };
      const made = new Source({ name, scope: home.scope, context, bindings: bindings as Record<string, string>, ...at }, provider);
      home.world.sources.add(context, name, made);
      await made.bind();
      return { afterStart: () => made.listen(), stop: () => made.close() };
    },
  });
}

function handler(home: Home, said: HandlerDefinition, name: string): PluginDefinition {
  return element(home, {
    kind: 'handler',
    name,
    said,
    start({ context, resolve }) {
      const fn = functionOf(resolve(said.fn), `fn of the handler '${name}'`);
      const self = selfOf(implicitOf(name, home.scope, context), resolve(said.props));
      for (const event of new Set(listOf(resolve(said.subscriptions)).flatMap((each) => heardOf(home.scope, each))))
        context.events.handle(event, (payload: unknown, heard: string) => Reflect.apply(fn, self, [payload, heard]) as unknown);
      return {};
    },
  });
}

function pipeline(home: Home, said: PipelineDefinition): PluginDefinition {
  const { name } = said;
  return element(home, {
    kind: 'pipeline',
    name,
    said,
    start({ context, resolve }) {
      const { steps: written, stopped, ...options } = resolve({ ...said });
      checkLimits({ timeout: options.timeout }, `the pipeline '${name}'`, context.id);
      const steps = written.map((step, index): Step => {
        const fn = functionOf(step.fn, `fn of step ${index + 1} of the pipeline '${name}'`);
        // A function that is written in its place is called `fn`, which says nothing.
        const named = step.name ?? (fn.name === '' || fn.name === 'fn' ? String(index + 1) : fn.name);
        checkLimits(step, `step '${named}' of the pipeline '${name}'`, context.id);
        return { ...step, fn, name: named };
      });
      const done = options.done ?? stopped;
      const ended = done === undefined ? {} : { done };
      home.world.pipelines.add(context, name, new Pipeline({ ...options, ...ended, scope: home.scope, context, steps: () => steps }));
      return {};
    },
  });
}

function job(home: Home, said: JobDefinition): PluginDefinition {
  const { name } = said;
  const { version = '0.0.0' } = home.definition;
  return element(home, {
    kind: 'job',
    name,
    said,
    // Two generations would both be due.
    more: { reload: 'restart' },
    start({ context, settings: all, resolve }) {
      const { schedule, work, timeout, connection, settings: own = all.all() } = resolve({ ...said });
      checkLimits({ timeout }, `the job '${name}'`, context.id);
      let isReady = false;
      home.world.jobs.add({
        name,
        version,
        scope: home.scope,
        context,
        work: functionOf(work, `work of the job '${name}'`),
        connection,
        settings: own,
        isReady: () => isReady && !context.signal.aborted,
        ...(schedule === undefined ? {} : { schedule: scheduleOf(schedule, `The job '${name}'`, context.clock.now()) }),
        ...(timeout === undefined ? {} : { timeout }),
      });
      return { afterStart: () => void (isReady = true) };
    },
  });
}

function counter(home: Home, name: string, events: readonly string[]): PluginDefinition {
  return element(home, {
    kind: 'counter',
    name,
    said: {},
    start({ context }) {
      home.world.counters.add(context, home.scope, name, events);
      return {};
    },
  });
}

/** Last of all: without its sources an app is not loaded; whatever else fails is told, and the rest runs. */
function initial(home: Home, init: unknown, elements: readonly PluginDefinition[]): PluginDefinition {
  const { version = '0.0.0', name } = home.definition;
  // An exact version is a range as well.
  const of = (isSource: boolean): Record<string, string> =>
    Object.fromEntries(elements.filter(({ category }) => (category === 'source') === isSource).map(({ id }) => [id, version]));
  return element(home, {
    kind: 'init',
    said: { init },
    more: { dependencies: of(true), optionalDependencies: of(false) },
    start({ context, resolve }) {
      const fn = functionOf(resolve(init), `init of '${name}'`);
      const subscribe = (event: string, heard: (payload: unknown, event: string) => unknown): void => {
        for (const each of heardOf(home.scope, event)) context.events.handle(each, heard);
      };
      return { afterStart: () => called(fn, { ...implicitOf(name, home.scope, context), subscribe }, []) };
    },
  });
}
