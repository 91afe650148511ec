/** Open this to see the lifecycle of a whole server: `app/servers/<type>/lifecycle.js`, and what Pinus plugins say beside their components. */
import { answered } from './component.js';
import type { Say } from './trace.js';

export type LifecycleMethod = 'beforeStartup' | 'afterStartup' | 'beforeShutdown' | 'afterStartAll';

const METHODS: readonly LifecycleMethod[] = ['beforeStartup', 'afterStartup', 'beforeShutdown', 'afterStartAll'];

/** Whether there is any of the methods. */
export function isLifecycle(value: unknown): value is object {
  return typeof value === 'object' && value !== null && METHODS.some((method) => typeof Reflect.get(value, method) === 'function');
}

/** All that were added, in the order in which they were. */
export class Lifecycles {
  readonly #all: object[] = [];
  readonly #app: object;

  constructor(app: object) {
    this.#app = app;
  }

  add(lifecycle: object): () => void {
    this.#all.push(lifecycle);
    return () => void this.#all.splice(this.#all.indexOf(lifecycle), 1);
  }

  /** Of a file: members that are no functions mean nothing there. */
  addFile(exported: unknown, path: string, say: Say): void {
    if (typeof exported !== 'object' || exported === null) return;
    if (Object.values(exported).some((member) => typeof member !== 'function')) say('warn', `lifecycle.js in ${path} is error format.`);
    this.add(exported);
  }

  /** Calls one after the other, each as `(app, callback)` or with a promise. Rejects with the first that fails. */
  async run(method: LifecycleMethod): Promise<void> {
    for (const lifecycle of [...this.#all]) {
      const called: unknown = Reflect.get(lifecycle, method);
      if (typeof called === 'function') await answered(lifecycle, withoutTimer(called as (...args: unknown[]) => unknown), [this.#app]);
    }
  }
}

/** `beforeShutdown(app, callback, cancelShutDownTimer)`: nobody ends the process here, so there is nothing to cancel. */
function withoutTimer(called: (...args: unknown[]) => unknown): (...args: unknown[]) => unknown {
  if (called.length < 3) return called;
  return function (this: unknown, app: unknown, callback: unknown) {
    return Reflect.apply(called, this, [app, callback, () => undefined]) as unknown;
  };
}
