/** Open this to see how a plugin is taken in: its factories run, names are checked, and what was made becomes one plugin of the host. */
import { definePlugin, type ComponentDefinition, type MortiseHost } from 'mortise';
import { construct, definitionOf, make, nameOf } from './component.js';
import type { PomeloPlugin } from './contract.js';
import { componentsOf, eventsOf, filesOf, idOf } from './directories.js';
import type { EventView } from './event-view.js';
import type { Brought } from './extension.js';
import { handlersOf } from './handlers.js';
import { isLifecycle, type Lifecycles } from './lifecycles.js';
import { declaring, identityOfPlugin, isClassForm, optionsOf } from './plugin-form.js';
import type { FolderKind, ServerFolders } from './server-folders.js';
import { Trace, type Say, type Tracing } from './trace.js';

/** Why nothing came of a plugin. */
export interface Refused {
  readonly refused: string;
  /** What to do, where it is not a mistake of the plugin. */
  readonly hint?: string;
  readonly level: 'warn' | 'error';
}

export interface IntakePorts {
  /** What factories and event classes are given. */
  readonly app: object;
  /** Components that are there from the beginning. */
  readonly defaults: Readonly<Record<string, object>>;
  readonly event: EventView;
  readonly tracing: Tracing;
  readonly folders: ServerFolders;
  readonly lifecycles: Lifecycles;
  readonly host: () => MortiseHost | undefined;
  /** Whether the app is being stopped at once. */
  readonly forced: () => boolean;
}

/** What is to become a component: its name before it is made, if that is known. */
interface Candidate {
  readonly exported: unknown;
  readonly options: unknown;
  /** For messages. */
  readonly what: string;
  readonly name: string | undefined;
}

/** What an app has taken in, by name; no name is given twice. */
export class Intake {
  readonly components: Record<string, unknown>;
  readonly #ports: IntakePorts;
  readonly #plugins = new Set<unknown>();
  readonly #services = new Set<string>();
  readonly #ids = new Set<string>();

  constructor(ports: IntakePorts) {
    this.#ports = ports;
    // Found, and not listed: whoever loads one of the same name stands before it, and when that goes it is there again.
    const behind = Object.entries(ports.defaults).map(([name, value]) => [name, { value, writable: true }] as const);
    this.components = Object.create(Object.create(null, Object.fromEntries(behind)) as object) as Record<string, unknown>;
  }

  /** All of a plugin. What is wrong with its directories is a sentence; what its code throws is thrown, after everything was taken back. */
  plugin(plugin: unknown, options: object, say: Say): Brought | Refused {
    const found = isClassForm(plugin) ? { path: plugin } : componentsOf(plugin);
    if ('refused' in found) return { ...found, level: 'error' };
    const identity = identityOfPlugin(plugin);
    if (this.#plugins.has(found.path)) {
      const hint = 'An app takes a plugin once: to have it anew, unload it and load it again, host.unload(id), then host.load(entry).';
      return { level: 'warn', refused: `ignore duplicate plugin: ${JSON.stringify(identity.id)}`, hint };
    }
    const trace = new Trace(say);
    const id = this.#ownId(identity.id, trace);
    own(this.#plugins, found.path, trace);
    const components = this.#during(trace, () =>
      isClassForm(plugin)
        ? this.#classesOf(plugin, options, trace)
        : [...this.#componentsIn(found.path as string, options, id, say), ...this.#eventsIn(plugin, options, say)],
    );
    return this.#brought({ ...identity, id, components, provides: this.#provided(trace) }, trace);
  }

  /** A single component; nothing when its name is taken. Throws what its code throws. */
  component(exported: unknown, options: unknown, name: string | undefined, say: Say): Brought | undefined {
    const trace = new Trace(say);
    const candidate = { exported, options, what: 'The component', name: name ?? nameOf(exported) };
    const admitted = this.#during(trace, () => this.#admit(candidate));
    if (admitted === undefined) return undefined;
    const called = admitted.name ?? 'component';
    const id = this.#ownId(idOf(`pomelo.${called}`), trace);
    return this.#brought({ id, components: [this.#definition(called, admitted.component, say)], provides: this.#provided(trace) }, trace);
  }

  #brought(definition: Brought['definition'], trace: Trace): Brought {
    // Where the app itself is a plugin of the host, it comes first.
    const optionalDependencies = { pomelo: '*' };
    return {
      definition: definePlugin({ ...definition, optionalDependencies }),
      undo: () => this.#takeBack(trace),
      anew: 'To have it anew, unload it and use it again: host.unload(id), then app.use(plugin).',
      host: this.#ports.host,
    };
  }

