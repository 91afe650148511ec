/** Open this to see how a command changes a running host: planned, shown or asked about, done, and told. */
import { requestOf, type AskedChange } from '../control/request.js';
import type { PlannedChange } from '../control/changes.js';
import { ask } from '../control/client.js';
import type { Problem } from '../model/problem.js';
import type { Report } from '../model/report.js';
import { printPlan } from '../plan/print.js';
import { nodeFiles } from '../platform/files.js';
import { socketPlace } from '../platform/socket-place.js';
import { failure } from '../problem/problem.js';
import { printProblems } from '../problem/proof.js';
import { quotedList } from '../problem/text.js';
import { framesOf } from './code-frame.js';
import { EXIT, type CommandInput, type ExitCode } from './command.js';
import { findConfig, type Config } from './config.js';
import { printReceipt } from './receipt.js';
import { rehearsed, tellFailure } from './source.js';

export interface CarryOutOptions {
  /** The command with what it takes, for who typed it wrongly. */
  readonly name: string;
  /** What is to be known of a change that was done; a function asks the host that did it. */
  readonly note?: string | ((config: Config) => Promise<string | undefined>);
}

/** It takes as long as plugins take to start and to stop, and the host sees to that. */
const AS_LONG_AS_IT_TAKES = { patience: 0 };

/** Brings a change about in the host that runs, unless it is only to be shown. Whatever stops or replaces something that runs wants a yes. */
export async function carryOut(asked: AskedChange, { flags, out }: CommandInput, { name, note }: CarryOutOptions): Promise<ExitCode> {
  const config = findConfig(flags['config'] as string | undefined, `${name} --config`, out);
  if (config === undefined) return EXIT.usage;
  const isJson = flags['json'] === true;
  const change: AskedChange = flags['force'] === true ? { ...asked, force: true } : asked;
  const told = async (report: Report, planned: readonly Problem[]): Promise<ExitCode> => {
    const code = tell(report, planned, isJson, out);
    const known = code !== EXIT.done || isJson ? undefined : typeof note === 'function' ? await note(config) : note;
    if (known !== undefined) out.talk(known);
    return code;
  };
  try {
    if (flags['dry-run'] === true) {
      const planned = await planOf(change, config, out);
      if (planned.token !== undefined) await asking(config, 'discard', [planned.token]);
      return showPlan(planned, isJson, out);
    }
    if (flags['yes'] === true) return await told(await asking<Report>(config, 'change', [], change), []);
    const { plan, token, problems } = await asking<PlannedChange>(config, 'plan', [], change);
    // What could not be read has no step, and there was nothing else.
    if (plan.steps.length === 0 && problems.length > 0) {
      await asking(config, 'discard', [token]);
      return tellUnread(problems, isJson, out);
    }
    const disturbed = disturbedBy(plan);
    if (disturbed.length > 0) {
      if (out.ask === undefined) {
        await asking(config, 'discard', [token]);
        out.talk(`mortise: this stops or replaces ${quotedList(disturbed)}.\n  Add --yes to do it, or --dry-run to see the plan.`);
        return EXIT.usage;
      }
      out.talk(printPlan(plan));
      if (!(await out.ask('Apply? [y/N] '))) {
        await asking(config, 'discard', [token]);
        out.talk('Nothing was changed.');
        return EXIT.failed;
      }
    }
    return await told(await asking<Report>(config, 'apply', [token]), problems);
  } catch (error) {
    tellFailure(error, isJson, out);
    return EXIT.failed;
  }
}

/** Asks the host that runs. Throws what it answers, and `control.no-host`. */
export async function asking<T>(config: Config, op: string, words: readonly string[], change?: AskedChange): Promise<T> {
  const answer = await ask(socketPlace(config.asked).path, op, words, {
    ...AS_LONG_AS_IT_TAKES,
    ...(change === undefined ? {} : { change }),
  });
  if (answer === undefined) throw failure('control.no-host', { config: config.file, isChange: change !== undefined });
  return answer.result as T;
}

/** The plan of the host that runs; without one, that of a host in which everything has started that can. */
async function planOf(
  change: AskedChange,
  config: Config,
  out: CommandInput['out'],
): Promise<Pick<PlannedChange, 'plan' | 'problems'> & Partial<Pick<PlannedChange, 'token'>>> {
  const answer = await ask(socketPlace(config.asked).path, 'plan', [], { ...AS_LONG_AS_IT_TAKES, change });
  if (answer !== undefined) return answer.result as PlannedChange;
  return rehearsed(config, out, async (host, _, rehearsal) => {
    out.talk(`No host runs with ${config.file}; this is what the change would do after a start.`);
    const known = host.problems.length;
    const plan = await rehearsal.change(
      requestOf(change, { host, home: host.parts.owned.settings().host.home, files: nodeFiles, configured: () => undefined }),
    );
    const problems = host.problems.slice(known).filter(({ phase }) => phase === 'read' || phase === 'attach');
    return { plan, problems };
  });
}

function showPlan({ plan, problems }: Pick<PlannedChange, 'plan' | 'problems'>, isJson: boolean, out: CommandInput['out']): ExitCode {
  out.data(isJson ? JSON.stringify(plan, null, 2) : printPlan(plan));
  for (const text of printProblems(problems)) out.talk(text);
  const isWrong = [...plan.problems, ...problems].some(({ severity }) => severity === 'error');
  return plan.steps.length > 0 ? EXIT.changes : isWrong ? EXIT.failed : EXIT.done;
}

/** Plugins that run now and stop, or give way to another generation. */
function disturbedBy({ steps }: PlannedChange['plan']): string[] {
  return [...new Set(steps.flatMap(({ action, plugin }) => (action === 'stop' || action === 'swap' ? [plugin] : [])))];
}

function tellUnread(problems: readonly Problem[], isJson: boolean, out: CommandInput['out']): ExitCode {
  if (isJson) out.data(JSON.stringify({ ok: false, problems }, null, 2));
  else for (const text of [...printProblems(problems), ...framesOf(problems, nodeFiles)]) out.talk(text);
  return EXIT.failed;
}

/** That a change was taken back or refused is said by the receipt, and why by the problem that did it. */
function isSaid({ code, details }: Problem, problems: readonly Problem[]): boolean {
  return (code === 'change.rolled-back' || code === 'change.refused') && problems.some(({ message }) => message === details?.['why']);
}

/** What was found while it was planned belongs to what it came to. */
function tell(done: Report, planned: readonly Problem[], isJson: boolean, out: CommandInput['out']): ExitCode {
  const problems = [...planned, ...done.problems];
  const isDone = done.receipt?.outcome === 'done';
  const ok = isDone && problems.every(({ severity }) => severity !== 'error');
  if (isJson) out.data(JSON.stringify({ ...done, ok, problems }, null, 2));
  else {
    out.data(printReceipt(done, (tone, text) => out.paint?.(tone, text) ?? text));
    const told = problems.filter((found) => found.severity !== 'note' && !isSaid(found, problems));
    for (const text of [...printProblems(told), ...framesOf(told, nodeFiles)]) out.talk(text);
  }
  return ok ? EXIT.done : EXIT.failed;
}
