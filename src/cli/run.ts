/** Open this to see `mortise run`: a host from a YAML file, with its boot table, until somebody stops it. */
import { basename, dirname, resolve } from 'node:path';
import { createHost } from '../host.js';
import type { LogThreshold } from '../model/ports.js';
import { printTable } from '../kernel/report.js';
import { systemClock } from '../platform/clock.js';
import { nodeFiles } from '../platform/files.js';
import { MortiseError } from '../problem/error.js';
import { printProblem } from '../problem/problem.js';
import { EXIT, type CommandInput, type ExitCode } from './command.js';

const LEVELS: readonly string[] = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] satisfies LogThreshold[];

export async function run({ arguments: [given], flags, out }: CommandInput): Promise<ExitCode> {
  const config = resolve(given ?? 'mortise.yaml');
  if (nodeFiles.kind(config) !== 'file') {
    out.talk(
      given === undefined
        ? 'mortise: there is no mortise.yaml here.\n  Name a configuration: mortise run path/to/mortise.yaml'
        : `mortise: there is no file ${config}.\n  Correct the path: mortise run path/to/mortise.yaml`,
    );
    return EXIT.usage;
  }
  const level = flags['log'];
  if (level !== undefined && !LEVELS.includes(String(level))) {
    out.talk(`mortise: '${String(level)}' is no level.\n  Use one of ${LEVELS.join(', ')}.`);
    return EXIT.usage;
  }
  const host = createHost({
    home: dirname(config),
    config: basename(config),
    signals: true,
    ...(level === undefined ? {} : { log: { level: level as LogThreshold } }),
  });
  try {
    const report = await host.start();
    out.data(flags['json'] === true ? JSON.stringify(report, null, 2) : printTable(report.plugins));
    out.talk(`${host.name} is running; Ctrl+C stops it.`);
  } catch (error) {
    tell(error, flags['json'] === true, out);
    return error instanceof MortiseError && error.code === 'host.aborted' ? EXIT.done : EXIT.failed;
  }
  // A host whose plugins wait for nothing from outside would otherwise end with its start.
  const stay = systemClock.setInterval(() => undefined, 2 ** 31 - 1);
  const stopped = await host.untilStopped();
  stay();
  return stopped.problems.some((found) => found.code === 'lifecycle.undo-timeout') ? EXIT.failed : EXIT.done;
}

function tell(error: unknown, json: boolean, out: CommandInput['out']): void {
  if (!(error instanceof MortiseError)) throw error;
  if (json) out.data(JSON.stringify({ ok: false, problem: error.problem, problems: error.problems }, null, 2));
  out.talk(printProblem(error.problem));
}
