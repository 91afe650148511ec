/** Open this to see `mortise dev`: a host whose plugins are read anew as they are edited. */
import { DevLoop } from '../dev/loop.js';
import type { Outcome } from '../dev/outcome.js';
import { leftBy, Remains, type Generation } from '../dev/remains.js';
import type { MakeWatcher } from '../dev/watcher.js';
import { modulesOn } from '../extension/modules.js';
import { assembleHost, type Host } from '../host.js';
import { Development } from '../host/development.js';
import { printTable } from '../kernel/report.js';
import type { LogSink, LogThreshold } from '../model/ports.js';
import type { Problem } from '../model/problem.js';
import type { Report } from '../model/report.js';
import { systemClock } from '../platform/clock.js';
import { nodeFiles, sha256 } from '../platform/files.js';
import { consoleLog } from '../platform/log.js';
import { mapStacks } from '../platform/runtime.js';
import { MortiseError } from '../problem/error.js';
import { failure } from '../problem/problem.js';
import { whyOf } from '../problem/cause.js';
import { printProblems } from '../problem/proof.js';
import { EXIT, type CommandInput, type ExitCode } from './command.js';
import { framesOf } from './code-frame.js';
import { findConfig, isModule, optionsOf, type Config } from './config.js';
import { KEYS, keysOf, onKeys } from './dev-keys.js';
import { linesOf, remainsOf, timeOf } from './dev-lines.js';
import { onEnded } from './ended.js';
import type { Output, Tone } from './output.js';
import { LEVELS } from './run.js';
import { tellFailure } from './source.js';

export async function dev({ arguments: [given], flags, out }: CommandInput): Promise<ExitCode> {
  const config = findConfig(given, 'dev', out);
  if (config === undefined) return EXIT.usage;
  if (isModule(config.file)) {
    out.talk(
      'mortise: dev wants a configuration file: what a module makes is not read anew.\n  Run it with mortise run, or list its plugins in a mortise.yaml.',
    );
    return EXIT.usage;
  }
  const isJson = flags['json'] === true;
  const debounce = flags['debounce'] === undefined ? 20 : Number(flags['debounce']);
  if (!(debounce >= 0 && debounce <= 60_000) || flags['debounce'] === '') {
    out.talk(`mortise: --debounce wants milliseconds, and '${String(flags['debounce'])}' is not.\n  Write --debounce 20.`);
    return EXIT.usage;
  }
  const level = flags['log'];
  if (level !== undefined && !LEVELS.includes(String(level))) {
    out.talk(`mortise: '${String(level)}' is no level.\n  Use one of ${LEVELS.join(', ')}.`);
    return EXIT.usage;
  }
  // What is found in a change is told with it, and what the doctor finds by its line.
  const told = { isElsewhere: (): boolean => false };
  const log = consoleLog();
  const sink: LogSink = (record) => {
    const code = record.fields?.['code'];
    if (typeof code === 'string' && !code.startsWith('event.') && told.isElsewhere()) return;
    log(record);
  };
  const host = assembleHost(
    {
      ...optionsOf(config),
      signals: true,
      control: true,
      live: true,
      escapes: 'report',
      log: { level: (level ?? 'warn') as LogThreshold },
    },
    { clock: systemClock, files: nodeFiles, modules: modulesOn({ files: nodeFiles, sha256, mapStacks }), log: sink },
  );
  const undo = onEnded(config, out, () => host);
  try {
    const watcher = await loadWatcher();
    const report = await host.start();
    out.data(isJson ? JSON.stringify({ event: 'started', ...report }) : printTable(report.plugins));
    for (const text of isJson ? [] : framesOf(report.problems, nodeFiles)) out.talk(text);
    return await follow(host, watcher, report.problems, { told, config, debounce, isJson, hasKeys: flags['no-keys'] !== true, out });
  } catch (error) {
    tellFailure(error, isJson, out);
    return error instanceof MortiseError && error.code === 'host.aborted' ? EXIT.done : EXIT.failed;
  } finally {
    undo();
  }
}

interface Session {
  readonly told: { isElsewhere: () => boolean };
  readonly config: Config;
  readonly debounce: number;
  readonly isJson: boolean;
  readonly hasKeys: boolean;
  readonly out: Output;
}

