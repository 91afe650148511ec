/** Open this to see the boot table: one aligned line for each plugin. */
import type { Receipt } from '../model/history.js';
import type { PluginInfo, Report } from '../model/report.js';
import type { Problem } from '../model/problem.js';
import { printProblems } from '../problem/proof.js';
import { shown } from '../problem/text.js';

/** Makes a report; `String(report)` is the table with the problems below. */
export function makeReport(plugins: readonly PluginInfo[], problems: readonly Problem[], ms: number, receipt?: Receipt): Report {
  const report = {
    ok: problems.every((found) => found.severity !== 'error'),
    ms,
    plugins,
    problems,
    ...(receipt === undefined ? {} : { receipt }),
  };
  return Object.freeze(Object.assign(Object.create(reportText) as Pick<Report, 'toString'>, report));
}

const reportText = {
  toString(this: Omit<Report, 'toString'>): string {
    const told = this.problems.filter((found) => found.severity !== 'note');
    return [printTable(this.plugins), ...printProblems(told)].join('\n');
  },
};

const COLUMNS = ['id', 'version', 'source', 'ms', 'state', 'provides', 'waits for'] as const;

/** The table of plugins: id, version, source, milliseconds, state (coloured by `paint`), what it provides, what it waits for. */
export function printTable(plugins: readonly PluginInfo[], paint: (state: string, text: string) => string = (_, text) => text): string {
  const rows = plugins.map((plugin) => [
    plugin.key,
    plugin.version,
    shown(plugin.source),
    plugin.ms === undefined ? '-' : String(Math.round(plugin.ms)),
    !plugin.enabled && plugin.state !== 'running' ? 'disabled' : plugin.state === 'described' ? 'ready' : plugin.state,
    plugin.provides.join(', ') || '-',
    plugin.state === 'waiting' || plugin.state === 'failed' ? (plugin.reason ?? '-') : '-',
  ]);
  const all = [[...COLUMNS], ...rows];
  const widths = COLUMNS.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const padded = (cell: string, column: number): string => (column === 3 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!));
  return all
    .map((row, index) =>
      row
        .map((cell, column) => (column === 4 && index > 0 ? paint(cell, padded(cell, column)) : padded(cell, column)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
