/** Open this to see how a command ends whose process some code ends: with a problem, and not as if all were well. */
import { Host } from '../host.js';
import type { MortiseHost } from '../model/host.js';
import type { Undo } from '../model/ports.js';
import { onExit } from '../platform/exit.js';
import { printProblem, problem } from '../problem/problem.js';
import { EXIT } from './command.js';
import type { Config } from './config.js';
import type { Output } from './output.js';
import { hasFailed } from './written.js';

/** Tells until it is taken back; while there is no host yet, it is the module that is to make one. */
export function onEnded({ file }: Config, out: Output, host: () => MortiseHost | undefined): Undo {
  return onExit(({ code, place }) => {
    if (hasFailed()) return;
    const ended = host();
    const begun = ended instanceof Host ? ended.kernel.phases.current() : undefined;
    const details = { host: ended?.name ?? file, code, phase: begun?.phase, plugin: begun?.plugin };
    out.talk(printProblem(problem('host.process-ended', details, place === undefined ? {} : { place })));
    if (code === 0) process.exitCode = EXIT.failed;
  });
}
