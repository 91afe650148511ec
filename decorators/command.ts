/** Open this for `@Command`: a method becomes a command. */
import { ownFact } from '../src/facts/facts.js';
import { COMMAND, type CommandMeta } from '../src/facts/keys.js';
import type { CommandArguments, CommandOptions, CommandSource } from '../src/model/command.js';

/** A decorator for methods that take the arguments of a command by name; checked in both decorator modes. */
export interface CommandDecorator<A> {
  <M extends (args: A, source: CommandSource) => unknown>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<M>,
  ): void;
  <This, M extends (this: This, args: A, source: CommandSource) => unknown>(value: M, context: ClassMethodDecoratorContext<This, M>): void;
}

const command = ownFact(COMMAND, ['member'], (usage: string, options?: CommandOptions): CommandMeta => ({
  usage,
  ...(options === undefined ? {} : { options }),
}));

/**
 * Makes a method a command: words, and arguments as `<name>`, `<n:integer 0..10>`, `<ratio:number>`, `<name:quotable>`, `<rest:greedy>`,
 * `<on:boolean>` or `<mode:fast|slow>`; at the end also optional ones, `[<page:integer>]`. It is called with the arguments by name and with who gave the command, and what it returns is the
 * result of `host.commands.run(line)`. `permission` is the level that is needed, `doc` is for help. From MCDReforged's command trees.
 *
 * ```ts
 * import { createHost } from 'mortise';
 * import { Command, Plugin } from 'mortise/decorators';
 *
 * @Plugin({ id: 'presence', version: '1.0.0' })
 * class Presence {
 *   @Command('presence show <uid:integer 1..>', { permission: 'operator', doc: 'Where is this user?' })
 *   show({ uid }: { uid: number }) {
 *     return `user ${uid} is at home`;
 *   }
 * }
 *
 * const host = createHost({ extensions: [Presence], log: { level: 'silent' } });
 * await host.start();
 * console.log(await host.commands.run('presence show 7')); // user 7 is at home
 * await host.stop();
 * ```
 */
export function Command<const S extends string>(usage: S, options?: CommandOptions): CommandDecorator<CommandArguments<S>>;
export function Command(...given: readonly unknown[]): unknown {
  return command(...given);
}
