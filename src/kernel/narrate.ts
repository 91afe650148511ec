/** Open this to see which of the host's own events become log lines. */
import type { Bus } from '../events/bus.js';
import type { Events } from '../model/registry.js';
import type { Problem } from '../model/problem.js';
import type { Logs } from '../platform/log.js';
import { followed } from '../problem/text.js';

/** The log is a handler like any other: it tells what the host announces. */
export function narrate(bus: Bus, host: () => string, { write }: Pick<Logs, 'write'>): void {
  const events = bus.view({ plugin: 'host', component: 'log' });
  const say = (name: keyof Events & string, tell: (payload: never) => void): void =>
    void events.handle(name, tell as (payload: unknown) => void, { priority: 0 });
  say('host.started', ({ ms }: Events['host.started']) => write(host(), 'info', 'started', { ms: Math.round(ms) }));
  say('host.stopping', () => write(host(), 'info', 'stopping', undefined));
  say('host.stopped', ({ ms }: Events['host.stopped']) => write(host(), 'info', 'stopped', { ms: Math.round(ms) }));
  say('extension.attached', ({ extension, plugins }: Events['extension.attached']) =>
    write(host(), 'debug', 'attached', { extension, plugins }),
  );
  say('plugin.starting', ({ plugin }: Events['plugin.starting']) => write(plugin, 'debug', 'starting', undefined));
  say('plugin.started', ({ plugin, ms }: Events['plugin.started']) => write(plugin, 'debug', 'started', { ms: Math.round(ms ?? 0) }));
  say('plugin.replaced', ({ plugin, generation, previous }: Events['plugin.replaced']) =>
    write(plugin, 'info', 'replaced', { generation, previous }),
  );
  say('plugin.waiting', ({ plugin, reason }: Events['plugin.waiting']) => write(plugin, 'debug', 'waiting', { reason }));
  say('plugin.stopping', ({ plugin }: Events['plugin.stopping']) => write(plugin, 'debug', 'stopping', undefined));
  say('plugin.stopped', ({ plugin }: Events['plugin.stopped']) => write(plugin, 'debug', 'stopped', undefined));
  say('problem.found', (found: Problem) => {
    const text = followed(found.message, found.hint);
    const fields = { code: found.code, ...(found.place === undefined ? {} : { place: found.place }) };
    const level = found.severity === 'error' ? 'error' : found.severity === 'warning' ? 'warn' : 'debug';
    write(found.plugin ?? host(), level, text, fields);
  });
}
