/** Open this for `@DaemonCommand`: a method becomes a command of the daemon, as long as its plugin serves. */
import { memberFact, type Kind, type MemberFactDecorator } from 'mortise';
import type { CommunicationHandler, DaemonCommandOptions, DaemonFunction } from './communication-handler.js';

const COMMAND = 'ockle.command';

interface Meta {
  readonly name: string;
  readonly options: DaemonCommandOptions;
}

/** Who has not listed it is told this. */
const BY = 'createOckle() of mortise/ockle';
const command = memberFact<Meta>(COMMAND, BY);

/**
 * Makes a method a command of the daemon: it is called with a dictionary and gives one, at once or by a promise. It is callable over the control
 * socket of the host, as the command `daemon <name>`, by `createClient`, and in the process by `ockle.commands.call`. From Ockle's
 * `communicationHandler.AddCommandToList`.
 *
 * ```ts
 * import { createHost } from 'mortise';
 * import { Plugin } from 'mortise/decorators';
 * import { createOckle, DaemonCommand } from 'mortise/ockle';
 *
 * @Plugin({ id: 'power', version: '1.0.0' })
 * class Power {
 *   @DaemonCommand('setServer', { doc: 'Turns a server on or off' }) setServer({ server, on }: { server: string; on: boolean }) {
 *     return { server, state: on ? 'OK' : 'OFF' };
 *   }
 * }
 *
 * const ockle = createOckle();
 * const host = createHost({ extensions: [ockle, Power], log: { level: 'silent' } });
 * await host.start();
 * console.log(await ockle.commands.call('setServer', { server: 'db', on: true })); // { server: 'db', state: 'OK' }
 * await host.stop();
 * ```
 */
export function DaemonCommand(name: string, options: DaemonCommandOptions = {}): MemberFactDecorator {
  return command({ name, options });
}

export function kindOf(handler: CommunicationHandler): Kind<Meta> {
  return {
    key: COMMAND,
    title: '@DaemonCommand',
    check: ({ isStatic }) => (isStatic === true ? 'a static method belongs to no instance, so it cannot be a command' : undefined),
    bind(instance, { value: { name, options }, member }, context) {
      const method = Reflect.get(instance, member!) as DaemonFunction;
      return handler.addCommandToList(name, (dict, call) => method.call(instance, dict, call), options, context);
    },
  };
}
