/** Open this for the one name of `mortise/control`: the control socket of a host as a plugin of it, listed, disabled and replaced like any other. */
import {
  checkOptions,
  definePlugin,
  MortiseError,
  VERSION,
  type ConfigSchema,
  type ControlAccess,
  type ControlSocket,
  type MortiseHost,
  type PluginDefinition,
} from 'mortise';

/** What the plugin is called, and who may do what through its socket. */
export interface ControlPluginOptions {
  /** The id of the plugin. Default `control`. */
  readonly id?: string;
  /** `read` answers questions and refuses changes. Default `change`. */
  readonly access?: ControlAccess;
}

const OPTIONS: ConfigSchema = {
  id: { type: 'string', required: false },
  access: { type: 'select', choices: ['change', 'read'], required: false },
};

/**
 * The socket through which `mortise list` and its like ask a host, and `mortise reload` and its like change it, as a plugin: it opens with the
 * plugins and closes with them, and may be disabled, or left out for another door. Of a host that has `control` already, it fails with
 * `control.taken`. Throws `control.bad-options`. From Ockle, whose door is a plugin too.
 *
 * ```ts
 * import { createHost, type MortiseHost } from 'mortise';
 * import { controlPlugin } from 'mortise/control';
 *
 * const host: MortiseHost = createHost({ name: 'shop', extensions: [controlPlugin(() => host, { access: 'read' })] });
 * await host.start();
 * console.log(host.list().map(({ key, state }) => `${key} ${state}`)); // [ 'control running' ]
 * await host.stop();
 * ```
 */
export function controlPlugin(host: () => MortiseHost, options: ControlPluginOptions = {}): PluginDefinition {
  const wrong = checkOptions(OPTIONS, options, "controlPlugin can't be made");
  // Who writes `acess: 'read'` would get a socket that changes its host.
  if (wrong !== undefined) throw new MortiseError({ code: 'control.bad-options', severity: 'error', blame: 'host', ...wrong });
  const { id = 'control', access = 'change' } = options;
  return definePlugin({
    id,
    version: VERSION,
    name: 'The control socket',
    // There is one socket for a configuration.
    reload: 'restart',
    setup() {
      let socket: ControlSocket | undefined;
      return {
        async start() {
          socket = await host().openControl(access);
        },
        stop: () => socket?.close(),
      };
    },
  });
}
