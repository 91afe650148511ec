/** Open this to see how it is said how a plugin stands, and why what it provides is not there: in every sentence alike. */
import type { PluginState } from '../model/plan.js';
import { quoted, shown } from './text.js';

/** How a plugin stands, as people see it: one that is switched off is disabled, whatever it was before. */
export type Standing = PluginState | 'disabled';

/** What follows the name of a plugin. */
export const STANDS: Readonly<Record<Standing, string>> = {
  described: 'has not started',
  waiting: 'is waiting',
  starting: 'is starting',
  running: 'is running',
  stopping: 'is stopping',
  stopped: 'has stopped',
  failed: 'has failed',
  disabled: 'is disabled',
};

/** How a plugin stands whose record says this. */
export function standingOf(state: PluginState, enabled: boolean): Standing {
  const isUp = state === 'running' || state === 'starting' || state === 'stopping';
  return enabled || isUp ? state : 'disabled';
}

/** "'cache' provides it and has failed"; of one that runs, that it has not published the name. */
export function saysWithheld(key: string, standing: Standing): string {
  return standing === 'running'
    ? `${quoted(key)} declares it and runs, and has not published it`
    : `${quoted(key)} provides it and ${STANDS[standing]}`;
}

/** What the author of a plugin does that runs and has not published a name that it declares. */
export function provideIt(namespace: string): string {
  return `Call context.provide(${quoted(namespace)}, value) in start, or put @Provide on the component that is meant.`;
}

/** "only the app 'shop' has it, for itself". */
export function saysHidden(apps: readonly string[]): string {
  const named = [...new Set(apps)].sort();
  return `only the ${named.length === 1 ? 'app' : 'apps'} ${named.map(quoted).join(', ')} ${named.length === 1 ? 'has it, for itself' : 'have it, each for itself'}`;
}

/** What an owner does about a name that only apps have. */
export function unhideIt(namespace: string, apps: readonly string[]): string {
  const app = [...apps].sort()[0]!;
  return `List that extension at the host instead, or look it up in the app: host.app(${quoted(app)}).lookup(${quoted(namespace)}).`;
}

/** What an owner does about a plugin that is switched off: by a call, or by what is written. */
export function enableIt(key: string, isWritten = true): string {
  return `Enable it: host.enable(${quoted(key)})${isWritten ? ', or take enabled: false away' : ''}.`;
}

/** What an operator does about a plugin that the command has switched off. */
export function switchOn(key: string): string {
  return `Enable it: mortise enable ${shown(key)}.`;
}

/** What an owner does about a plugin whose app does not run. */
export function startApp(app: string): string {
  return `Start the app: host.app(${quoted(app)}).start().`;
}

/** What an owner does when a plugin that failed has been mended. */
export function retryIt(key: string): string {
  return `Then try again: host.enable(${quoted(key)}); or unload it and load the mended one.`;
}

/** What an owner does about a plugin that was made before somebody published what it would use. */
export function makeAnew(key: string, publisher: string): string {
  return `To give it that of ${quoted(publisher)}, make it anew: host.reload(${quoted(key)}).`;
}
