/** Open this to see one call of an action: its arguments are checked, then it is tried as long and as often as it may. */
import type { Arguments, CallOptions } from './contract.js';
import { bounded, GivenUp, pause } from './deadline.js';
import {
  listed,
  PluginConfigError,
  PluginDependencyError,
  PluginError,
  PluginExecutionError,
  PluginParameterError,
  PluginTimeoutError,
  textOf,
  type Issue,
} from './errors.js';
import { callIssues, limitsOf } from './limits.js';
import { isEnabled } from './plugin-config.js';
import { running, type Callable, type World } from './running.js';
import { checkValues } from './values.js';

declare module 'mortise' {
  interface Events {
    'zerepy.action_started': ActionEvent;
    'zerepy.action_succeeded': ActionEvent & { readonly ms: number; readonly attempts: number };
    'zerepy.action_failed': ActionEvent & { readonly ms: number; readonly attempts: number; readonly error: unknown };
  }
}

/** What the events around a call carry. */
export interface ActionEvent {
  readonly plugin: string;
  /** `summarize`, `twitter.post`. */
  readonly action: string;
}

/** Everything that is wrong with arguments, and the values they mean. Throws `PluginExecutionError` where an action can't say it. */
export function checkArguments(
  callable: Callable,
  given: Arguments,
): { readonly values: Readonly<Record<string, unknown>>; readonly issues: readonly Issue[] } {
  const { parameters } = callable.options;
  const names = Object.keys(parameters ?? {});
  const isList = Array.isArray(given);
  const list = isList ? (given as readonly unknown[]) : [];
  const named = isList ? Object.fromEntries(list.slice(0, names.length).map((value, index) => [names[index], value])) : given;
  const surplus: Issue[] =
    list.length > names.length
      ? [
          {
            path: `[${names.length}]`,
            message: `there are ${list.length} arguments, and ${names.length} is the most (${names.join(', ')})`,
          },
        ]
      : [];
  const { values, issues } = checkValues(parameters ?? {}, named, { coerce: true, open: parameters === undefined });
  const all = [...surplus, ...issues];
  if (all.length > 0) return { values, issues: all };
  return { values, issues: objections(callable, values).map((message) => ({ path: '', message })) };
}

/** What the action itself has against values. */
function objections(callable: Callable, values: Readonly<Record<string, unknown>>): readonly string[] {
  const failed = (why: string, cause?: unknown): PluginExecutionError =>
    new PluginExecutionError('zerepy.execution-failed', {
      message: `Action '${nameOf(callable)}' was not called: its validateParams ${why}.`,
      hint: 'It answers at once, with a list of sentences; what has to be waited for belongs into execute().',
      plugin: callable.context.id,
      cause,
    });
  let said: unknown;
  try {
    said = callable.validate?.(values) ?? [];
  } catch (thrown) {
    throw thrown instanceof PluginError ? thrown : failed(`failed: ${callable.context.withoutSecrets(textOf(thrown))}`, thrown);
  }
  if (Array.isArray(said) && said.every((each) => typeof each === 'string')) return said;
  // Nobody waits for it, so what it comes to must not end the process.
  if (said instanceof Promise) said.catch(() => undefined);
  throw failed(
    `answers ${said instanceof Promise ? 'a promise' : Array.isArray(said) ? 'a list with what is no text' : `a ${typeof said}`}`,
  );
}

/** Calls an action. Throws errors of `mortise/zerepy` only. */
export async function call(world: World, callable: Callable, given: Arguments, options: CallOptions = {}): Promise<unknown> {
  const { context } = callable;
  const clock = world.clock();
  const action = nameOf(callable);
  const limits = limitsOf(world, callable, options);
  const began = clock.now();
  let attempts = 0;
  const signals = options.signal === undefined ? [context.signal] : [context.signal, options.signal];
  const attempt = async (values: Readonly<Record<string, unknown>>): Promise<unknown> => {
    for (;;) {
      attempts += 1;
      try {
        return await bounded((ended) => callable.run(values, { signal: ended, attempt: attempts }), { clock, ms: limits.timeout, signals });
      } catch (thrown) {
        const failed = failure(callable, thrown, { attempts, timeout: limits.timeout });
        if (attempts > limits.retries || (thrown instanceof GivenUp ? thrown.why === 'signal' : thrown instanceof PluginParameterError))
          throw failed;
        context.log.warn(`${failed.problem.message} It is tried again.`);
        await pause({ clock, ms: Math.min(limits.delay * limits.factor ** (attempts - 1), limits.most), signals }).catch((why: unknown) => {
          throw failure(callable, why, { attempts, timeout: limits.timeout });
        });
      }
    }
  };
  context.events.emit('zerepy.action_started', { plugin: context.id, action });
  try {
    const result = await world.monitor.trackUsage(
      context.id,
      async () => {
        const wrong = callIssues(options);
        if (wrong.length > 0) throw notCalled(callable, wrong, OPTIONS);
        await checkAllowed(world, callable);
        const { values, issues } = checkArguments(callable, given);
        if (issues.length > 0) throw wrongArguments(callable, issues);
        return attempt(values);
      },
      action,
    );
    tell(callable, 'zerepy.action_succeeded', { ms: clock.now() - began, attempts });
    return result;
  } catch (error) {
    tell(callable, 'zerepy.action_failed', { ms: clock.now() - began, attempts, error });
    throw error;
  }
}

