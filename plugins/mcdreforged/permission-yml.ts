/** Open this to see how the `permission.yml` of MCDReforged becomes the permission file of a host, once. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { isRecord, kind } from './metadata.js';

const LEVELS = ['guest', 'user', 'helper', 'admin', 'owner'] as const;

/** Where there is a file of MCDReforged and none of the host yet, writes that. `told` hears what was done, or why nothing was. */
export function carryOver(from: string, to: string, told: (text: string) => void): void {
  if (existsSync(to) || !existsSync(from)) return;
  try {
    writeFileSync(to, `${JSON.stringify(permissionsIn(parse(readFileSync(from, 'utf8'))), null, 2)}\n`, { flag: 'wx' });
    told(`The levels of "${from}" were taken over into "${to}", which counts from now on.`);
  } catch (thrown) {
    told(`The levels of "${from}" can't be taken over: ${(thrown as Error).message}. Correct the file, or write "${to}".`);
  }
}

/** `default_level`, and a list of users for each level; whoever is in several has the highest. */
function permissionsIn(said: unknown): { readonly default?: string; readonly users: Readonly<Record<string, string>> } {
  if (!isRecord(said)) throw new TypeError(`it holds ${kind(said)} instead of levels with lists of users`);
  const users = new Map<string, string>();
  for (const level of LEVELS) {
    const names = said[level] ?? [];
    if (!Array.isArray(names)) throw new TypeError(`'${level}' is ${kind(names)} instead of a list of users`);
    for (const name of names) users.set(String(name), level);
  }
  const usual = said['default_level'];
  if (usual !== undefined && !LEVELS.some((level) => level === usual)) throw new TypeError(`default_level is none of ${LEVELS.join(', ')}`);
  return { ...(usual === undefined ? {} : { default: usual as string }), users: Object.fromEntries(users) };
}
