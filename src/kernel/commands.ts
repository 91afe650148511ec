/** Open this to see when the commands of a plugin are there: as long as it serves, and for each generation in the moment it takes over. */
import { Commands, type CommandsInput } from '../command/commands.js';
import { ladderOf } from '../command/permission.js';
import type { CommandOwner } from '../command/registry.js';
import { usageOf } from '../command/declare.js';
import type { CommandsView, HostCommandsView, LiteralNode } from '../model/command.js';
import type { PermissionOptions } from '../model/options.js';
import type { Undo } from '../model/ports.js';
import { isThenable } from '../model/thenable.js';
import { MortiseError } from '../problem/error.js';
import type { Kernel } from './kernel.js';
import { PermissionFile, type PermissionPorts } from './permission-file.js';
import type { Bound, Life } from './life.js';
import type { PluginRecord } from './record.js';

/** The commands of a host, and who may run them. Throws `permission.unknown-level`. */
export function createCommands(
  options: PermissionOptions,
  ports: PermissionPorts & Pick<CommandsInput, 'hide'>,
): { readonly commands: Commands; readonly permissions: PermissionFile } {
  const ladder = ladderOf(options.levels);
  const permissions = new PermissionFile(ladder, options, ports);
  const commands = new Commands({ ladder, levelOfUser: (user) => permissions.of(user), report: ports.report, hide: ports.hide });
  return { commands, permissions };
}

/** The commands as the owner of a host has them. */
export function hostCommands({ commands, permissions }: Pick<Kernel, 'commands' | 'permissions'>): HostCommandsView {
  const view = commands.view({ kind: 'console', name: 'console' }, 'host', commands.enrolFor({ plugin: 'host', generation: 0 }));
  return { ...view, permissions };
}

/** Whose commands some are, and what they are told when they are gone. */
interface Registrar {
  readonly kernel: Pick<Kernel, 'commands' | 'report'>;
  readonly record: PluginRecord;
  readonly life: Life;
  readonly owner: { readonly gone: (what: string) => Error };
}

/** The commands as a plugin has them: what it registers is on its ledger, and what it runs comes from it. */
export function commandsOf({ kernel: { commands, report }, record, life, owner }: Registrar): CommandsView {
  const { registry } = commands;
  const by: CommandOwner = { plugin: record.key, generation: record.generation, call: (work) => callWithin(life, work) };
  return commands.view({ kind: 'plugin', name: record.key }, record.key, (root) => {
    if (!life.ledger.open) throw owner.gone('commands.register');
    // Whoever registers while it runs is told of a duplicate; what waits for its moment must not keep the others from theirs.
    const bound = boundTo(() => registry.register(root, by), life.isReady && !life.isStaged ? undefined : report);
    let off: Undo | undefined;
    const show = (): void => {
      if (!life.isStaged) bound.bind();
      (life.bound ??= new Set()).add(bound);
      off = life.ledger.push(`the command ${whatIs(root)}`, () => {
        life.bound?.delete(bound);
        bound.unbind();
      });
    };
    // Of one whose successor has taken its place, it counts if that is taken back.
    const upcoming = { show };
    if (life.isReady && !life.isRetired) show();
    else (life.whenReady ??= new Set()).add(upcoming);
    return () => {
      life.whenReady?.delete(upcoming);
      off?.();
    };
  });
}

/** What takes over waits for handlers that have begun, as it does for those of events. */
function callWithin<R>({ gate }: Life, work: () => R): R {
  const result = work();
  if (!isThenable(result)) return result;
  gate.began();
  const ended = (): void => gate.ended();
  // Some thenables do their work once for each `then`, so whoever waits has the promise that it gives.
  const promise = Promise.resolve(result);
  promise.then(ended, ended);
  return promise as R;
}

function boundTo(register: () => Undo, report: Kernel['report'] | undefined): Bound {
  let undo: Undo | undefined;
  return {
    bind() {
      try {
        undo = register();
      } catch (thrown) {
        if (report === undefined || !(thrown instanceof MortiseError)) throw thrown;
        report(thrown.problem);
      }
    },
    unbind() {
      undo?.();
      undo = undefined;
    },
  };
}

/** As far as its tree has one branch. */
function whatIs(root: LiteralNode): string {
  const path: Parameters<typeof usageOf>[0][number][] = [root];
  for (let [next] = root.children; next !== undefined && path.at(-1)!.children.length === 1; [next] = next.children) path.push(next);
  return usageOf(path);
}
