/** Open this to see the doors through which a host is asked from outside: one from its start on if its owner says so, and those that plugins open. */
import { resolve as resolvePath } from 'node:path';
import type { Changeable, ControlOptions } from '../control/changes.js';
import type { Control } from '../control/server.js';
import type { ControlAccess, ControlSocket } from '../model/host.js';
import type { Problem } from '../model/problem.js';
import type { HostOptions } from '../model/options.js';
import type { ProblemSink } from '../model/ports.js';
import { processId } from '../platform/runtime.js';
import { MortiseError } from '../problem/error.js';
import { failure } from '../problem/problem.js';

/** What a door must know of the host behind it. */
export interface ControlsInput {
  readonly host: Changeable;
  readonly options: Pick<HostOptions, 'config' | 'control'>;
  /** The home as the owner gave it, by which commands find the host. */
  readonly home: () => string;
  readonly about: () => Omit<ControlOptions, 'pid' | 'access'>;
  readonly report: ProblemSink;
  /** Takes secrets out of it. */
  readonly hide: (found: Problem) => Problem;
}

export class Controls {
  readonly #open = new Set<Control>();
  #isClosed = false;

  constructor(readonly input: ControlsInput) {}

  /** Throws `control.taken`, `control.not-private` and `control.not-opened`, and `host.not-running` when the host has stopped, or has meanwhile. */
  async open(access: ControlAccess): Promise<ControlSocket> {
    const { host, options, home, about, hide } = this.input;
    const name = options.config === undefined ? home() : resolvePath(home(), options.config);
    const { openSocket } = await import('../control/open-socket.js');
    this.#mustBeOpen();
    const control = await openSocket(name, host, { ...about(), pid: processId, access, hide });
    try {
      this.#mustBeOpen();
    } catch (thrown) {
      await control.close();
      throw thrown;
    }
    this.#open.add(control);
    return {
      path: control.path,
      close: () => {
        this.#open.delete(control);
        control.leave();
      },
    };
  }

  /** That of `control: true`. What nobody can open for some reason keeps no plugin from starting. */
  async openOwn(): Promise<void> {
    const { options, report } = this.input;
    if (options.control !== true && options.control !== 'read') return;
    try {
      await this.open(options.control === 'read' ? 'read' : 'change');
    } catch (thrown) {
      if (!(thrown instanceof MortiseError)) throw thrown;
      report({ ...thrown.problem, severity: 'warning' });
    }
  }

  /** Hangs up on everybody, for good. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const control of this.#open) await control.close();
  }

  #mustBeOpen(): void {
    const { name, state } = this.input.host;
    if (this.#isClosed) throw failure('host.not-running', { host: name, state, action: 'open its control socket' });
  }
}
