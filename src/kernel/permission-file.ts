/** Open this to see how the levels of users are kept in a file that somebody may edit while the host runs. */
import { printPermissions, readPermissions, USUAL_LEVEL, type Ladder, type Permissions } from '../command/permission.js';
import type { PermissionLevel, PermissionsView } from '../model/command.js';
import type { PermissionOptions } from '../model/options.js';
import type { FilesPort, ProblemSink } from '../model/ports.js';
import { writeWhole } from '../platform/state-file.js';
import { whyOf } from '../problem/cause.js';
import { MortiseError } from '../problem/error.js';
import { failure, problem } from '../problem/problem.js';

/** Where the file is, and who hears what is wrong with it. */
export interface PermissionPorts {
  /** Absolute; without one, levels are forgotten when the host stops. */
  readonly path: () => string | undefined;
  readonly files: FilesPort;
  readonly report: ProblemSink;
}

/** The file is looked at whenever somebody's level is asked for. What it said last counts while it says nothing that can be read. */
export class PermissionFile implements PermissionsView {
  #none: Permissions;
  #text: string | undefined;
  #said: Permissions;
  #wrong: MortiseError | undefined;

  /** Throws `permission.unknown-level`. */
  constructor(
    readonly ladder: Ladder,
    options: Pick<PermissionOptions, 'default'>,
    readonly ports: PermissionPorts,
  ) {
    this.#said = this.#none = noneOf(ladder, options);
  }

  /** What a configuration file says of levels, before anything has started: what was set by code stays. Throws `permission.unknown-level`. */
  use({ levels, ...options }: Omit<PermissionOptions, 'file'>): void {
    if (levels !== undefined) this.ladder.use(levels);
    this.#none = noneOf(this.ladder, options);
    this.#said = { ...this.#none, users: this.#said.users };
    this.#text = undefined;
  }

  get levels() {
    return this.ladder.levels;
  }

  of(user: string): number {
    this.look();
    return this.ladder.numberOf(this.#said.users.get(user) ?? this.#said.usual);
  }

  set(user: string, level: PermissionLevel | undefined): void {
    if (level !== undefined) this.ladder.numberOf(level);
    this.look();
    // What somebody is about to mend is not overwritten.
    if (this.#wrong !== undefined) throw this.#wrong;
    const users = new Map(this.#said.users);
    if (level === undefined) users.delete(user);
    else users.set(user, level);
    const next = { ...this.#said, users };
    const path = this.ports.path();
    if (path !== undefined) {
      const text = printPermissions(next);
      try {
        writeWhole(path, text);
      } catch (cause) {
        throw failure('permission.not-written', { file: path, why: whyOf(cause) }, { cause });
      }
      this.#text = text;
    }
    this.#said = next;
  }

  /** Reads what somebody has written meanwhile, and tells what is wrong with it. */
  look(report = this.ports.report): void {
    const path = this.ports.path();
    if (path === undefined) return;
    const { files } = this.ports;
    try {
      const text = files.kind(path) === 'absent' ? undefined : files.read(path);
      if (text === this.#text && this.#wrong === undefined) return;
      this.#said = text === undefined ? this.#none : readPermissions(text, this.ladder, this.#none.usual);
      this.#text = text;
      this.#wrong = undefined;
    } catch (cause) {
      const found = problem('permission.not-readable', { file: path, why: whyOf(cause) }, { cause });
      // Told once, and not whenever somebody gives a command.
      if (this.#wrong?.problem.message !== found.message) report(found);
      this.#wrong = new MortiseError(found, { cause });
    }
  }
}

/** Where nobody has said anything. */
function noneOf(ladder: Ladder, options: Pick<PermissionOptions, 'default'>): Permissions {
  const lowest = Math.min(...Object.values(ladder.levels));
  const usual = options.default ?? (Object.hasOwn(ladder.levels, USUAL_LEVEL) ? USUAL_LEVEL : lowest);
  ladder.numberOf(usual);
  return { usual, users: new Map() };
}
