/** Open this to see how it is kept, over a restart of the host, which plugins were switched on and off by command. */
import { isObject } from '../config/plain.js';
import type { FilesPort } from '../model/ports.js';
import type { Problem } from '../model/problem.js';
import { writeWhole } from '../platform/state-file.js';
import { whyOf } from '../problem/cause.js';
import { problem } from '../problem/problem.js';
import { quoted } from '../problem/text.js';

/** How a plugin was switched, against what files and code say. */
export interface Switched {
  readonly enabled: boolean;
  /** ISO 8601. */
  readonly at: string;
}

/** Stands in a record for the place where a plugin was disabled: no line of code says it. */
export function byCommand(): undefined {
  return undefined;
}

/** What the command has switched. Without a path it is forgotten when the host stops. */
export class Switches {
  readonly #switched: Map<string, Switched>;

  private constructor(
    readonly path: string | undefined,
    switched: Iterable<readonly [string, Switched]>,
  ) {
    this.#switched = new Map(switched);
  }

  /** What the file says; a file that can't be read, or says something else, is a warning and counts for nothing. */
  static read(path: string | undefined, files: FilesPort, problems: Problem[]): Switches {
    if (path === undefined || files.kind(path) === 'absent') return new Switches(path, []);
    try {
      return new Switches(path, switchedIn(JSON.parse(files.read(path))));
    } catch (cause) {
      problems.push(problem('state.not-readable', { file: path, why: whyOf(cause) }, { field: 'state', cause }));
      return new Switches(path, []);
    }
  }

  /** By the key of the plugin. */
  get(key: string): Switched | undefined {
    return this.#switched.get(key);
  }

  /** For the record of a plugin that starts disabled: that no line says so. */
  disabledAt(key: string): typeof byCommand | undefined {
    return this.get(key)?.enabled === false ? byCommand : undefined;
  }

  /** What is as files and code say is forgotten, so that they count again when they change. Answers what stood in the way of writing it down. */
  keep(
    plugins: readonly { readonly key: string; readonly enabled: boolean; readonly written: boolean }[],
    now: number,
  ): Problem | undefined {
    const before = this.#text();
    const at = new Date(now).toISOString();
    for (const { key, enabled, written } of plugins) {
      if (enabled === written) this.#switched.delete(key);
      else if (this.get(key)?.enabled !== enabled) this.#switched.set(key, { enabled, at });
    }
    const { path } = this;
    if (path === undefined || this.#text() === before) return undefined;
    try {
      writeWhole(path, this.#text());
      return undefined;
    } catch (cause) {
      return problem('state.not-written', { file: path, why: whyOf(cause) }, { field: 'state', cause });
    }
  }

  #text(): string {
    const plugins = Object.fromEntries([...this.#switched].sort(([a], [b]) => (a < b ? -1 : 1)));
    return `${JSON.stringify({ plugins }, null, 2)}\n`;
  }
}

/** Throws a sentence about what is wrong. */
function switchedIn(state: unknown): [string, Switched][] {
  const plugins: unknown = isObject(state) ? state['plugins'] : undefined;
  if (!isObject(plugins)) throw new Error('it is not { plugins }, as mortise writes it.');
  return Object.entries(plugins).map(([key, value]) => {
    const { enabled, at } = isObject(value) ? value : {};
    if (typeof enabled === 'boolean' && typeof at === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(at)) return [key, { enabled, at }];
    throw new Error(`of ${quoted(key)} it does not say { enabled, at }.`);
  });
}
