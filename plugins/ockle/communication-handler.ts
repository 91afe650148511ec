/** Open this to see the daemon's commands: a name, a function from a dictionary to a dictionary, and what it is for. */
import { type Clock, type JsonSchema, MortiseError, type PluginContextView, type Problem } from 'mortise';
import { nearTo, ockleError, textOf } from './errors.js';
import type { Form } from './form.js';

/** An answer that keeps what is wrong as it is, for a client in another process. */
export type Answered = { readonly ok: true; readonly dict: Dict } | { readonly ok: false; readonly problem: Problem };

/** What commands take and give: an object, as JSON has it. */
export type Dict = Readonly<Record<string, unknown>>;

/** What a command gets beside its dictionary. */
export interface CommandCall {
  /** Aborted when its time is over, and when its plugin stops. */
  readonly signal: AbortSignal;
}

/** A command. What it gives is a dictionary; nothing is an empty one. */
// oxlint-disable-next-line typescript/no-explicit-any -- its author says what it takes
export type DaemonFunction = (dict: any, call: CommandCall) => unknown;

/** What is said of a daemon command: what it is for, what it takes, and how long it may run. */
export interface DaemonCommandOptions {
  /** What it is for: `listCommands` tells it. */
  readonly doc?: string;
  /** What it takes; wrong values are refused, all at once, before it is called. Default: any dictionary. */
  readonly form?: Form<unknown>;
  /** Milliseconds. Default 30,000. */
  readonly timeout?: number;
}

/** A command as it is told. */
export interface DaemonCommandInfo {
  readonly name: string;
  readonly doc: string;
  /** Key of the plugin; absent for one of the owner. */
  readonly plugin?: string;
  /** What it takes, where it says so. */
  readonly takes?: JsonSchema;
}

interface Entry extends DaemonCommandOptions {
  readonly name: string;
  readonly work: DaemonFunction;
  readonly owner: PluginContextView | undefined;
}

const NAME = /^[A-Za-z][\w.-]{0,63}$/;

/** The longest wait that a timer can have. */
const LONGEST = 2_147_483_647;

/**
 * The commands of a daemon. Plugins find it as `ockle/commands`; `@DaemonCommand` adds to it by itself. From Ockle's `CommunicationHandler`.
 *
 * ```ts
 * import { CommunicationHandler } from 'mortise/ockle';
 *
 * const handler = new CommunicationHandler();
 * handler.addCommandToList('double', ({ n }: { n: number }) => ({ n: n * 2 }), { doc: 'Twice as much' });
 * console.log(await handler.call('double', { n: 21 })); // { n: 42 }
 * console.log(handler.listCommands()); // { double: 'Twice as much', listCommands: 'The commands there are, and what they are for' }
 * ```
 */
export class CommunicationHandler {
  /** Of one name, those of the generations of one plugin: the first one serves, until it goes. */
  readonly #commands = new Map<string, readonly Entry[]>();
  readonly #clock: () => Pick<Clock, 'setTimeout'> | undefined;

  constructor(clock: () => Pick<Clock, 'setTimeout'> | undefined = () => undefined) {
    this.#clock = clock;
    this.addCommandToList('listCommands', () => this.listCommands(), { doc: 'The commands there are, and what they are for' });
  }

  /**
   * Adds a command until what it returns is called, or until its `owner` stops. Throws `ockle.taken` for a name that is there, and
   * `ockle.bad-command` for one that is none.
   */
  addCommandToList(name: string, work: DaemonFunction, options: DaemonCommandOptions = {}, owner?: PluginContextView): () => void {
    const why = whyNot(name, work, options);
    const of = owner === undefined ? {} : { plugin: owner.id };
    if (why !== undefined)
      throw ockleError('ockle.bad-command', {
        message: `The command ${JSON.stringify(name)} can't be added: ${why}.`,
        hint: 'Correct it.',
        blame: 'plugin',
        ...of,
      });
    const [first, ...others] = this.#commands.get(name) ?? [];
    // Another generation of a plugin is made ready beside the one that serves.
    if (first !== undefined && (owner === undefined || first.owner?.id !== owner.id || first.owner === owner))
      throw ockleError('ockle.taken', {
        message: `There is a command '${name}' already${first.owner === undefined ? '' : `, of '${first.owner.id}'`}.`,
        hint: 'Give one of them another name; a later one never takes the place of an earlier one in silence.',
        blame: 'plugin',
        ...of,
      });
    const entry: Entry = { ...options, name, work, owner };
    this.#commands.set(name, [...(first === undefined ? [] : [first, ...others]), entry]);
    const remove = (): void => {
      const left = (this.#commands.get(name) ?? []).filter((each) => each !== entry);
      if (left.length === 0) this.#commands.delete(name);
      else this.#commands.set(name, left);
    };
    owner?.own(remove);
    return remove;
  }

  /** What each command is for, by its name. */
  listCommands(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.list().map(({ name, doc }) => [name, doc]));
  }

