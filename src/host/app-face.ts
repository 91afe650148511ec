/** Open this to see an app as its owner has it: its own names, its own container, and a start and stop of its own. */
import type { App, Apps } from '../kernel/apps.js';
import type { MortiseApp, MortiseHost } from '../model/host.js';
import { quoted } from '../problem/text.js';
import type { Applying } from './applying.js';
import type { Operations } from './operations.js';
import type { Owned } from './owned.js';

export interface AppFaceInput {
  readonly host: Pick<MortiseHost, 'events' | 'list'>;
  readonly apps: Apps;
  readonly owned: Owned;
  readonly applying: Applying;
  readonly operations: Operations;
  /** Throws `host.not-running`. */
  readonly mustRun: (action: string) => void;
}

export function appFace(app: App, { host, apps, owned, applying, operations, mustRun }: AppFaceInput): MortiseApp {
  const { name, scope, lookup } = app;
  const others = (): string[] => [...apps.up].filter((other) => other !== name);
  const list = (): ReturnType<MortiseApp['list']> => host.list().filter((plugin) => plugin.app === name);
  return {
    ...lookup,
    name,
    get container() {
      return scope.container;
    },
    events: host.events,
    list,
    start: () =>
      operations.run(async () => {
        mustRun(`start the app ${quoted(name)}`);
        const { journal } = operations;
        const before = journal.checkpoint();
        const load = owned.listingsOf(app);
        const retry = new Set(list().map(({ key }) => key));
        await applying.bring({ change: { startApp: [name] }, load, apps: new Set([...others(), name]), retry });
        journal.exempt(before);
      }),
    stop: () =>
      operations.run(async () => {
        mustRun(`stop the app ${quoted(name)}`);
        await applying.bring({ change: { stopApp: [name] }, apps: new Set(others()) });
      }),
  };
}