/** Follows the files until the host stops. */
async function follow(
  host: Host,
  watcher: MakeWatcher,
  problems: readonly Problem[],
  { told, config, debounce, isJson, hasKeys, out }: Session,
): Promise<ExitCode> {
  const paint = (tone: Tone, text: string): string => out.paint?.(tone, text) ?? text;
  const show = async (event: Outcome): Promise<void> => {
    // Garbage is collected when nothing waits to go live.
    await loop.idle();
    const receipt = event.kind === 'change' && event.isDone ? event.report?.receipt : undefined;
    const went = receipt === undefined ? [] : leftBy(receipt);
    const left = { went, freed: await remains.of(went) };
    const reread = event.kind === 'config' ? await host.reconfigure() : undefined;
    if (isJson) out.data(JSON.stringify({ ...dataOf(event, left.freed), ...(reread === undefined ? {} : { report: reread }) }));
    else if (reread !== undefined) tellConfig(reread, config, out, paint);
    else tellText(event, left, host.parts.owned.settings().host.home, out, paint);
  };
  const development = new Development(host.parts);
  let shown = Promise.resolve();
  const loop: DevLoop = new DevLoop({
    host: development,
    watcher,
    files: nodeFiles,
    clock: systemClock,
    directories: development.directories(),
    config: config.path,
    debounce,
    tell(event) {
      shown = shown
        .then(() => show(event))
        .catch((error: unknown) => {
          // What is edited while the host stops is nobody's any more.
          if (host.state === 'running') tellFailure(error, isJson, out);
        });
    },
  });
  const remains = new Remains({
    host,
    clock: systemClock,
    isBusy: () => loop.isBusy,
    tell: (found) => {
      if (isJson) for (const each of found) out.data(JSON.stringify({ event: each.isFreed ? 'freed' : 'held', ...each }));
      else for (const line of remainsOf(found, systemClock.now(), paint)) out.data(line);
    },
  });
  told.isElsewhere = () => loop.isChanging || remains.isLooking;
  await loop.begin(problems);
  const isTerminal = process.stdin.isTTY && hasKeys && !isJson;
  const deaf = isTerminal ? onKeys(keysOf({ host, loop, out })) : () => undefined;
  out.talk(`${host.name} is running, and what is edited goes live. ${isTerminal ? KEYS : 'Ctrl+C stops it.'}`);
  const stay = systemClock.setInterval(() => undefined, 2 ** 31 - 1);
  const stopped = await host.untilStopped();
  stay();
  deaf();
  remains.close();
  await loop.close();
  await shown;
  return stopped.problems.some((found) => found.code === 'lifecycle.undo-timeout') ? EXIT.failed : EXIT.done;
}

/** chokidar is an optional peer: only who edits plugins needs it. Throws `dev.no-watcher`. */
async function loadWatcher(): Promise<MakeWatcher> {
  try {
    return (await import('../dev/chokidar.js')).chokidarWatcher;
  } catch (cause) {
    throw failure('dev.no-watcher', { why: whyOf(cause) }, { cause });
  }
}

interface Left {
  readonly went: readonly Generation[];
  readonly freed: readonly Generation[];
}

function tellText(event: Outcome, left: Left, home: string, out: Output, paint: (tone: Tone, text: string) => string): void {
  if (event.kind === 'deaf') {
    out.talk(`mortise: the files can't be watched any more: ${whyOf(event.cause)}. Start mortise dev again.`);
  } else if (event.kind === 'change') {
    const { line, talk } = linesOf(event, left, home, paint);
    out.data(line);
    for (const text of talk) out.talk(text);
  }
}

/** What the configuration says by now of plugins counts at once. */
function tellConfig({ receipt, problems }: Report, config: Config, out: Output, paint: (tone: Tone, text: string) => string): void {
  const isDone = receipt?.outcome === 'done';
  const did = (receipt?.plugins ?? []).map((line) => `${line.did} ${line.plugin}`).join(', ');
  const what = isDone ? did || 'no plugin is configured otherwise' : 'nothing was changed';
  const mark = isDone ? paint('good', '✓') : paint('bad', '✗');
  const line = `${config.file} has changed: ${what}; what else it says is read at the start of mortise dev`;
  out.data(`${paint('dim', timeOf(systemClock.now()))} ${mark} ${line}`);
  for (const text of [...printProblems(problems), ...framesOf(problems, nodeFiles)]) out.talk(text);
}

function dataOf(event: Outcome, freed: readonly Generation[]): object {
  if (event.kind === 'deaf') return { event: 'deaf', why: whyOf(event.cause) };
  if (event.kind === 'config') return { event: 'config', file: event.file };
  const { at, files, titles, isDone, gone, stale, report, problems } = event;
  const names = freed.map(({ plugin, generation }) => ({ plugin, generation }));
  const ok = isDone && problems.every(({ severity }) => severity !== 'error');
  const of = { event: 'change', at, ok, files, plugins: titles, gone, stale, freed: names, problems };
  return { ...of, ...(report?.receipt === undefined ? {} : { receipt: report.receipt }) };
}
