/** Open this to see how apps that were read become apps of the host, and what becomes of those that could not be read. */
import { basename, extname } from 'node:path';
import { MortiseError, type AppOptions, type Extension, type ExtensionContext } from 'mortise';
import { checkDefinition } from './check-definition.js';
import type { AppDefinition } from './definition.js';
import { pluginsOf } from './elements.js';
import { AgentError } from './errors.js';
import { readDefinition, type ReadDefinition } from './read.js';
import type { Layer } from './settings.js';
import type { World } from './world.js';

/** An app that was read, or why it could not be. */
export type ReadApp = ReadDefinition | { readonly name: string; readonly error: MortiseError };

export const isRead = (app: ReadApp): app is ReadDefinition => 'definition' in app;

export async function readApp(given: string | AppDefinition, dir: string, now: number): Promise<ReadApp> {
  try {
    return await readDefinition(given, dir, { now });
  } catch (error) {
    if (!(error instanceof MortiseError)) throw error;
    const named: unknown = typeof given === 'string' ? basename(given, extname(given)) : Reflect.get(Object(given) as object, 'name');
    return {
      name:
        String(named)
          .replaceAll(/[^A-Za-z0-9_-]/g, '_')
          .slice(0, 64) || 'app',
      error,
    };
  }
}

/** Each app as the host has them. One that could not be read is an extension that says so. Throws `agent.bad-definition` for two of one name. */
export function appsOf(
  apps: readonly ReadApp[],
  given: Readonly<Record<string, AppOptions>>,
  elements: (app: ReadDefinition) => Extension<ExtensionContext>,
  agent: string,
): Record<string, AppOptions> {
  const all: Record<string, AppOptions> = { ...given };
  const names = new Set([agent]);
  for (const app of apps) {
    const name = isRead(app) ? app.definition.name : app.name;
    if (names.has(name))
      throw new AgentError('agent.bad-definition', {
        message: `There are two apps '${name}', or one with the name of the agent.`,
        hint: 'Give one of them another name.',
        field: 'apps',
      });
    names.add(name);
    const own = Object.hasOwn(given, name) ? given[name]! : {};
    const said: AppOptions = isRead(app) ? optionsOf(app, elements) : { extensions: [broken(app)] };
    all[name] = { ...own, ...said, extensions: [...(own.extensions ?? []), ...(said.extensions ?? [])] };
  }
  return all;
}

/** What `createApp` takes. */
export function optionsOf(app: ReadDefinition, elements: (app: ReadDefinition) => Extension<ExtensionContext>): AppOptions {
  const { extensions = [], enabled } = app.definition;
  return { home: app.dir, ...(enabled === undefined ? {} : { enabled }), extensions: [...extensions, elements(app)] };
}

export function notHere(name: string, fields: readonly string[]): AgentError {
  return new AgentError('agent.bad-definition', {
    message: `The definition of '${name}' has ${fields.join(', ')}, which only an app of its own can have.`,
    hint: 'Make it an app: agent.hostOptions({ name, apps: [definition] }), or list its extensions beside it.',
    field: fields[0]!,
    issues: fields.map((field) => ({ path: field, message: `${field} is for an app of its own` })),
  });
}

function broken({ name, error }: { readonly name: string; readonly error: MortiseError }): Extension<ExtensionContext> {
  return { name, attach: (_options, callback) => callback(error) };
}
/** An extension with the elements of a definition. */
export function elementsOf(
  world: World,
  definition: AppDefinition,
  { agent, folder }: { readonly agent: string | undefined; readonly folder: readonly Layer[] },
): Extension<ExtensionContext> {
  const { name, version, description, provider } = definition;
  return {
    name,
    ...(version === undefined ? {} : { version }),
    ...(description === undefined ? {} : { description }),
    ...(provider === undefined ? {} : { provider }),
    attach(_options, callback) {
      checkDefinition(definition, this.clock.now(), { isAgent: true });
      const app = this.app?.name;
      const place = { app, agent, layers: () => [...world.settingsOf(app), ...folder] };
      this.own(world.addAttached({ definition, place }));
      for (const plugin of pluginsOf(definition, world, place)) this.registerPlugin(plugin);
      callback();
    },
  };
}
