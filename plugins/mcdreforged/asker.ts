/** Open this to see how it is known which plugin asks for an operation, and whether that has to wait for what the plugin does right now. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { types } from 'node:util';
import type { CommandNode } from 'mortise';

/** Code of a plugin that is under way. */
export interface Asker {
  readonly plugin: string;
  /** `phase`: its start or its stop, for which every operation waits. `handler`: a listener or a command, which only its own reload waits for. */
  readonly in: 'phase' | 'handler';
}

/** Who is at work. */
export class Askers {
  readonly #store = new AsyncLocalStorage<{ readonly asker: Asker }>();
  /** What is under way. Timers that were set in it are called in its name later, when nobody waits for them any more. */
  readonly #tasks = new Set<{ readonly asker: Asker }>();
  /** Runs something in nobody's name. */
  readonly outside: <R>(work: () => R) => R = AsyncLocalStorage.snapshot();

  run<R>(asker: Asker, work: () => R): R {
    const task = { asker };
    const over = (): void => {
      this.#tasks.delete(task);
      if (this.#tasks.size === 0) this.end();
    };
    this.#tasks.add(task);
    try {
      const result = this.#store.run(task, work);
      // Of whatever realm it is.
      if (types.isPromise(result)) result.then(over, over);
      else over();
      return result;
    } catch (thrown) {
      over();
      throw thrown;
    }
  }

  /** Whatever is under way is over. Until somebody is at work again nobody is followed: on Node 20 and 22 that makes every `await` of the process slower. */
  end(): void {
    this.#tasks.clear();
    this.#store.disable();
  }

  current(): Asker | undefined {
    const task = this.#store.getStore();
    return task !== undefined && this.#tasks.has(task) ? task.asker : undefined;
  }

  /** The same node, whose handlers are known to be the plugin's. */
  node<N extends CommandNode>(plugin: string, node: N): N {
    const { run, children } = node;
    return {
      ...node,
      ...(run === undefined
        ? {}
        : { run: (...given: Parameters<typeof run>): unknown => this.run({ plugin, in: 'handler' }, () => run(...given)) }),
      ...(Array.isArray(children) ? { children: children.map((child) => this.node(plugin, child)) } : {}),
    };
  }
}
