/** Open this to see how a source brings events in: bound before its app loads, heard when everything has started, closed first. */
import type { PluginContextView } from 'mortise';
import { called, functionOf } from './called.js';
import type { SourceProvider } from './definition.js';
import { AgentError, textOf } from './errors.js';
import { Roster } from './roster.js';
import { addressOf, checkConnection, checkRoute, type RouteStep } from './route.js';
import { eventOf, type Scope } from './scope.js';

interface SourceInput {
  readonly name: string;
  readonly scope: Scope;
  readonly context: PluginContextView;
  readonly bindings: Readonly<Record<string, string>>;
  readonly url?: string;
}

/** A source as it is told: how it stands, and which of its events are bound to which of the app. */
export interface SourceInfo {
  readonly name: string;
  readonly plugin: string;
  readonly state: 'new' | 'binding' | 'bound' | 'listening' | 'closed';
  readonly bindings: Readonly<Record<string, string>>;
  readonly url?: string;
  /** Events that it brought in. */
  readonly events: number;
}

/** One source of a plugin. */
export class Source {
  readonly #input: SourceInput;
  readonly #provider: Partial<SourceProvider>;
  /** What comes before everybody listens. */
  #early: (() => void)[] | undefined = [];
  #state: SourceInfo['state'] = 'new';
  #events = 0;

  /** Throws `agent.not-a-function` for a provider without `bind`. */
  constructor(input: SourceInput, provider: unknown) {
    this.#input = input;
    this.#provider = Object(provider) as Partial<SourceProvider>;
    functionOf(this.#provider.bind, `bind of the source '${input.name}'`);
    // A bind that fails, or never calls back, has begun something as well, and no stop is called after it.
    input.context.own(() => this.close());
  }

  /** Resolves when the provider has called back. */
  async bind(): Promise<void> {
    const { bindings } = this.#input;
    this.#state = 'binding';
    await called(this.#provider.bind!, this.#provider, [
      bindings,
      { emit: (event: string, payload?: unknown) => this.#emit(event, payload) },
    ]);
    this.#state = 'bound';
  }

  async listen(): Promise<void> {
    // What comes meanwhile stands behind them in the list, which is walked to its end.
    for (const emit of this.#early ?? []) emit();
    this.#early = undefined;
    if (typeof this.#provider.listen === 'function') await called(this.#provider.listen, this.#provider, []);
    this.#state = 'listening';
  }

  /** Once for each bind, and once more for one that calls back after it was closed. */
  async close(): Promise<void> {
    if (this.#state === 'new' || this.#state === 'closed') return;
    this.#state = 'closed';
    if (typeof this.#provider.close === 'function') await called(this.#provider.close, this.#provider, []);
  }

  info(name: string): SourceInfo {
    const { bindings, url, context } = this.#input;
    return { name, plugin: context.id, state: this.#state, bindings, events: this.#events, ...(url === undefined ? {} : { url }) };
  }

  /** Whether the other side can be reached: what the provider says, else a connection to its address. Throws `agent.not-reached`. */
  async check(): Promise<string> {
    const { name, url, context } = this.#input;
    if (typeof this.#provider.check !== 'function') return checkConnection(addressOf(url, name), context.clock);
    let answer: unknown;
    try {
      [answer] = await called(this.#provider.check, this.#provider, []);
    } catch (cause) {
      throw this.#notReached(textOf(cause), cause);
    }
    if (answer === false) throw this.#notReached('its check says no');
    return typeof answer === 'string' ? answer : `'${name}' is connected`;
  }

  route(): Promise<readonly RouteStep[]> {
    return checkRoute(addressOf(this.#input.url, this.#input.name), this.#input.context.clock);
  }

  #notReached(why: string, cause?: unknown): AgentError {
    const { name, context } = this.#input;
    return new AgentError('agent.not-reached', {
      message: `The source '${name}' is not connected: ${why}.`,
      hint: `check-route ${name} tells how far the way to it is open.`,
      plugin: context.id,
      cause,
    });
  }

  #emit(event: string, payload: unknown): void {
    const { bindings, scope, context } = this.#input;
    const name = eventOf(scope, Object.hasOwn(bindings, event) ? bindings[event]! : event);
    const emit = (): void => {
      this.#events += 1;
      context.events.emit(name, payload);
    };
    // What a provider goes on to say when it was closed belongs to nobody.
    if (this.#state === 'closed' || context.signal.aborted) return;
    if (this.#early === undefined) emit();
    else this.#early.push(emit);
  }
}

/** The sources of a host, as `agent/sources` has them. */
export class Sources {
  readonly #roster = new Roster<Source>('source');

  /** @internal */
  add(context: PluginContextView, name: string, source: Source): void {
    this.#roster.add(context, name, source);
  }

  list(): SourceInfo[] {
    return this.#roster.all().map(([name, source]) => source.info(name));
  }

  /** Whether a source reaches its other side, in one sentence. Rejects with `agent.not-reached`, `agent.no-address` and `agent.unknown`. */
  async checkConnection(name: string): Promise<string> {
    return this.#roster.get(name).check();
  }

  /** How far the way to a source's address is open: parse, DNS, TCP, GET. Rejects with `agent.no-address` and `agent.unknown`. */
  async checkRoute(name: string): Promise<readonly RouteStep[]> {
    return this.#roster.get(name).route();
  }
}
