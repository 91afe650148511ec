/** Open this to see what stands behind the control socket of a host; it is loaded when one is opened. */
import { socketPlace } from '../platform/socket-place.js';
import { controlOf, type Changeable, type ControlOptions } from './changes.js';
import type { Hide } from './connection.js';
import { serve, type Control } from './server.js';

/** Serves questions and changes at the place that belongs to a name. Throws `control.taken`, `control.not-private` and `control.not-opened`. */
export function openSocket(name: string, host: Changeable, options: ControlOptions & { readonly hide: Hide }): Promise<Control> {
  return serve(socketPlace(name), controlOf(host, options), options.hide);
}
