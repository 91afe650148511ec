/** Open this to see how the insides of a host are printed: `mortise doctor --dump`. */
import type { Dump, DumpedCommand, DumpedContainer, DumpedHandler, DumpedPlugin } from '../model/dump.js';

export function printDump({ host, plugins, containers, handlers, commands }: Dump): string {
  const running = plugins.filter(({ order }) => order !== undefined);
  const others = plugins.filter(({ order }) => order === undefined);
  return [
    `${host.name}: ${host.state}, revision ${host.revision}, mortise ${host.version}, Node ${host.node}`,
    ...section('load order', table([['', 'plugin', 'version', 'generation', 'ms', 'holds', 'owns'], ...running.map(startedRow)])),
    ...section('not running', others.map(otherLine)),
    ...containers.flatMap((container) => section(container.app === undefined ? 'container of the host' : `container of the app ${container.app}`, containerLines(container))), // prettier-ignore
    ...section('handlers', handlers.length === 0 ? [] : handlerLines(handlers)),
    ...section('commands', commands.flatMap(commandLines)),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return ['', title, ...(lines.length === 0 ? ['  none'] : lines.map((line) => `  ${line}`))];
}

function startedRow({ order, plugin, version, generation, ms, holds, owns }: DumpedPlugin): string[] {
  return [String(order), plugin, version, String(generation), ms === undefined ? '-' : String(Math.round(ms)), holds.join(', ') || '-', String(owns.length)]; // prettier-ignore
}

function otherLine({ plugin, version, state, enabled, reason }: DumpedPlugin): string {
  return `${plugin} ${version}: ${enabled ? state : 'disabled'}${reason === undefined ? '' : `, ${reason}`}`;
}

function containerLines({ namespaces, containers }: DumpedContainer): string[] {
  const rows = namespaces.map(({ namespace, plugin, scope }) => [namespace, plugin, scope === 'singleton' ? '' : scope]);
  return [...table(rows), ...(containers.length === 0 ? [] : [`containers of their own: ${containers.join(', ')}`])];
}

function handlerLines(handlers: readonly DumpedHandler[]): string[] {
  const rows = handlers.map(({ event, priority, plugin, component, method, stream, state, deliveries, failures, samples, ms }) => [
    event,
    String(priority),
    plugin,
    [component, method].filter((part) => part !== undefined).join('.') || (stream ? 'a stream' : 'a function'),
    state,
    String(deliveries),
    String(failures),
    samples === 0 ? '-' : (ms / samples).toFixed(3),
  ]);
  return table([['event', 'priority', 'plugin', 'handler', 'state', 'deliveries', 'failures', 'ms each'], ...rows]);
}

function commandLines({ element, plugins, runs, permission, redirect, children }: DumpedCommand): string[] {
  const about = [
    ...(runs || redirect !== undefined ? [plugins.join(', ')] : []),
    ...(permission === undefined ? [] : [`permission ${permission}`]),
    ...(redirect === undefined ? [] : [`goes on at ${redirect}`]),
  ];
  return [`${element}${about.length === 0 ? '' : `  (${about.join('; ')})`}`, ...children.flatMap(commandLines).map((line) => `  ${line}`)];
}

/** Numbers stand right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const isNumber = (cell: string): boolean => /^[\d.]+$/.test(cell);
  return rows.map((row) =>
    row
      .map((cell, column) => (isNumber(cell) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}
