/** Open this to see how another process has a command run in a host; what it takes is loaded when somebody does. */
import type { ControlPlace } from '../control/client.js';

/**
 * Runs a command of a plugin in a host that runs on the same machine, as its console would: through a socket that only the user can open who runs
 * the host (`control: true`; `mortise run` opens it). `input` goes with the line as `source.input`. Throws what the command throws,
 * `control.no-host` when none runs, `control.no-answer` and `control.unreachable`.
 *
 * ```ts
 * import { createHost, definePlugin, execInHost, PluginContext } from 'mortise';
 *
 * const hello = definePlugin({
 *   id: 'hello',
 *   version: '1.0.0',
 *   inject: [PluginContext],
 *   setup: ({ commands }: PluginContext) => void commands.register('hello <who>', ({ who }) => `hello ${who}`),
 * });
 * const host = createHost({ home: process.cwd(), extensions: [hello], control: true, log: { level: 'silent' } });
 * await host.start();
 * console.log(await execInHost({ config: process.cwd() }, 'hello Ada')); // hello Ada
 * await host.stop();
 * ```
 */
export async function execInHost(place: ControlPlace, line: string, input?: Readonly<Record<string, unknown>>): Promise<unknown> {
  const { execIn } = await import('../control/client.js');
  return execIn(place, line, input);
}
