/** Open this to see how the parts of a kernel are put together for a host that has not started. */
import { resolve } from 'node:path';
import { createBus } from '../events/bus.js';
import { VERSION } from '../facts/brand.js';
import type { HostOptions, PermissionOptions } from '../model/options.js';
import type { ClockPort, FilesPort, LogSink, LogThreshold, ModulesPort } from '../model/ports.js';
import type { Problem } from '../model/problem.js';
import type { Step } from '../model/plan.js';
import { createLogs } from '../platform/log.js';
import { hostScope } from '../wiring/scope.js';
import { createCommands } from './commands.js';
import { failure } from '../problem/problem.js';
import { Checks } from './checks.js';
import { Hooks } from './hook-list.js';
import type { Kernel } from './kernel.js';
import { narrate } from './narrate.js';
import { onAround } from './on-around.js';
import { onCommand } from './on-command.js';
import { onEvent } from './on-event.js';
import { Phases } from './phases.js';
import { placed } from './places.js';
import { Secrets } from './secrets.js';
import { timeoutsOf } from './settings.js';
import { Calls } from './calls.js';
import { Waits } from './waits.js';

/** What a host needs of the outside. A test kit brings its own. */
export interface HostPorts {
  readonly clock: ClockPort;
  readonly files: FilesPort;
  readonly modules: ModulesPort;
  readonly log: LogSink;
  /** Called before each step of a plan. */
  readonly gate?: (step: Step) => void | Promise<void>;
}

const MOST_PROBLEMS = 1000;
/** What goes on whether or not an operation runs. */
const OF_DELIVERIES: ReadonlySet<string> = new Set([
  'event.handler-failed',
  'event.handler-late',
  'command.callback-failed',
  'lifecycle.run-failed',
  'permission.not-readable',
]);

/** A kernel with what belongs to it: problems, log levels that may change when the configuration is read. */
export interface KernelSetup {
  readonly kernel: Kernel;
  readonly problems: Problem[];
  /** Problems of the operation that runs, besides those of all times. */
  collect: Problem[] | undefined;
  setLogLevels(level: LogThreshold | undefined, plugins: Readonly<Record<string, LogThreshold>>): void;
}

/** What a kernel asks of its host. */
export interface KernelCalls extends Pick<Kernel, 'settle' | 'letGo' | 'state' | 'history'> {
  /** Absolute; the configuration file may say another one. */
  readonly home: () => string;
  /** As far as they are known: the configuration file may say more. */
  readonly permissions: () => PermissionOptions | undefined;
}

export function createKernel(options: HostOptions, ports: HostPorts, { home, permissions, ...calls }: KernelCalls): KernelSetup {
  const levels: { default: LogThreshold } = { default: options.log?.level ?? 'info' };
  const secrets = new Secrets();
  const logs = createLogs({ sink: secrets.sink(ports.log), clock: ports.clock, levels });
  const problems: Problem[] = [];
  const phases = new Phases();
  const report = (given: Problem): void => {
    const found = secrets.hide(placed(given, kernel.records));
    problems.push(found);
    if (problems.length > MOST_PROBLEMS) problems.shift();
    // What handlers throw meanwhile is not of the operation.
    if (!OF_DELIVERIES.has(found.code)) setup.collect?.push(found);
    phases.outside(() => bus.announce('problem.found', found));
  };
  const bus = createBus({ clock: ports.clock, report, strict: options.strict === true, declared: options.events ?? [] });
  const permissionFile = (): string | undefined => {
    const { file } = permissions() ?? {};
    return file === undefined ? undefined : resolve(home(), file);
  };
  const name = options.name ?? 'host';
  const abort = new AbortController();
  const kernel: Kernel = {
    name,
    version: VERSION,
    clock: ports.clock,
    elapsed: () => Math.floor(kernel.waits.elapsed()),
    bus,
    ...createCommands(options.permissions ?? {}, {
      path: permissionFile,
      files: ports.files,
      report,
      hide: (found) => secrets.hide(found),
    }),
    secrets,
    hooks: new Hooks(),
    checks: new Checks(),
    calls: new Calls((text) => secrets.text(text)),
    report,
    logger: (plugin) => logs.logger(plugin),
    timeouts: timeoutsOf(options),
    kinds: new Map([onEvent, onCommand, onAround(report), ...(options.kinds ?? [])].map((kind) => [kind.key, { kind }])),
    records: new Map(),
    host: hostScope(options.container),
    gate: ports.gate,
    phases,
    configured: new Map(),
    parallel: options.parallel === true,
    revision: 0,
    generations: 0,
    starts: 0,
    abort,
    waits: new Waits(ports.clock, abort.signal, () => failure('host.aborted', { host: kernel.name })),
    stopBy: undefined,
    changes: 0,
    ...calls,
  };
  const setup: KernelSetup = {
    kernel,
    problems,
    collect: undefined,
    setLogLevels(level, plugins) {
      if (level !== undefined) levels.default = level;
      for (const [plugin, own] of Object.entries(plugins)) logs.setLevel(plugin, own);
    },
  };
  setup.setLogLevels(options.log?.level, options.log?.plugins ?? {});
  narrate(bus, () => kernel.name, logs);
  return setup;
}
