/** Open this to see how state comes from one generation of a plugin to the next, without anything of the old code coming along. */
import type { Previous } from '../facts/keys.js';
import { isThenable } from '../model/thenable.js';
import { whyOf } from '../problem/cause.js';
import { failure } from '../problem/problem.js';
import type { Built } from '../wiring/siblings.js';
import type { PluginRecord } from './record.js';

/** What the components of one generation gave. */
export interface Handed {
  readonly previous: Previous;
  readonly states: ReadonlyMap<string, unknown>;
  /** Modules and functions among them: they can't be copied, so who is given one may keep the old code alive. */
  readonly code: readonly object[];
  /** Whether all of it is a copy: then it can be asked for once more, and whoever gave it has it still. */
  readonly isCopy: boolean;
}

type Method = (...given: unknown[]) => unknown;

/** Asks every component that has a `snapshot` for its state, at once. Throws `change.state-failed`. */
export function handOut({ key, manifest, generation, life }: PluginRecord): Handed {
  const states = new Map<string, unknown>();
  let isCopy = true;
  for (const { part, instance } of having('snapshot', life?.built ?? [])) {
    const given = called(key, part.name, 'snapshot', () => (Reflect.get(instance, 'snapshot') as Method).call(instance));
    const state = copied(given);
    if (state === given && Object(state) === state) isCopy = false;
    states.set(part.name, state);
  }
  return { previous: { version: manifest.version, generation }, states, code: [...states.values()].filter(isCode), isCopy };
}

/** Of what only stops, state is kept where it gives some. */
export function stateOf(record: PluginRecord): Handed {
  try {
    return handOut(record);
  } catch {
    return { previous: { version: record.manifest.version, generation: record.generation }, states: new Map(), code: [], isCopy: true };
  }
}

/**
 * Gives each component that has a `restore` what its predecessor gave: the one of its name; one that was renamed gets what is left,
 * if that is not to be mistaken. Answers how many took something over. Throws `change.state-failed`.
 */
export function handIn({ key, life }: PluginRecord, { states, previous }: Handed): number {
  const takers = having('restore', life?.built ?? []);
  const left = new Map(states);
  for (const { part } of takers) left.delete(part.name);
  const renamed = takers.filter(({ part }) => !states.has(part.name));
  let taken = 0;
  for (const { part, instance } of takers) {
    const isSure = states.has(part.name) || (renamed.length === 1 && left.size === 1);
    if (!isSure) continue;
    const state = states.has(part.name) ? states.get(part.name) : [...left.values()][0];
    called(key, part.name, 'restore', () => (Reflect.get(instance, 'restore') as Method).call(instance, state, previous));
    taken += 1;
  }
  return taken;
}

function having(method: 'snapshot' | 'restore', built: readonly Built[]): readonly Built[] {
  return built.filter(({ instance }) => typeof Reflect.get(instance, method) === 'function');
}

function called(plugin: string, component: string, method: 'snapshot' | 'restore', call: () => unknown): unknown {
  const at = { plugin, phase: 'swap', place: `${component}.${method}` } as const;
  let result: unknown;
  try {
    result = call();
  } catch (cause) {
    throw failure('change.state-failed', { component, method, why: whyOf(cause) }, { ...at, cause });
  }
  if (!isThenable(result)) return result;
  Promise.resolve(result).catch(() => undefined);
  const why = 'it returned a promise, and what happened until it settles would be lost; it has to be synchronous.';
  throw failure('change.state-failed', { component, method, why }, at);
}

function isCode(state: unknown): state is object {
  return typeof state === 'function' || Object.prototype.toString.call(state) === '[object Module]';
}

/** A copy, so that no class of the old generation lives on in the new one; what can't be copied (a server, a socket) is handed on itself. */
function copied(state: unknown): unknown {
  try {
    return structuredClone(state);
  } catch {
    return state;
  }
}
