/** Open this to see how secrets of configurations are kept out of what is told: problems, reasons, receipts and log lines. */
import { HIDDEN, secretsIn, withoutSecrets } from '../config/mask.js';
import { NONE } from '../model/list.js';
import type { LogSink } from '../model/ports.js';
import type { Problem } from '../model/problem.js';
import { insideOf } from '../platform/log.js';
import { causeBehind, causeOf } from '../problem/cause.js';
import { isPlain } from '../config/plain.js';
import type { PluginRecord } from './record.js';

/** So many of those that a plugin had before are remembered: old ones are told in stacks for long, and who changes them often has no end of them. */
const MOST_BEFORE = 16;

/** What is secret in the configurations of a host. A secret stays one when it is changed. */
export class Secrets {
  /** By key of the plugin, the latest last. */
  readonly #byPlugin = new Map<string, readonly string[]>();
  #all: readonly string[] = [];

  get size(): number {
    return this.#all.length;
  }

  /** From now on what is secret in a plugin's configuration is told nowhere. */
  note({ key, manifest, config }: Pick<PluginRecord, 'key' | 'manifest' | 'config'>): void {
    if (manifest.config === undefined) return;
    const now = secretsIn(manifest.config, config);
    const known = this.#byPlugin.get(key) ?? NONE;
    if (now.every((secret) => known.includes(secret))) return;
    const before = known.filter((secret) => !now.includes(secret)).slice(-MOST_BEFORE);
    this.#byPlugin.set(key, [...before, ...now]);
    this.#all = [...new Set([...this.#byPlugin.values()].flat())].sort((a, b) => b.length - a.length);
  }

  /** The same problem, without them. */
  hide(found: Problem): Problem {
    if (this.#all.length === 0) return found;
    const hidden = this.#hideIn(found) as Problem;
    return hidden === found ? found : Object.freeze(hidden);
  }

  text(text: string): string {
    return withoutSecrets(text, this.#all);
  }

  /** A sink that gets no line with a secret in it. */
  sink(sink: LogSink): LogSink {
    return (record) => {
      if (this.#all.length === 0) return sink(record);
      const { message, fields } = record;
      return sink({
        ...record,
        message: this.text(message),
        ...(fields === undefined ? {} : { fields: Object.fromEntries(this.#hideInEntries(fields, 0)) }),
      });
    };
  }

  /** Answers the value itself where nothing is to be hidden in it. */
  #hideIn(value: unknown, depth = 0): unknown {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') return this.#all.includes(String(value)) ? HIDDEN : value;
    if (value instanceof Error) return this.#hideInError(value, depth);
    if (typeof value !== 'object' || value === null) return value;
    if (depth > DEEPEST || (!Array.isArray(value) && !isPlain(value))) {
      // Who writes an instance down looks into it: a configuration, a map, an address.
      const seen = insideOf(value);
      return this.text(seen) === seen ? value : this.text(seen);
    }
    if (Array.isArray(value)) {
      const items = value.map((item) => this.#hideIn(item, depth + 1));
      return items.every((item, at) => item === value[at]) ? value : items;
    }
    const entries = this.#hideInEntries(value, depth);
    return entries.every(([key, each]) => Object.hasOwn(value, key) && each === value[key]) ? value : Object.fromEntries(entries);
  }

  #hideInEntries(value: object, depth: number): (readonly [key: string, value: unknown])[] {
    return Object.entries(value).map(([key, each]) => [this.text(key), this.#hideIn(each, depth + 1)]);
  }

  /** With what caused it, which is told below it, and with what it has besides. */
  #hideInError(error: Error, depth: number): Error {
    const { name, message, stack = '' } = causeOf(error);
    const cause = depth > DEEPEST ? undefined : causeBehind(error);
    const hiddenCause = this.#hideIn(cause, depth + 1);
    const besides = depth > DEEPEST ? [] : this.#hideInEntries(error, depth).filter(([key]) => !OF_ERRORS.has(key));
    const isClean = besides.every(([key, each]) => each === Reflect.get(error, key));
    if (isClean && this.text(`${message}${stack}`) === `${message}${stack}` && hiddenCause === cause) return error;
    const hidden = new Error(this.text(message), hiddenCause === undefined ? {} : { cause: hiddenCause });
    return Object.assign(hidden, Object.fromEntries(besides), { name, stack: this.text(stack) });
  }
}

const DEEPEST = 8;
const OF_ERRORS: ReadonlySet<string> = new Set(['name', 'message', 'stack', 'cause']);
