/** Open this to see how a configuration that is code gives a host. */
import { nodeModules } from '../extension/locate.js';
import type { Host } from '../host.js';
import { failure } from '../problem/problem.js';
import { kindOf } from '../problem/text.js';
import type { Config } from './config.js';

/** The host that a module makes: its default export, or what that function returns, which nobody has started yet. It says itself where its control socket is. Throws `spec.no-host`. */
export async function hostOf({ path, file }: Config): Promise<Host> {
  const { default: made } = await nodeModules.import(path);
  const host: unknown = typeof made === 'function' ? await (made as () => unknown)() : made;
  if (typeof (host as Partial<Host> | undefined)?.untilStopped !== 'function')
    throw failure('spec.no-host', { file, seen: kindOf(host) }, { place: path });
  const { state } = host as Host;
  if (state !== 'new') throw failure('spec.no-host', { file, seen: `a host that is ${state}`, is: 'begun' }, { place: path });
  return host as Host;
}
