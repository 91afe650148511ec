/** Open this to see which of the host's own events become log lines. */
import type { Bus } from '../events/bus.js';
import type { LoggerView } from '../model/context.js';
import type { Events } from '../model/registry.js';
import type { Problem } from '../model/problem.js';
import { followed } from '../problem/text.js';

/** The log is a handler like any other: it tells what the host announces. */
export function narrate(bus: Bus, host: () => LoggerView, loggerOf: (plugin: string) => LoggerView): void {
  const events = bus.view({ plugin: 'host', component: 'log' });
  const say = (name: keyof Events & string, tell: (payload: never) => void): void =>
    void events.handle(name, tell as (payload: unknown) => void, { priority: 0 });
  say('host.started', ({ ms }: Events['host.started']) => host().info('started', { ms: Math.round(ms) }));
  say('host.stopping', () => host().info('stopping'));
  say('host.stopped', ({ ms }: Events['host.stopped']) => host().info('stopped', { ms: Math.round(ms) }));
  say('extension.attached', ({ extension, plugins }: Events['extension.attached']) => host().debug('attached', { extension, plugins }));
  say('plugin.starting', ({ plugin }: Events['plugin.starting']) => loggerOf(plugin).debug('starting'));
  say('plugin.started', ({ plugin, ms }: Events['plugin.started']) => loggerOf(plugin).debug('started', { ms: Math.round(ms ?? 0) }));
  say('plugin.replaced', ({ plugin, generation, previous }: Events['plugin.replaced']) =>
    loggerOf(plugin).info('replaced', { generation, previous }),
  );
  say('plugin.waiting', ({ plugin, reason }: Events['plugin.waiting']) => loggerOf(plugin).debug('waiting', { reason }));
  say('plugin.stopping', ({ plugin }: Events['plugin.stopping']) => loggerOf(plugin).debug('stopping'));
  say('plugin.stopped', ({ plugin }: Events['plugin.stopped']) => loggerOf(plugin).debug('stopped'));
  say('problem.found', (found: Problem) => {
    const log = found.plugin === undefined ? host() : loggerOf(found.plugin);
    const text = followed(found.message, found.hint);
    const fields = { code: found.code, ...(found.place === undefined ? {} : { place: found.place }) };
    if (found.severity === 'error') log.error(text, fields);
    else if (found.severity === 'warning') log.warn(text, fields);
    else log.debug(text, fields);
  });
}