/** `twitter.post`, or the name of an action of its own. */
export function nameOf({ connection, name }: Callable): string {
  return connection === undefined ? name : `${connection}.${name}`;
}

export function wrongArguments(callable: Callable, issues: readonly Issue[]): PluginParameterError {
  const names = Object.entries(callable.options.parameters ?? {}).map(
    ([name, { type, required }]) => `${name}${required === false ? '?' : ''}: ${type}`,
  );
  return notCalled(
    callable,
    issues,
    names.length === 0 ? 'It takes no arguments.' : `It takes { ${names.join(', ')} }, or a list in that order.`,
  );
}

const OPTIONS =
  'Its options are { timeout, retries, backoff: { delay, factor, most }, signal }; what is left out is as its configuration or its author says.';

function notCalled(callable: Callable, issues: readonly Issue[], hint: string): PluginParameterError {
  return new PluginParameterError('zerepy.bad-parameters', {
    message: `Action '${nameOf(callable)}' was not called: ${listed(issues)}.`,
    hint,
    blame: 'host',
    plugin: callable.context.id,
    issues,
  });
}

function tell(callable: Callable, event: string, more: object): void {
  const { context } = callable;
  // The plugin of a call that was given up may be gone by now, and its bus with it.
  if (!context.signal.aborted) context.events.emit(event, { plugin: context.id, action: nameOf(callable), ...more });
}

async function checkAllowed(world: World, callable: Callable): Promise<void> {
  const { connection, name, context } = callable;
  const [type, whose] = connection === undefined ? ['action', name] : ['connection', connection];
  const at = { plugin: context.id, blame: 'host' } as const;
  if (!isEnabled(world.configOf(type!, whose!)))
    throw new PluginConfigError('zerepy.disabled', {
      message: `The ${type} '${whose}' is disabled.`,
      hint: 'Set config.enabled to true in its configuration.',
      ...at,
      field: 'config.enabled',
      issues: [{ path: 'config.enabled', message: 'config.enabled is false' }],
    });
  for (const needed of callable.options.connections ?? []) {
    let why: string | undefined;
    let cause: unknown;
    try {
      const { instance } = running(world, 'connection', needed);
      const isConfigured = await bounded(() => instance.isConfigured(), { clock: world.clock(), ms: ASKING, signals: [context.signal] });
      if (!isConfigured) why = 'it is not configured';
    } catch (thrown) {
      cause = thrown;
      why = thrown instanceof PluginError ? thrown.problem.message : context.withoutSecrets(textOf(thrown));
    }
    if (why === undefined) continue;
    throw new PluginDependencyError('zerepy.dependency-missing', {
      message: `Action '${nameOf(callable)}' needs the connection '${needed}', and can't have it: ${why.replace(/\.$/, '')}.`,
      hint: `Start the plugin of '${needed}', and configure it: connections.configure('${needed}').`,
      ...at,
      cause,
    });
  }
}

/** Milliseconds that a connection may take to say whether it is configured. */
export const ASKING = 5_000;

function failure(
  callable: Callable,
  thrown: unknown,
  { attempts, timeout }: { readonly attempts: number; readonly timeout: number },
): PluginError {
  const action = nameOf(callable);
  const tries = attempts === 1 ? '' : ` (try ${attempts})`;
  const at = { plugin: callable.context.id, details: { action, attempts } };
  if (!(thrown instanceof GivenUp)) {
    // An action that calls another one tells of that one.
    if (thrown instanceof PluginError) return thrown;
    return new PluginExecutionError('zerepy.execution-failed', {
      message: `Action '${action}' failed${tries}: ${callable.context.withoutSecrets(textOf(thrown))}.`,
      hint: 'The cause has the stack of what was thrown.',
      ...at,
      cause: thrown,
    });
  }
  if (thrown.why === 'time')
    return new PluginTimeoutError('zerepy.timeout', {
      message: `Action '${action}' took longer than ${timeout} ms${tries}.`,
      hint: 'Give it more time (timeout), or let it end early when call.signal is aborted.',
      ...at,
    });
  const why = callable.context.signal.aborted ? 'its plugin stops' : 'the caller has given it up';
  return new PluginExecutionError('zerepy.stopped', {
    message: `Action '${action}' was given up${tries}: ${why}.`,
    hint: 'Call it again when its plugin runs.',
    ...at,
  });
}
