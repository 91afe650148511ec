/** Open this for the way in: an app, and its start and stop where nobody has a host of their own. */
import type { Report } from 'mortise';
import { Application, applicationOf } from './application.js';
import type { PomeloAppOptions } from './contract.js';
import type { PomeloApp } from './pomelo-app.js';

/**
 * Makes Pomelo's application object, on which Pomelo plugins run unmodified: their factories get it, `app.use(plugin, options)` is
 * synchronous, and their lifecycle and events are those of a host. Start it with `startAll(app)`, or list its `extensions` at a host of your own
 * and join the two: `app.join(createHost({ extensions: app.extensions }))`. From Pomelo's `createApp`; an owner says here what Pomelo reads from
 * the command line. From CommonJS: `const { createApp, startAll, stopAll } = require('mortise/pomelo')`.
 *
 * ```ts
 * import { createApp, startAll, stopAll } from 'mortise/pomelo';
 *
 * const app = createApp({ id: 'gate-1', serverType: 'gate', frontend: true });
 * app.configure('all', 'gate', () => {
 *   app.load('greeter', () => ({ start: (done: () => void) => done() }));
 * });
 * app.event.on('bind_session', (session: { uid: string }) => console.log('hello', session.uid));
 *
 * await startAll(app);
 * app.sessionService.create(1, 'gate-1');
 * app.sessionService.bind(1, 'ada'); // hello ada
 * await stopAll(app);
 * ```
 */
export function createApp(options: PomeloAppOptions = {}): PomeloApp {
  checkOptions(options);
  return new Application(options);
}

const OPTIONS: Readonly<Record<keyof PomeloAppOptions, readonly string[]>> = {
  id: ['string'],
  serverType: ['string'],
  base: ['string'],
  env: ['string'],
  frontend: ['boolean', 'string'],
  host: ['string'],
  port: ['number', 'string'],
  clientPort: ['number', 'string'],
  master: ['object'],
  events: ['object'],
  log: ['function'],
};

/** Throws a TypeError: who writes `serverTyp` would get a server of another type. */
function checkOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null) throw new TypeError('createApp takes an object with options.');
  for (const [name, value] of Object.entries(options)) {
    const types = (OPTIONS as Readonly<Record<string, readonly string[]>>)[name];
    if (types === undefined) throw new TypeError(`createApp has no option '${name}': there are ${Object.keys(OPTIONS).join(', ')}.`);
    if (value !== undefined && !types.includes(typeof value))
      throw new TypeError(`The option '${name}' of createApp is a ${typeof value} instead of a ${types[0]}.`);
  }
}

/**
 * Starts everything that was used and loaded: each `start`, then each `afterStart`, in the order of use; then `start_server`, and `start_all` when
 * no other server is configured. An app that joined a host starts that; any other gets one of its own, and there each plugin has to start:
 * `host.required-missing` says which did not and why, and what had started is stopped. A second start is `host.started-twice`.
 */
export function startAll(app: PomeloApp): Promise<Report> {
  return applicationOf(app).startAll();
}

/**
 * Stops everything in reverse, each component with `stop(force, callback)`; `force` is false unless said. Nothing happens to an app that never
 * started. The process goes on: Pomelo ends it.
 */
export function stopAll(app: PomeloApp, force = false): Promise<Report | undefined> {
  return applicationOf(app).stopAll(force);
}