  list(): readonly DaemonCommandInfo[] {
    const all = [...this.#commands.values()].map(([serving]) => serving!).sort((a, b) => (a.name < b.name ? -1 : 1));
    return all.map(({ name, doc = '', owner, form }) => ({
      name,
      doc,
      ...(owner === undefined ? {} : { plugin: owner.id }),
      ...(form === undefined ? {} : { takes: form.jsonSchema() }),
    }));
  }

  /**
   * Calls a command. Rejects with an `OckleError`: `ockle.unknown-command`, `ockle.bad-arguments` (all at once), `ockle.command-failed`,
   * `ockle.timeout`, `ockle.bad-answer`; what a command throws that has a code of its own stays that.
   */
  async call(name: string, dict: Dict = {}): Promise<Dict> {
    const [entry] = this.#commands.get(name) ?? [];
    if (entry === undefined)
      throw ockleError('ockle.unknown-command', { message: `There is no command '${name}'.`, hint: nearTo(name, this.#commands.keys()) });
    const about = { ...(entry.owner === undefined ? {} : { plugin: entry.owner.id }) };
    const taken = checked(entry, copyOf(dict, `The arguments of '${name}'`), about);
    const answer = await this.#within(entry, taken, about);
    if (answer === undefined) return {};
    if (!isDict(answer))
      throw ockleError('ockle.bad-answer', {
        message: `The command '${name}' answered ${answer === null ? 'null' : Array.isArray(answer) ? 'a list' : `a ${typeof answer}`} instead of a dictionary.`,
        hint: 'Return an object: { result }.',
        blame: 'plugin',
        ...about,
      });
    return copyOf(answer, `The answer of '${name}'`, 'ockle.bad-answer');
  }

  /** The same, as what a client gets. */
  async answer(name: string, dict: Dict): Promise<Answered> {
    try {
      return { ok: true, dict: await this.call(name, dict) };
    } catch (thrown) {
      if (!(thrown instanceof MortiseError)) throw thrown;
      return { ok: false, problem: thrown.problem };
    }
  }

  #within({ name, work, owner, timeout = 30_000 }: Entry, dict: Dict, about: { readonly plugin?: string }): Promise<unknown> {
    const abort = new AbortController();
    return new Promise((resolve, reject) => {
      const undos: (() => void)[] = [];
      const end = (settle: () => void): void => {
        for (const undo of undos.splice(0)) undo();
        settle();
      };
      const giveUp = (code: 'ockle.timeout' | 'ockle.command-failed', message: string, hint: string): void => {
        const error = ockleError(code, { message, hint, blame: 'plugin', ...about });
        end(() => reject(error));
        abort.abort(error);
      };
      const clock = owner?.clock ?? this.#clock();
      const late = (): void =>
        giveUp('ockle.timeout', `The command '${name}' has taken longer than ${timeout} ms.`, 'Mend it, or give it more time: timeout.');
      if (clock !== undefined) undos.push(clock.setTimeout(late, timeout));
      const gone = (): void =>
        giveUp(
          'ockle.command-failed',
          `The command '${name}' was given up, since its plugin stops.`,
          'Call it when the plugin runs again.',
        );
      if (owner?.signal.aborted === true) return gone();
      owner?.signal.addEventListener('abort', gone, { once: true });
      undos.push(() => owner?.signal.removeEventListener('abort', gone));
      Promise.resolve()
        .then(() => work(dict, { signal: abort.signal }) as unknown)
        .then(
          (answer) => end(() => resolve(answer)),
          (thrown: unknown) => end(() => reject(failed(name, thrown, about))),
        );
    });
  }
}

/** What has a code says already what is wrong. */
function failed(name: string, thrown: unknown, about: { readonly plugin?: string }): Error {
  if (thrown instanceof MortiseError) return thrown;
  return ockleError(
    'ockle.command-failed',
    { message: `The command '${name}' failed: ${textOf(thrown)}`, hint: 'Mend the line that threw.', blame: 'plugin', ...about },
    thrown,
  );
}

function checked({ name, form }: Entry, dict: Dict, about: { readonly plugin?: string }): Dict {
  if (form === undefined) return dict;
  const { ok, value, problems } = form.validate(dict);
  if (ok) return value as Dict;
  throw ockleError('ockle.bad-arguments', {
    message: `Nothing was called: ${problems.map(({ message }) => message).join(' ')}`,
    hint: `Correct the arguments of '${name}'.`,
    details: { problems },
    ...about,
  });
}

function whyNot(name: unknown, work: unknown, { timeout }: DaemonCommandOptions): string | undefined {
  if (typeof name !== 'string' || !NAME.test(name)) return 'a name is 1 to 64 letters, digits and _ . -, and begins with a letter';
  if (typeof work !== 'function') return 'it has no function';
  if (timeout !== undefined && !(timeout > 0 && timeout <= LONGEST))
    return `its timeout is ${String(timeout)} instead of milliseconds above 0`;
  return undefined;
}

export function isDict(value: unknown): value is Dict {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What goes over a socket is what comes back here as well: JSON, and nobody else's object. */
function copyOf(dict: unknown, what: string, code: 'ockle.bad-arguments' | 'ockle.bad-answer' = 'ockle.bad-arguments'): Dict {
  try {
    const copy: unknown = JSON.parse(JSON.stringify(dict) ?? 'null');
    if (isDict(copy)) return copy;
  } catch (cause) {
    throw ockleError(
      code,
      { message: `${what} can't be written as JSON: ${textOf(cause)}`, hint: 'Give texts, numbers, lists and objects.' },
      cause,
    );
  }
  throw ockleError(code, { message: `${what} are no dictionary.`, hint: 'Give an object: { name: value }.' });
}
