/** Open this to see how the app knows what a plugin's own code did to it, so that all of it can be taken back. */
import { inspect, types } from 'node:util';
import { consoleLog, type LogSink } from 'mortise';

export type Say = (level: 'info' | 'warn' | 'error', message: string) => void;

/** Lines of Pomelo itself. */
export function sayTo(log: LogSink = consoleLog()): Say {
  return (level, message) => log({ time: Date.now(), level, plugin: 'pomelo', message });
}

/** What was thrown, in words. */
export function textOf(thrown: unknown): string {
  return types.isNativeError(thrown) || typeof thrown === 'string' ? String(thrown) : inspect(thrown);
}

/** Whose code runs right now. */
export class Tracing {
  #current: Trace | undefined;

  get current(): Trace | undefined {
    return this.#current;
  }

  /** What the code does to the app is noted there until it returns, or nowhere; what it does later is nobody's. */
  during<T>(trace: Trace | undefined, run: () => T): T {
    const outer = this.#current;
    this.#current = trace;
    try {
      return run();
    } finally {
      this.#current = outer;
    }
  }
}

/** What happened to the app while code of one plugin, or of one component, ran. */
export class Trace {
  /** What was attached to the app, by name. */
  readonly services = new Map<string, unknown>();
  readonly #undos: (() => void)[] = [];
  readonly #names: (() => void)[] = [];

  constructor(readonly say: Say) {}

  push(undo: () => void): void {
    this.#undos.push(undo);
  }

  /** Takes away what code finds by its name: a component, a setting. */
  pushName(undo: () => void): void {
    this.#names.push(undo);
  }

  /** What happened within another trace happened within this one. */
  include(inner: Trace): void {
    for (const [name, value] of inner.services) this.services.set(name, value);
    this.push(() => inner.undo(false));
    this.pushName(() => inner.undo(true));
  }

  /**
   * Takes everything back, last first. A second time does nothing. Without names when the whole app ends: connections of plugins tell them a last
   * time that they are closed, and then plugins look for their own component.
   */
  undo(withNames = true): void {
    for (const undo of this.#undos.splice(0).reverse()) undo();
    if (withNames) for (const undo of this.#names.splice(0).reverse()) undo();
  }
}
