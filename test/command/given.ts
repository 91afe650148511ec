/** Open this to see how the specs of commands make a set of them, without a host. */
import { Commands } from '../../src/command/commands.js';
import { ladderOf } from '../../src/command/permission.js';
import type { CommandsView, CommandSource, PermissionLevels } from '../../src/model/command.js';
import type { Problem } from '../../src/model/problem.js';
import { MortiseError } from '../../src/problem/error.js';

export interface Given extends CommandsView {
  readonly commands: Commands;
  readonly problems: Problem[];
  /** The same commands, as a plugin has them. */
  of(plugin: string, generation?: number): CommandsView;
}

/** Alice is an admin, bob a user; everybody else is a guest. */
export function given(levels?: PermissionLevels): Given {
  const problems: Problem[] = [];
  const users = new Map([
    ['alice', 3],
    ['bob', 1],
  ]);
  const commands = new Commands({
    ladder: ladderOf(levels),
    levelOfUser: (name) => users.get(name) ?? 0,
    report: (found) => problems.push(found),
    hide: (found) => found,
  });
  const of = (plugin: string, generation = 1): CommandsView =>
    commands.view({ kind: 'console', name: 'console' }, plugin, commands.enrolFor({ plugin, generation }));
  return { ...of('host'), of, commands, problems };
}

export function user(name: string): CommandSource {
  return { kind: 'user', name };
}

/** The result, or `code: message`. Whatever else is thrown fails the spec. */
export async function said(result: Promise<unknown>): Promise<unknown> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof MortiseError) return `${error.code}: ${error.problem.message}`;
    throw new Error('not coded', { cause: error });
  }
}

/** What a function throws, as `code: message`. */
export function thrown(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    if (error instanceof MortiseError) return `${error.code}: ${error.problem.message}`;
    throw error;
  }
}
