/** Open this to see `mortise run`: a host from a YAML file, with its boot table, until somebody stops it. */
import { createHost } from '../host.js';
import type { LogThreshold } from '../model/ports.js';
import { printTable } from '../kernel/report.js';
import { systemClock } from '../platform/clock.js';
import { MortiseError } from '../problem/error.js';
import { EXIT, type CommandInput, type ExitCode } from './command.js';
import { findConfig } from './config.js';
import { tellFailure } from './source.js';

export const LEVELS: readonly string[] = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] satisfies LogThreshold[];

export async function run({ arguments: [given], flags, out }: CommandInput): Promise<ExitCode> {
  const config = findConfig(given, 'run', out);
  if (config === undefined) return EXIT.usage;
  const level = flags['log'];
  if (level !== undefined && !LEVELS.includes(String(level))) {
    out.talk(`mortise: '${String(level)}' is no level.\n  Use one of ${LEVELS.join(', ')}.`);
    return EXIT.usage;
  }
  const host = createHost({
    home: config.home,
    config: config.file,
    signals: true,
    control: true,
    state: config.state,
    ...(level === undefined ? {} : { log: { level: level as LogThreshold } }),
  });
  try {
    const report = await host.start();
    out.data(flags['json'] === true ? JSON.stringify(report, null, 2) : printTable(report.plugins));
    out.talk(`${host.name} is running; Ctrl+C stops it.`);
  } catch (error) {
    tellFailure(error, flags['json'] === true, out);
    return error instanceof MortiseError && error.code === 'host.aborted' ? EXIT.done : EXIT.failed;
  }
  // A host whose plugins wait for nothing from outside would otherwise end with its start.
  const stay = systemClock.setInterval(() => undefined, 2 ** 31 - 1);
  const stopped = await host.untilStopped();
  stay();
  return stopped.problems.some((found) => found.code === 'lifecycle.undo-timeout') ? EXIT.failed : EXIT.done;
}