  /** At the end of the whole app, names stay. */
  #takeBack(trace: Trace): void {
    const state = this.#ports.host()?.state;
    trace.undo(state !== 'stopping' && state !== 'stopped');
  }

  /** What the methods of a component do to the app goes when it stops: when it starts again, it does it again. */
  #definition(name: string, component: object, say: Say): ComponentDefinition {
    const { forced, tracing } = this.#ports;
    return definitionOf(name, component, forced, (context) => {
      const life = new Trace(say);
      context.own(() => this.#takeBack(life));
      return (run) => tracing.during(life, run);
    });
  }

  #componentsIn(directory: string, options: object, id: string, say: Say): ComponentDefinition[] {
    const definitions: ComponentDefinition[] = [];
    for (const file of filesOf(directory)) {
      const { exported, path } = file;
      const candidate = { exported, options: optionsOf(file, options), what: `The component of ${path}`, name: nameOf(exported) };
      const admitted = this.#admit(candidate);
      if (admitted === undefined) continue;
      // Without a name it is started and stopped like the others, and the host calls it by its file. The id is the plugin's own name.
      const name = admitted.name === undefined || admitted.name === id ? `${file.name}.js` : admitted.name;
      definitions.push(this.#definition(name, admitted.component, say));
    }
    return definitions;
  }

  /** Pinus's form: every class gets all options, and a component is called as itself says only. */
  #classesOf(plugin: PomeloPlugin, options: object, trace: Trace): ComponentDefinition[] {
    const { handlerPath: handler, remoterPath: remote, cronPath: cron } = plugin;
    for (const [kind, path] of Object.entries({ handler, remote, cron }) as [FolderKind, string | undefined][])
      if (path !== undefined) trace.push(this.#ports.folders.bring(kind, path));
    if (isLifecycle(plugin)) trace.push(this.#ports.lifecycles.add(plugin));
    const definitions: ComponentDefinition[] = [];
    const called = (exported: unknown, index: number): string => `${nameOf(exported) ?? 'class'} ${index + 1}`;
    for (const [index, exported] of ((plugin.components ?? []) as readonly unknown[]).entries()) {
      const admitted = this.#admit({ exported, options, what: `The component ${called(exported, index)}`, name: undefined });
      if (admitted !== undefined)
        definitions.push(this.#definition(admitted.name ?? called(exported, index), admitted.component, trace.say));
    }
    for (const [index, exported] of ((plugin.events ?? []) as readonly unknown[]).entries()) {
      const what = `The event class ${called(exported, index)}`;
      definitions.push(this.#handlers(`events/${called(exported, index)}`, construct(exported, [options, this.#ports.app], what)));
    }
    return definitions;
  }

  /** Makes a component, unless its name is taken: then it isn't even made, or, if only making told its name, what it did is taken back. */
  #admit({
    exported,
    options,
    what,
    name: known,
  }: Candidate): { readonly component: object; readonly name: string | undefined } | undefined {
    const outer = this.#ports.tracing.current!;
    const isTaken = (name: string | undefined): boolean => name !== undefined && Object.hasOwn(this.components, name);
    const refuse = (name: string | undefined): undefined =>
      outer.say('warn', `ignore duplicate component: ${JSON.stringify(name)}`) as undefined;
    if (isTaken(known)) return refuse(known);
    const trace = new Trace(outer.say);
    const component = this.#during(trace, () => make(exported, [this.#ports.app, options], what));
    const name = known ?? nameOf(component);
    if (isTaken(name)) {
      trace.undo();
      return refuse(name);
    }
    outer.include(trace);
    if (name !== undefined) {
      this.components[name] = component;
      outer.pushName(() => void delete this.components[name]);
    }
    return { component, name };
  }

  /** One component for each event file: it has handlers and no lifecycle. */
  #eventsIn(plugin: unknown, options: object, say: Say): ComponentDefinition[] {
    const found = eventsOf(plugin);
    if (found === undefined) return [];
    if ('refused' in found) {
      say('error', found.refused);
      return [];
    }
    return [...filesOf(found.path)].map((file) => {
      const { name, path, exported } = file;
      const made = (): object => construct(exported, [this.#ports.app], `The event class of ${path}`);
      return this.#handlers(`events/${name}.js`, declaring(optionsOf(file, options), made));
    });
  }

  #handlers(name: string, target: object): ComponentDefinition {
    const events = handlersOf(target, (event) => this.#ports.event.isShared(event));
    const handler = (event: string) => (payload: unknown) =>
      Reflect.apply(Reflect.get(target, event) as Function, target, [payload]) as unknown;
    const on = Object.fromEntries(events.map((event) => [event, handler(event)]));
    for (const event of events) this.#ports.event.bound(event, on[event]!);
    return { name, on };
  }

  /** What the plugin attached while it was made is published by it; a name that another one publishes stays that one's. */
  #provided(trace: Trace): Record<string, unknown> {
    const provided: Record<string, unknown> = {};
    for (const [name, value] of trace.services) {
      if (!/^[A-Za-z0-9_-]{1,64}$/.test(name) || ((typeof value !== 'object' || value === null) && typeof value !== 'function')) continue;
      if (this.#services.has(name)) {
        trace.say('warn', `${JSON.stringify(`pomelo/${name}`)} is published by another plugin already`);
        continue;
      }
      own(this.#services, name, trace);
      provided[`pomelo/${name}`] = value;
    }
    return provided;
  }

  #during<T>(trace: Trace, run: () => T): T {
    try {
      return this.#ports.tracing.during(trace, run);
    } catch (error) {
      trace.undo();
      throw error;
    }
  }

  /** The second `stock` of an app is `stock-2`. */
  #ownId(wanted: string, trace: Trace): string {
    let id = wanted;
    for (let count = 2; this.#ids.has(id); count += 1) id = `${wanted}-${count}`;
    own(this.#ids, id, trace);
    return id;
  }
}

function own<T>(names: Set<T>, name: T, trace: Trace): void {
  names.add(name);
  trace.push(() => void names.delete(name));
}
