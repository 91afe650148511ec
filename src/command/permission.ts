/** Open this to see what permission levels are, and what the file says in which users have theirs. */
import { isObject } from '../config/plain.js';
import type { PermissionLevel, PermissionLevels } from '../model/command.js';
import { whyOf } from '../problem/cause.js';
import { failure } from '../problem/problem.js';
import { kindOf, near, quoted } from '../problem/text.js';

/** MCDReforged's, and a second name for admins. */
export const LEVELS: PermissionLevels = Object.freeze({ guest: 0, user: 1, helper: 2, admin: 3, operator: 3, owner: 4 });
/** Of a user whom no file names. */
export const USUAL_LEVEL = 'user';

/** The levels of a host, in order. */
export interface Ladder {
  readonly levels: PermissionLevels;
  readonly highest: number;
  /** Has other levels from now on. */
  use(levels: PermissionLevels): void;
  /** The number of a level. Throws `permission.unknown-level`. */
  numberOf(level: PermissionLevel): number;
  /** For people: `admin (3)`. */
  textOf(level: number): string;
}

export function ladderOf(levels: PermissionLevels = LEVELS): Ladder {
  let own: PermissionLevels = Object.freeze({ ...levels });
  return {
    get levels() {
      return own;
    },
    get highest() {
      return Math.max(0, ...Object.values(own));
    },
    use(others) {
      own = Object.freeze({ ...others });
    },
    numberOf(level) {
      if (typeof level === 'number' && Number.isFinite(level)) return level;
      if (typeof level === 'string' && Object.hasOwn(own, level)) return own[level]!;
      const name = typeof level === 'string' ? level : '';
      throw failure('permission.unknown-level', {
        level: name === '' ? kindOf(level) : quoted(name),
        known: Object.keys(own),
        near: near(name, Object.keys(own)),
      });
    },
    textOf(level) {
      const name = Object.keys(own).find((one) => own[one] === level);
      return name === undefined ? String(level) : `${name} (${level})`;
    },
  };
}

/** What a permission file says. */
export interface Permissions {
  /** Of everybody else. */
  readonly usual: PermissionLevel;
  readonly users: ReadonlyMap<string, PermissionLevel>;
}

/** Reads the text of a permission file, `{ "default": "user", "users": { "alice": "admin" } }`. Throws a sentence about what is wrong. */
export function readPermissions(text: string, ladder: Ladder, usual: PermissionLevel): Permissions {
  const said: unknown = JSON.parse(text);
  if (!isObject(said)) throw new Error(`it holds ${kindOf(said)} instead of { "default": …, "users": { … } }.`);
  const unknown = Object.keys(said).find((field) => field !== 'default' && field !== 'users');
  if (unknown !== undefined) throw new Error(`it has ${quoted(unknown)}, and only "default" and "users" mean anything.`);
  const { default: own = usual, users = {} } = said;
  if (!isObject(users)) throw new Error(`"users" is ${kindOf(users)} instead of a map from name to level.`);
  return {
    usual: levelIn(own, '"default"', ladder),
    users: new Map(Object.entries(users).map(([name, level]) => [name, levelIn(level, `the level of ${quoted(name)}`, ladder)])),
  };
}

function levelIn(level: unknown, of: string, ladder: Ladder): PermissionLevel {
  try {
    ladder.numberOf(level as PermissionLevel);
    return level as PermissionLevel;
  } catch (cause) {
    throw new Error(`${of} is none: ${whyOf(cause)}`, { cause });
  }
}

/** The text of a permission file, with users in the order of their names. */
export function printPermissions({ usual, users }: Permissions): string {
  const sorted = [...users].sort(([a], [b]) => (a < b ? -1 : 1));
  return `${JSON.stringify({ default: usual, users: Object.fromEntries(sorted) }, null, 2)}\n`;
}
