/** Open this to see who else may stop a host: the signals of the process, and the owner's AbortSignal; and what is said when it has no time to stop. */
import type { Undo } from '../model/ports.js';
import { onExit, type Exit } from '../platform/exit.js';
import { leaveBy } from '../platform/runtime.js';
import { onSignals } from '../platform/signals.js';
import { problem } from '../problem/problem.js';
import type { Kernel } from './kernel.js';

/**
 * Calls `stop` for SIGTERM and SIGINT (if asked) and for an abort. A second signal ends the process as if nobody had listened.
 * A host that looks after the signals of its process also tells when somebody ends that process under it.
 */
export function onInterrupt(options: { signals?: boolean; signal?: AbortSignal }, kernel: Kernel, stop: () => void): Undo {
  const undos: Undo[] = [];
  const undo = (): void => {
    for (const each of undos.splice(0)) each();
  };
  if (options.signals === true) {
    const second = (signal: string): void => {
      undo();
      leaveBy(signal);
    };
    undos.push(onSignals({ first: stop, second }, kernel.clock));
    undos.push(onExit((exit) => tellOfExit(exit, kernel)));
  }
  const { signal } = options;
  if (signal !== undefined) {
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    undos.push(() => signal.removeEventListener('abort', stop));
  }
  return undo;
}

/** Who did it: whoever is in a phase of its own, or else the plugin whose file it is. */
function tellOfExit({ code, place }: Exit, kernel: Kernel): void {
  const phase = kernel.phases.current();
  const isOf = (path: string | undefined): boolean => path !== undefined && place?.startsWith(`${path}:`) === true;
  const owner = [...kernel.records.values()].find(({ manifest }) => isOf(manifest.source.path))?.key;
  const plugin = phase?.plugin ?? owner;
  kernel.report(
    problem(
      'host.process-ended',
      { host: kernel.name, code, phase: phase?.phase, plugin },
      {
        ...(plugin === undefined ? {} : { plugin }),
        ...(phase === undefined ? {} : { phase: phase.phase }),
        ...(place === undefined ? {} : { place }),
      },
    ),
  );
}
