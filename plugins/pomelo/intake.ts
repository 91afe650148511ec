/** Open this to see how a plugin is taken in: its factories run, names are checked, and what was made becomes one plugin of the host. */
import { definePlugin, type ComponentDefinition } from 'mortise';
import { construct, definitionOf, make, nameOf } from './component.js';
import { componentsOf, eventsOf, filesOf, idOf, identityOf, type PluginFile } from './directories.js';
import type { EventView } from './event-view.js';
import type { Brought } from './extension.js';
import { handlersOf } from './handlers.js';
import { Trace, type Say } from './trace.js';

/** Why nothing came of a plugin. */
export interface Refused {
  readonly refused: string;
  readonly level: 'warn' | 'error';
}

export interface IntakePorts {
  /** What factories and event classes are given. */
  readonly app: object;
  readonly event: () => EventView;
  readonly joined: () => boolean;
}

/** What an app has taken in, by name; no name is given twice. */
export class Intake {
  readonly components: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  readonly #ports: IntakePorts;
  readonly #directories = new Set<string>();
  readonly #services = new Set<string>();
  readonly #ids = new Set<string>();
  #trace: Trace | undefined;

  constructor(ports: IntakePorts) {
    this.#ports = ports;
  }

  /** Of the plugin or component whose code runs right now. */
  get trace(): Trace | undefined {
    return this.#trace;
  }

  /** All of a plugin. What is wrong with its directories is a sentence; what its code throws is thrown, after everything was taken back. */
  plugin(plugin: unknown, options: object, say: Say): Brought | Refused {
    const found = componentsOf(plugin);
    if ('refused' in found) return { ...found, level: 'error' };
    const identity = identityOf(found.path);
    if (this.#directories.has(found.path)) return { level: 'warn', refused: `ignore duplicate plugin: ${JSON.stringify(identity.id)}` };
    const trace = new Trace(say);
    const id = this.#ownId(identity.id, trace);
    own(this.#directories, found.path, trace);
    const components = this.#during(trace, () => [...this.#componentsIn(found.path, options, id), ...this.#eventsOf(plugin, say)]);
    return this.#brought({ ...identity, id, components, provides: this.#provided(trace) }, trace);
  }

  /** A single component; nothing when its name is taken. Throws what its code throws. */
  component(exported: unknown, options: unknown, name: string | undefined, say: Say): Brought | undefined {
    const trace = new Trace(say);
    const admitted = this.#during(trace, () => this.#admit(exported, options, 'The component', name));
    if (admitted === undefined) return undefined;
    const called = admitted.name ?? 'component';
    const id = this.#ownId(idOf(`pomelo.${called}`), trace);
    return this.#brought({ id, components: [definitionOf(called, admitted.component)], provides: this.#provided(trace) }, trace);
  }

  #brought(definition: Brought['definition'], trace: Trace): Brought {
    return { definition: definePlugin(definition), undo: () => trace.undo(), joined: this.#ports.joined };
  }

  #componentsIn(directory: string, options: object, id: string): ComponentDefinition[] {
    const definitions: ComponentDefinition[] = [];
    for (const file of filesOf(directory)) {
      const admitted = this.#admit(file.exported, optionsOf(file, options), `The component of ${file.path}`);
      if (admitted === undefined) continue;
      // Without a name it is started and stopped like the others, and the host calls it by its file. The id is the plugin's own name.
      const name = admitted.name === undefined || admitted.name === id ? `${file.name}.js` : admitted.name;
      definitions.push(definitionOf(name, admitted.component));
    }
    return definitions;
  }

  /** Makes a component, unless its name is taken: then it isn't even made, or, if only making told its name, what it did is taken back. */
  #admit(
    exported: unknown,
    options: unknown,
    what: string,
    given?: string,
  ): { readonly component: object; readonly name: string | undefined } | undefined {
    const outer = this.#trace!;
    const isTaken = (name: string | undefined): boolean => name !== undefined && Object.hasOwn(this.components, name);
    const refuse = (name: string | undefined): undefined =>
      outer.say('warn', `ignore duplicate component: ${JSON.stringify(name)}`) as undefined;
    const known = given ?? nameOf(exported);
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
      outer.push(() => void delete this.components[name]);
    }
    return { component, name };
  }

  /** One component for each event file: it has handlers and no lifecycle. */
  #eventsOf(plugin: unknown, say: Say): ComponentDefinition[] {
    const found = eventsOf(plugin);
    if (found === undefined) return [];
    if ('refused' in found) {
      say('error', found.refused);
      return [];
    }
    const bus = this.#ports.event();
    const definitions: ComponentDefinition[] = [];
    for (const { name, path, exported } of filesOf(found.path)) {
      const target = construct(exported, [this.#ports.app], `The event class of ${path}`);
      const handler = (event: string) => (payload: unknown) =>
        (Reflect.get(target, event) as (payload: unknown) => unknown).call(target, payload);
      const events = handlersOf(target, (event) => bus.isEvent(event));
      for (const event of events) if (!bus.isShared(event)) bus.on(event, handler(event));
      const shared = events.filter((event) => bus.isShared(event));
      definitions.push({ name: `events/${name}.js`, on: Object.fromEntries(shared.map((event) => [event, handler(event)])) });
    }
    return definitions;
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
    const outer = this.#trace;
    this.#trace = trace;
    try {
      return run();
    } catch (error) {
      trace.undo();
      throw error;
    } finally {
      this.#trace = outer;
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

function own(names: Set<string>, name: string, trace: Trace): void {
  names.add(name);
  trace.push(() => void names.delete(name));
}

/** By the name of the file, as in Pomelo, or by the component's own. */
function optionsOf({ name, exported }: PluginFile, options: object): unknown {
  const called = nameOf(exported);
  const byFile: unknown = Reflect.get(options, name);
  return byFile ?? (called === undefined ? undefined : (Reflect.get(options, called) as unknown)) ?? {};
}
