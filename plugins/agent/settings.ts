/** Open this for settings: many places say something of them, the nearest counts, and functions and references are asked when they are needed. */
import { AgentError, isRecord, kindOf, nearTo, textOf, type Issue } from './errors.js';
import type { SettingDefinition } from './definition.js';
import { dangling, resolved, type ParsedReference } from './reference.js';

/** What functions of settings are given, and what is published under `settings/<app>`. */
export interface Settings {
  /** By key: `keys:consumerKey`; `keys` is all that is in it. Throws `agent.unknown-setting`, and `agent.reference-cycle` with the path. */
  get(key: string): unknown;
  has(key: string): boolean;
  /** Every key that has a value, sorted: `keys:consumerKey`. */
  keys(): string[];
  /** All of it as one frozen object. */
  all(): Readonly<Record<string, unknown>>;
}

/** One place that says something of settings. */
export interface Layer {
  readonly from: string;
  readonly settings: readonly SettingDefinition[];
}

/** Where the elements of a definition live, and what else is said of their settings. */
export interface Place {
  /** The app of the host in which they are. */
  readonly app: string | undefined;
  /** The agent of the app, whose settings count where it says nothing itself. */
  readonly agent: string | undefined;
  /** Settings of extensions, and of a folder, the weakest first. */
  readonly layers: () => readonly Layer[];
}

type Tree = Map<string, unknown>;

/** What is wrong with a list of settings: names, doubles, and keys of which one lies within the other. */
export function settingIssues(given: unknown, at = 'settings'): Issue[] {
  if (!Array.isArray(given)) return [{ path: at, message: `${at} must be a list of { property, value }, but is ${kindOf(given)}` }];
  const issues: Issue[] = [];
  const seen = new Map<string, string>();
  /** What was seen within a key: nobody looks through all that was seen. */
  const within = new Map<string, Set<string>>();
  for (const [index, each] of (given as readonly unknown[]).entries()) {
    const path = `${at}[${index}]`;
    if (!isRecord(each) || typeof each['property'] !== 'string' || !('value' in each)) {
      issues.push({ path, message: `${path} must be { property, value }, but is ${kindOf(each)}` });
      continue;
    }
    const { property } = each;
    if (!/^[A-Za-z0-9_.-]+(:[A-Za-z0-9_.-]+)*$/.test(property) || property.split(':').some((part) => FORBIDDEN.has(part))) {
      issues.push({ path: `${path}.property`, message: `${path}.property can't be '${property}'` });
      continue;
    }
    const outer = outerOf(property);
    for (const other of [property, ...outer, ...(within.get(property) ?? [])]) {
      const where = seen.get(other);
      if (where === undefined) continue;
      const why = other === property ? 'is there already' : `overlaps '${other}'`;
      issues.push({ path: `${path}.property`, message: `'${property}' ${why}, in ${where}` });
    }
    for (const key of outer) within.set(key, (within.get(key) ?? new Set()).add(property));
    seen.set(property, path);
  }
  return issues;
}

/** Every object has them. */
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** The keys in which a key lies: of `a:b:c` they are `a` and `a:b`. */
function outerOf(key: string): string[] {
  const parts = key.split(':');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join(':'));
}

/** Puts layers over each other, the later over the earlier: plain objects key by key, everything else as a whole. */
export function settingsOf(layers: readonly Layer[]): Settings {
  const tree: Tree = new Map();
  for (const { settings } of layers) for (const { property, value } of settings) put(tree, property.split(':'), value);
  return new Resolved(tree);
}

function put(tree: Tree, [key, ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    if (!isRecord(value)) return void tree.set(key!, value);
    const inner = branch(tree, key!);
    for (const [name, each] of Object.entries(value)) if (!FORBIDDEN.has(name)) put(inner, [name], each);
    return;
  }
  put(branch(tree, key!), rest, value);
}

function branch(tree: Tree, key: string): Tree {
  const there = tree.get(key);
  if (there instanceof Map) return there as Tree;
  const made: Tree = new Map();
  tree.set(key, made);
  return made;
}

/** What a reference to a setting means. `by` may refer to nothing else. Throws `agent.dangling-reference`. */
export function referTo(settings: Settings, reference: ParsedReference, by?: string): unknown {
  if (reference.kind !== 'setting')
    throw dangling(reference, `${by} can refer to settings only`, 'Settings are there before plugins and services.');
  const key = reference.path.join(':');
  if (!settings.has(key)) throw dangling(reference, `there is no setting '${key}'`, nearTo(key, settings.keys()));
  return settings.get(key);
}

