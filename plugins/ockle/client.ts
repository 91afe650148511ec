/** Open this to call the daemon's commands from another process on the same machine, with types. */
import { execInHost, MortiseError, type ControlPlace } from 'mortise';
import type { Answered, Dict } from './communication-handler.js';
import { OckleError } from './errors.js';

/** Commands by name: what each takes and gives. */
// oxlint-disable-next-line typescript/no-explicit-any -- whoever declares commands says what they take
export type Commands = Readonly<Record<string, (dict: any) => any>>;

type Given<C extends Commands, K extends keyof C> = Parameters<C[K]>[0];
type Answer<C extends Commands, K extends keyof C> = Awaited<ReturnType<C[K]>>;

/** The commands of a daemon, as another process has them. */
export interface OckleClient<C extends Commands> {
  /** Rejects with what the daemon answers (`ockle.unknown-command`, `ockle.command-failed`, …), and with `control.no-host` when it is away. */
  call<K extends keyof C & string>(
    name: K,
    ...dict: undefined extends Given<C, K> ? [dict?: Given<C, K>] : [dict: Given<C, K>]
  ): Promise<Answer<C, K>>;
  /** What each command is for, by its name. */
  listCommands(): Promise<Readonly<Record<string, string>>>;
  /** One function for each command: `client.commands.setServer({ server: 'db' })`. */
  readonly commands: { readonly [K in keyof C & string]: (dict?: Given<C, K>) => Promise<Answer<C, K>> };
}

/**
 * Makes a client of the daemon that runs with a configuration, on the same machine and for the same user: it goes over the control socket of the host,
 * which no network reaches. From Ockle's `ClientCalls`.
 *
 * ```ts
 * import { createHost } from 'mortise';
 * import { createClient, createOckle } from 'mortise/ockle';
 *
 * const ockle = createOckle();
 * ockle.commands.addCommandToList('double', ({ n }: { n: number }) => ({ n: n * 2 }), { doc: 'Twice as much' });
 * const host = createHost({ home: process.cwd(), extensions: [ockle], control: true, log: { level: 'silent' } });
 * await host.start();
 *
 * // In another process:
 * const client = createClient<{ double(dict: { n: number }): { n: number } }>({ config: process.cwd() });
 * console.log((await client.call('double', { n: 21 })).n); // 42
 * await host.stop();
 * ```
 */
// oxlint-disable-next-line typescript/no-explicit-any -- without a declaration anything may be called
export function createClient<C extends Commands = Record<string, (dict?: any) => Dict>>(place: ControlPlace): OckleClient<C> {
  const call = async (name: string, dict: Dict = {}): Promise<never> => {
    const answer = (await execInHost(place, `daemon ${name}`, { dict })) as Answered;
    if (answer.ok) return answer.dict as never;
    throw answer.problem.code.startsWith('ockle.') ? new OckleError(answer.problem) : new MortiseError(answer.problem);
  };
  return {
    call: (name, ...[dict]) => call(name, dict as Dict | undefined),
    listCommands: () => call('listCommands'),
    commands: new Proxy({} as OckleClient<C>['commands'], {
      // Whoever awaits the proxy itself asks whether it is a promise.
      get: (_, name) => (typeof name === 'string' && name !== 'then' ? (dict?: Dict) => call(name, dict) : undefined),
    }),
  };
}
