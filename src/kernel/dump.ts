/** Open this to see how the insides of a host become data: who started when, what is published where, who listens, what can be typed. */
import { elementText } from '../command/declare.js';
import type { Registered } from '../command/registry.js';
import type { CommandNode } from '../model/command.js';
import type { Dump, DumpedCommand, DumpedContainer, DumpedPlugin } from '../model/dump.js';
import { nodeVersion } from '../platform/runtime.js';
import type { Scope } from '../wiring/scope.js';
import type { Kernel } from './kernel.js';
import type { PluginRecord } from './record.js';

/** Asked at any time; changes nothing. */
export function dumpOf(kernel: Kernel, scopes: readonly Scope[]): Dump {
  const records = [...kernel.records.values()];
  const inOrder = [...records].sort((a, b) => (a.startedAs ?? Infinity) - (b.startedAs ?? Infinity) || 0);
  return {
    host: { name: kernel.name, state: kernel.state(), revision: kernel.revision, version: kernel.version, node: nodeVersion },
    plugins: inOrder.map(pluginOf),
    containers: scopes.map((scope) => containerOf(scope, records)),
    handlers: kernel.bus.listing(),
    commands: merged(kernel.commands.registry.serving().map(({ root, owner }) => ({ node: root, plugin: owner.plugin }))),
  };
}

function pluginOf(record: PluginRecord, index: number): DumpedPlugin {
  const { manifest, life, ms, reason } = record;
  return {
    ...(record.startedAs === undefined ? {} : { order: index + 1 }),
    plugin: record.key,
    version: manifest.version,
    generation: record.generation,
    state: record.state,
    enabled: record.enabled,
    required: record.required,
    source: manifest.source.spec,
    ...(ms === undefined ? {} : { ms }),
    ...(reason === undefined ? {} : { reason }),
    holds: [...(life?.holds ?? [])],
    components: manifest.components.map(({ name }) => name),
    owns: (life?.ledger.list() ?? []).map(({ what }) => what).reverse(),
  };
}

function containerOf({ app, names }: Scope, records: readonly PluginRecord[]): DumpedContainer {
  return {
    ...(app === undefined ? {} : { app }),
    namespaces: names
      .all()
      // An app sees what its host has; here is what it has itself.
      .filter(({ namespace }) => names.own(namespace) !== undefined)
      .map(({ namespace, owner, how }) => ({ namespace, plugin: owner, scope: how })),
    containers: records.filter((record) => record.app === app && record.life?.container?.exists === true).map(({ key }) => key),
  };
}

interface Branch {
  readonly node: CommandNode;
  readonly plugin: Registered['owner']['plugin'];
}

/** Trees are kept apart, and what they have in common looks like one. */
function merged(branches: readonly Branch[]): DumpedCommand[] {
  const byElement = new Map<string, Branch[]>();
  for (const branch of branches) {
    const element = elementText(branch.node, true);
    byElement.set(element, [...(byElement.get(element) ?? []), branch]);
  }
  return [...byElement].map(([element, same]) => {
    const { permission, doc, redirect } = Object.assign({}, ...same.map(({ node }) => node).reverse()) as CommandNode;
    return {
      element,
      plugins: [...new Set(same.map(({ plugin }) => plugin))],
      runs: same.some(({ node }) => node.run !== undefined),
      ...(permission === undefined ? {} : { permission }),
      ...(doc === undefined ? {} : { doc }),
      ...(redirect === undefined ? {} : { redirect }),
      children: merged(same.flatMap(({ node, plugin }) => node.children.map((child) => ({ node: child, plugin })))),
    };
  });
}
