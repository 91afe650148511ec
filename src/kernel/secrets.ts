/** Open this to see how secrets of configurations are kept out of what is told: problems, reasons, receipts and log lines. */
import { secretsIn, withoutSecrets } from '../config/mask.js';
import type { LogSink } from '../model/ports.js';
import type { Problem } from '../model/problem.js';
import { insideOf } from '../platform/log.js';
import { causeBehind, causeOf } from '../problem/cause.js';
import { isPlain } from '../config/plain.js';
import type { PluginRecord } from './record.js';

/** What is secret in the configurations of a host. A secret stays one when it is changed: old ones are told in stacks for long. */
export class Secrets {
  #all: readonly string[] = [];

  /** From now on what is secret in a plugin's configuration is told nowhere. */
  note({ manifest, config }: Pick<PluginRecord, 'manifest' | 'config'>): void {
    if (manifest.config === undefined) return;
    const found = secretsIn(manifest.config, config).filter((secret) => !this.#all.includes(secret));
    if (found.length > 0) this.#all = [...this.#all, ...found].sort((a, b) => b.length - a.length);
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
        ...(fields === undefined
          ? {}
          : { fields: Object.fromEntries(Object.entries(fields).map(([key, each]) => [key, this.#hideIn(each)])) }),
      });
    };
  }

  /** Answers the value itself where nothing is to be hidden in it. */
  #hideIn(value: unknown, depth = 0): unknown {
    if (typeof value === 'string') return this.text(value);
    if (value instanceof Error) return this.#hideInError(value, depth);
    if (typeof value !== 'object' || value === null || depth > DEEPEST) return value;
    if (!Array.isArray(value) && !isPlain(value)) {
      // Who writes an instance down looks into it: a configuration, a map, an address.
      const seen = insideOf(value);
      return this.text(seen) === seen ? value : this.text(seen);
    }
    if (Array.isArray(value)) {
      const items = value.map((item) => this.#hideIn(item, depth + 1));
      return items.every((item, at) => item === value[at]) ? value : items;
    }
    const entries = Object.entries(value).map(([key, each]) => [key, this.#hideIn(each, depth + 1)] as const);
    return entries.every(([key, each]) => each === value[key]) ? value : Object.fromEntries(entries);
  }

  /** With what caused it, which is told below it. */
  #hideInError(error: Error, depth: number): Error {
    const { name, message, stack = '' } = causeOf(error);
    const cause = depth > DEEPEST ? undefined : causeBehind(error);
    const hiddenCause = this.#hideIn(cause, depth + 1);
    if (this.text(`${message}${stack}`) === `${message}${stack}` && hiddenCause === cause) return error;
    const hidden = new Error(this.text(message), hiddenCause === undefined ? {} : { cause: hiddenCause });
    return Object.assign(hidden, { name, stack: this.text(stack) });
  }
}

const DEEPEST = 8;
