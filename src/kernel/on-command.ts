/** Open this to see what `@Command` means at run time: it is a kind like any other. */
import { declare } from '../command/declare.js';
import { methodOf } from '../events/call.js';
import { COMMAND, type CommandMeta } from '../facts/keys.js';
import type { CommandHandler } from '../model/command.js';
import type { Kind } from '../model/kind.js';

export const onCommand: Kind<CommandMeta> = {
  key: COMMAND,
  title: '@Command',
  // The context keeps what is registered back until its plugin serves.
  local: true,
  check({ value: { usage, options }, isStatic }) {
    if (isStatic === true) return 'a static method belongs to no instance, so it cannot handle commands';
    const tree = declare(usage, () => undefined, options);
    return typeof tree === 'string' ? tree : undefined;
  },
  bind(instance, { value: { usage, options, handler }, member }, context) {
    if (handler === undefined) methodOf(instance, member!);
    const run: CommandHandler =
      handler === undefined
        ? (args, source) => (instance as Record<PropertyKey, CommandHandler>)[member!]!(args, source)
        : (args, source) => Reflect.apply(handler, instance, [args, source]) as unknown;
    return context.commands.register(usage, run, options);
  },
};
