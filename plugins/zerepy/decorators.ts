/** Open this for `@Connection`, `@Action` and `@HealthCheck`: classes and methods become connections, actions and checks. */
import { classFact, memberFact, type Class, type HealthCheckOptions, type MemberFactDecorator } from 'mortise';
import type { ActionOptions, Call, ConnectionContract, ConnectionOptions, Parameters, ValuesOf } from './contract.js';

export const CONNECTION = 'zerepy.connection';
export const ACTION = 'zerepy.action';
export const CHECK = 'zerepy.check';
export const LIFE = 'zerepy.life';

export interface ConnectionMeta {
  readonly name: string;
  readonly options: ConnectionOptions;
}

export interface ActionMeta {
  readonly name: string;
  readonly options: ActionOptions;
}

export interface CheckMeta {
  readonly name: string;
  readonly options: HealthCheckOptions;
}

/** Who has not listed it is told this. */
const BY = 'createZerePy() of mortise/zerepy';
const connection = classFact<ConnectionMeta>(CONNECTION, BY);
const action = memberFact<ActionMeta>(ACTION, BY);
const check = memberFact<CheckMeta>(CHECK, BY);
const classLife = classFact<undefined>(LIFE, BY);
const memberLife = memberFact<undefined>(LIFE, BY);

/** By class, the name of its connection: the kind of `@Action` sees only the method. */
const connectionNames = new WeakMap<object, string>();

/** The name of the connection that an instance is, if it is one. */
export function connectionNameOf(instance: object): string | undefined {
  return connectionNames.get(instance.constructor);
}

/**
 * Makes a plugin or component a connection: it has `isConfigured()` and `configure()`, and its actions are methods with `@Action`, or what
 * `performAction(action, params)` does. `timeout` is in milliseconds (default 30,000), `retries` 0 by default; both are for those of its actions that
 * say nothing themselves. A class without the methods is refused (`zerepy.not-a-plugin`), and so is a name that is taken (`zerepy.taken`).
 * From ZerePy's `ConnectionPlugin`.
 *
 * ```ts
 * import { createHost } from 'mortise';
 * import { Plugin } from 'mortise/decorators';
 * import { Action, Connection, createZerePy } from 'mortise/zerepy';
 *
 * @Plugin({ id: 'echo', version: '1.0.0' })
 * @Connection('echo')
 * class Echo {
 *   isConfigured() {
 *     return true;
 *   }
 *   configure() {
 *     return true;
 *   }
 *   @Action('say', { parameters: { text: { type: 'string' } } }) say({ text }: { text: string }) {
 *     return text.toUpperCase();
 *   }
 * }
 *
 * const zerepy = createZerePy();
 * const host = createHost({ extensions: [zerepy, Echo], log: { level: 'silent' } });
 * await host.start();
 * console.log(await zerepy.connections.performAction('echo', 'say', ['hello'])); // HELLO
 * await host.stop();
 * ```
 */
export function Connection(
  name: string,
  options: ConnectionOptions = {},
): (target: Class<ConnectionContract>, context?: ClassDecoratorContext) => void {
  const decorate = connection({ name, options });
  const live = classLife(undefined);
  return (target, context) => {
    decorate(target, context);
    live(target, context);
    connectionNames.set(target, name);
  };
}

/** A decorator for methods that take these parameters; checked in both decorator modes. */
export interface ActionDecorator<P> {
  <M extends (params: ValuesOf<P>, call: Call) => unknown>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<M>,
  ): void;
  <This, M extends (this: This, params: ValuesOf<P>, call: Call) => unknown>(value: M, context: ClassMethodDecoratorContext<This, M>): void;
}

/**
 * Makes a method an action: `(params, { signal, attempt })`, synchronous or with a promise. In a class with `@Connection` it is an action of that
 * connection, else one that stands for itself. `parameters` are checked before it is called, all at once, and texts become what they mean;
 * without them it takes anything. `timeout` is in milliseconds for each try (default 30,000), `retries` are further tries (default 0) with `backoff`
 * between them. From ZerePy's `ActionPlugin`; see `Actions.execute` for an example.
 */
export function Action<const P extends Parameters = Parameters>(name: string, options?: ActionOptions<P>): ActionDecorator<P>;
export function Action(name: unknown, options: ActionOptions = {}, ...rest: readonly unknown[]): unknown {
  // Written without its call, it is told as such.
  if (typeof name !== 'string') return (action as (...given: readonly unknown[]) => unknown)(name, options, ...rest);
  return both(action({ name, options }), memberLife(undefined));
}

/** Makes a method a check of its plugin: it fails when it returns false, throws, rejects or takes too long. See `PluginMonitor`. */
export function HealthCheck(name: string, options: HealthCheckOptions = {}): MemberFactDecorator {
  return check({ name, options });
}

function both(...decorators: readonly MemberFactDecorator[]): MemberFactDecorator {
  return (...given: readonly unknown[]) => {
    for (const decorate of decorators) (decorate as (...all: readonly unknown[]) => void)(...given);
  };
}