class Resolved implements Settings {
  readonly #tree: Tree;
  readonly #known = new Map<string, unknown>();
  /** Keys that are being resolved, outermost first. */
  readonly #open: string[] = [];

  constructor(tree: Tree) {
    this.#tree = tree;
  }

  has(key: string): boolean {
    return this.#at(key.split(':')).found;
  }

  keys(): string[] {
    const keys: string[] = [];
    const walk = (tree: Tree, at: readonly string[]): void => {
      for (const [key, value] of tree) {
        if (value instanceof Map) walk(value as Tree, [...at, key]);
        else keys.push([...at, key].join(':'));
      }
    };
    walk(this.#tree, []);
    return keys.sort();
  }

  all(): Readonly<Record<string, unknown>> {
    return this.#plain(this.#tree, '') as Readonly<Record<string, unknown>>;
  }

  get(key: string): unknown {
    const path = key.split(':');
    const { found, value, rest, at } = this.#at(path);
    if (!found)
      throw new AgentError('agent.unknown-setting', {
        message: `There is no setting '${key}'.`,
        hint: nearTo(key, this.keys()),
        details: { key },
      });
    if (value instanceof Map) return this.#plain(value as Tree, key);
    const settled = this.#settle(at, value);
    return rest.reduce<unknown>((each, name) => (isRecord(each) && Object.hasOwn(each, name) ? each[name] : undefined), settled);
  }

  /** Where a key leads to: a branch, or a value, perhaps with members that its function or reference will have. */
  #at(path: readonly string[]): { found: boolean; value?: unknown; rest: readonly string[]; at: string } {
    let value: unknown = this.#tree;
    for (const [index, key] of path.entries()) {
      if (!(value instanceof Map)) {
        const at = path.slice(0, index).join(':');
        const rest = path.slice(index);
        let inner = this.#settle(at, value);
        for (const name of rest) {
          if (!isRecord(inner) || !Object.hasOwn(inner, name)) return { found: false, rest, at };
          inner = inner[name];
        }
        return { found: true, value, rest, at };
      }
      if (!value.has(key)) return { found: false, rest: [], at: key };
      value = value.get(key);
    }
    return { found: true, value, rest: [], at: path.join(':') };
  }

  #plain(tree: Tree, at: string): unknown {
    const plain = Object.create(null) as Record<string, unknown>;
    for (const [key, value] of tree) {
      const path = at === '' ? key : `${at}:${key}`;
      plain[key] = value instanceof Map ? this.#plain(value as Tree, path) : this.#settle(path, value);
    }
    return Object.freeze(plain);
  }

  /** The value of one key, once. */
  #settle(key: string, raw: unknown): unknown {
    if (this.#known.has(key)) return this.#known.get(key);
    const from = this.#open.indexOf(key);
    if (from >= 0)
      throw new AgentError('agent.reference-cycle', {
        message: `The setting '${key}' needs itself: ${[...this.#open.slice(from), key].join(' -> ')}.`,
        hint: 'Give one of them a value of its own.',
        details: { path: [...this.#open.slice(from), key] },
      });
    this.#open.push(key);
    try {
      const value =
        typeof raw === 'function' ? this.#called(key, raw) : resolved(raw, (reference) => referTo(this, reference, `the setting '${key}'`));
      this.#known.set(key, value);
      return value;
    } finally {
      this.#open.pop();
    }
  }

  #called(key: string, make: Function): unknown {
    let value: unknown;
    try {
      value = Reflect.apply(make, undefined, [this]);
    } catch (cause) {
      if (cause instanceof AgentError) throw cause;
      throw new AgentError('agent.bad-setting', {
        message: `The function of the setting '${key}' failed: ${textOf(cause)}.`,
        hint: 'The cause has the line that threw.',
        details: { key },
        cause,
      });
    }
    if (typeof (value as { then?: unknown } | undefined)?.then !== 'function') return value;
    // It is told of here, so nobody else has to hear how it ends.
    Promise.resolve(value).catch(() => undefined);
    throw new AgentError('agent.bad-setting', {
      message: `The function of the setting '${key}' gives a promise.`,
      hint: 'A setting is there at once: wait in a service, and refer to that.',
      details: { key },
    });
  }
}
