/** Open this to see who answers a question: the host that runs with that configuration, or else a plan of its start. */
import { answersOf } from '../control/answers.js';
import { ask } from '../control/client.js';
import { assembleHost, Host } from '../host.js';
import { Rehearsal } from '../host/rehearsal.js';
import { modulesOn } from '../extension/modules.js';
import type { Plan } from '../model/plan.js';
import { systemClock } from '../platform/clock.js';
import { nodeFiles, sha256 } from '../platform/files.js';
import { mapStacks, processId } from '../platform/runtime.js';
import { socketPlace } from '../platform/socket-place.js';
import { MortiseError } from '../problem/error.js';
import { failure, printProblem } from '../problem/problem.js';
import { isModule, optionsOf, type Config } from './config.js';
import { onEnded } from './ended.js';
import { hostOf } from './made.js';
import type { Output } from './output.js';

/** What came of a question, and whether a running host was asked. */
export interface Answered {
  readonly result: unknown;
  readonly isRunning: boolean;
}

/** Asks the running host of a configuration, or a rehearsed one that never starts. Throws what they throw. */
export async function answerTo(config: Config, op: string, words: readonly string[], out: Output): Promise<Answered> {
  const running = await ask(socketPlace(config.asked).path, op, words);
  if (running !== undefined) return { result: running.result, isRunning: true };
  return rehearsed(config, out, async (host) => {
    const errors = host.problems.filter(({ severity }) => severity === 'error').length;
    const found = errors === 0 ? '' : ` It found ${errors} error${errors === 1 ? '' : 's'}: mortise check tells.`;
    out.talk(`No host runs with ${config.file}; this is what a start would do.${found}`);
    return { result: await answersOf(host, processId)({ id: 0, op, arguments: words }), isRunning: false };
  });
}

/** Reads, attaches and plans, never starts, and takes everything back. */
export async function rehearsed<T>(
  config: Config,
  out: Output,
  use: (host: Host, plan: Plan, rehearsal: Rehearsal) => Promise<T>,
): Promise<T> {
  let host: Host | undefined;
  const undo = onEnded(config, out, () => host);
  try {
    host = isModule(config.file)
      ? await ownHostOf(config)
      : assembleHost(optionsOf(config), {
          clock: systemClock,
          files: nodeFiles,
          modules: modulesOn({ files: nodeFiles, sha256, mapStacks }),
          log: () => undefined,
        });
    if (out.isWatched === true) host.events.handle('extension.attached', ({ extension }) => out.talk(`  attached ${extension}`));
    const rehearsal = new Rehearsal(host.parts);
    return await use(host, await rehearsal.start(), rehearsal);
  } finally {
    await host?.stop();
    undo();
  }
}

/** A rehearsal reaches into the host, as only its own copy of mortise can. Throws `spec.no-host`. */
async function ownHostOf(config: Config): Promise<Host> {
  const host = await hostOf(config);
  if (host instanceof Host) return host;
  throw failure('spec.no-host', { file: config.file, seen: 'a host of another copy of mortise', is: 'other' }, { place: config.path });
}

/** Prints a problem that was thrown, and says that it failed; anything else is a mistake in mortise. */
export function tellFailure(error: unknown, json: boolean, out: Output): void {
  if (!(error instanceof MortiseError)) throw error;
  if (json) out.data(JSON.stringify({ ok: false, problem: error.problem, problems: error.problems }, null, 2));
  out.talk(printProblem(error.problem));
}
