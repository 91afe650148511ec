/** Open this to see how a configuration that is code gives a host. */
import { nodeModules } from '../extension/locate.js';
import { firstOutside } from '../facts/place.js';
import type { Host } from '../host.js';
import { causeOf, whyOf } from '../problem/cause.js';
import { MortiseError } from '../problem/error.js';
import { failure } from '../problem/problem.js';
import { kindOf } from '../problem/text.js';
import type { Config } from './config.js';

/** The host that a module makes: its default export, or what that function returns, which nobody has started yet. It says itself where its control socket is. Throws `spec.no-host`, `spec.host-threw`, and the problems that the module throws. */
export async function hostOf(config: Config): Promise<Host> {
  const { path, file } = config;
  const { default: made } = await own(config, 'import', () => nodeModules.import(path));
  const host: unknown = typeof made === 'function' ? await own(config, 'function', made as () => unknown) : made;
  if (typeof (host as Partial<Host> | undefined)?.untilStopped !== 'function')
    throw failure('spec.no-host', { file, seen: kindOf(host) }, { place: path });
  const { state } = host as Host;
  if (state !== 'new') throw failure('spec.no-host', { file, seen: `a host that is ${state}`, is: 'begun' }, { place: path });
  return host as Host;
}

/** Runs code of the module. */
async function own<T>({ path, file }: Config, by: 'import' | 'function', run: () => T): Promise<Awaited<T>> {
  try {
    return await run();
  } catch (cause) {
    if (cause instanceof MortiseError) throw cause;
    const place = firstOutside(causeOf(cause).stack ?? '') ?? path;
    throw failure('spec.host-threw', { file, why: whyOf(cause), by }, { place, cause });
  }
}
