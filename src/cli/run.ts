/** Open this to see `mortise run`: a host from a YAML file, or one that a module makes, with its boot table and a console, until somebody stops it. */
import { createHost } from '../host.js';
import type { MortiseHost } from '../model/host.js';
import type { LogThreshold } from '../model/ports.js';
import { printTable } from '../kernel/report.js';
import { systemClock } from '../platform/clock.js';
import { leaveBy } from '../platform/runtime.js';
import { onHangUp, onSignals } from '../platform/signals.js';
import { MortiseError } from '../problem/error.js';
import { printProblems } from '../problem/proof.js';
import { EXIT, type CommandInput, type ExitCode } from './command.js';
import { findConfig, isModule, optionsOf, type Config } from './config.js';
import { openConsole } from './console.js';
import { onEnded } from './ended.js';
import { hostOf } from './made.js';
import type { Output } from './output.js';
import { printReceipt } from './receipt.js';
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
  if (level !== undefined && isModule(config.file)) {
    out.talk('mortise: --log is for a configuration file; a module makes its host itself.\n  Write createHost({ log: { level } }) there.');
    return EXIT.usage;
  }
  let made: MortiseHost | undefined;
  const undo = onEnded(config, out, () => made);
  try {
    const host = (made = await hostFor(config, level as LogThreshold | undefined));
    return await untilStopped(host, flags, out);
  } catch (error) {
    tellFailure(error, flags['json'] === true, out);
    return error instanceof MortiseError && error.code === 'host.aborted' ? EXIT.done : EXIT.failed;
  } finally {
    undo();
  }
}

async function hostFor(config: Config, level: LogThreshold | undefined): Promise<MortiseHost> {
  if (isModule(config.file)) return stoppedBySignals(await hostOf(config));
  return createHost({
    ...optionsOf(config),
    signals: true,
    control: true,
    ...(level === undefined ? {} : { log: { level } }),
  });
}

async function untilStopped(host: MortiseHost, flags: CommandInput['flags'], out: Output): Promise<ExitCode> {
  const report = await host.start();
  // Before it says that it runs: whoever reads that may send one, and nobody would be there to hear it. A terminal that is closed says the
  // same, and means that it is over.
  const calm = process.stdin.isTTY ? () => undefined : onHangUp(() => void reconfigured(host, out));
  out.data(flags['json'] === true ? JSON.stringify(report, null, 2) : printTable(report.plugins));
  out.talk(`${host.name} is running; Ctrl+C stops it.`);
  const deaf = flags['console'] === true || process.stdin.isTTY ? openConsole(host, out) : () => undefined;
  // A host whose plugins wait for nothing from outside would otherwise end with its start.
  const stay = systemClock.setInterval(() => undefined, 2 ** 31 - 1);
  const stopped = await host.untilStopped();
  stay();
  deaf();
  calm();
  return stopped.problems.some((found) => found.code === 'lifecycle.undo-timeout') ? EXIT.failed : EXIT.done;
}

/** Somebody has edited the configuration, and sees here what it came to. */
async function reconfigured(host: MortiseHost, out: Output): Promise<void> {
  try {
    const report = await host.reconfigure();
    out.talk(printReceipt(report, (_, text) => text));
    for (const text of printProblems(report.problems)) out.talk(text);
  } catch (error) {
    tellFailure(error, false, out);
  }
}

/** A host that a module made leaves signals to whoever runs it. */
function stoppedBySignals(host: MortiseHost): MortiseHost {
  const undo = onSignals({ first: () => void host.stop().catch(() => undefined), second: leaveBy }, systemClock);
  void host.untilStopped().then(undo, undo);
  return host;
}
