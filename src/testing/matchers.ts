/** Open this to see how a spec says what should be so, and is told why it is not: matchers for Jest and whoever has its `expect.extend`. */
import { Host } from '../host.js';
import type { Explanation } from '../model/explanation.js';
import type { MortiseHost } from '../model/host.js';
import { kindOf, quoted } from '../problem/text.js';
import type { TestHost } from './test-host.js';

/**
 * What `expect(host)` can say when `matchers` are registered; the host is a `MortiseHost` or a `TestHost`. For the types, merge it into the
 * interface of your test runner, once:
 *
 * ```ts no-run
 * import type { MortiseMatchers } from 'mortise/testing';
 *
 * declare module 'expect' {
 *   interface Matchers<R extends void | Promise<void>, T = unknown> extends MortiseMatchers<R> {}
 * }
 * ```
 */
export interface MortiseMatchers<R = void> {
  /** The plugin of that key runs. */
  toRun(plugin: string): R;
  /** Something is published under that namespace, as it is seen from the host, or from an app. */
  toPublish(namespace: string, app?: string): R;
  /** An event that is emitted now would get to a handler or subscription of that plugin. */
  toDeliver(event: string, plugin: string): R;
}

/** What a matcher answers. */
export interface Matched {
  readonly pass: boolean;
  readonly message: () => string;
}

type Matcher<A extends unknown[]> = (this: unknown, received: unknown, ...expected: A) => Matched;

/**
 * Matchers about a host, whose failures are explained: the message is the text of `host.why`.
 *
 * In Jest: `expect.extend(matchers)`, then `expect(test).toRun('web')`. They are functions, so any runner can call them:
 *
 * ```ts
 * import { definePlugin } from 'mortise';
 * import { createTestHost, matchers } from 'mortise/testing';
 *
 * const test = createTestHost({ plugins: [definePlugin({ id: 'web', version: '1.0.0', dependencies: { cache: '^1' } })] });
 * await test.start();
 * const { pass, message } = matchers.toRun(test, 'web');
 * console.log(pass, message()); // false Expected 'web' to run. … because 'web' needs 'cache' ^1, which is not loaded …
 * await test.stop();
 * ```
 */
export const matchers: {
  readonly toRun: Matcher<[plugin: string]>;
  readonly toPublish: Matcher<[namespace: string, app?: string]>;
  readonly toDeliver: Matcher<[event: string, plugin: string]>;
} = {
  toRun(received, plugin) {
    const host = hostOf(received, 'toRun');
    const isRunning = host.list().some(({ key, state }) => key === plugin && state === 'running');
    return matched(isRunning, `${quoted(plugin)} {} run`, () => host.why({ plugin }));
  },
  toPublish(received, namespace, app) {
    const host = hostOf(received, 'toPublish');
    const of = app === undefined ? { namespace } : { namespace, app };
    const from = app === undefined ? '' : ` in the app ${quoted(app)}`;
    return matched(host.why(of).state === 'published', `something {} be published under ${quoted(namespace)}${from}`, () => host.why(of));
  },
  toDeliver(received, event, plugin) {
    const host = hostOf(received, 'toDeliver');
    const isOpen = host.kernel.bus.slotsOf(event).some((slot) => slot.plugin === plugin && slot.state === 'open');
    return matched(isOpen, `${quoted(event)} {} get to ${quoted(plugin)}`, () => whyDelivered(host, event, plugin));
  },
};

/** Of a plugin that does not listen at all there is nothing to tell in the order of the event. */
function whyDelivered(host: Host, event: string, plugin: string): string {
  const told = host.why({ event });
  const listens = told.because.some((link) => link.plugin === plugin);
  return listens ? String(told) : `${quoted(plugin)} does not handle ${quoted(event)}.\n${String(told)}\n${String(host.why({ plugin }))}`;
}

function matched(pass: boolean, says: string, why: () => Explanation | string): Matched {
  return { pass, message: () => `Expected ${says.replace('{}', pass ? 'not to' : 'to')}.\n\n${String(why())}` };
}

function hostOf(received: unknown, matcher: string): Host {
  const found = (received as Partial<TestHost> | undefined | null)?.host ?? (received as MortiseHost);
  if (found instanceof Host) return found;
  throw new TypeError(`${matcher} wants a host that createHost or createTestHost made, but is given ${kindOf(received)}`);
}
