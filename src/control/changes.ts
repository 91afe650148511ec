/** Open this to see how a running host is changed from outside: planned under a token, done, and taken back. */
import { typed } from '../command/typed.js';
import type { ControlAccess, MortiseHost } from '../model/host.js';
import type { Plan } from '../model/plan.js';
import type { Problem } from '../model/problem.js';
import { sha256 } from '../platform/files.js';
import { whyOf } from '../problem/cause.js';
import { failure } from '../problem/problem.js';
import { answersOf, type Asked } from './answers.js';
import { requestOf, type ChangeWorld } from './request.js';
import { jsonOf, type Answerer } from './protocol.js';

/** What a host lets be done to it from outside. */
export type Changeable = Asked & Pick<MortiseHost, 'plan' | 'apply' | 'discard' | 'change' | 'problems' | 'commands'>;

/** The answer to `plan`. */
export interface PlannedChange {
  /** What `apply` wants, to do this very plan. */
  readonly token: string;
  readonly plan: Omit<Plan, 'toString'>;
  /** What could not be read or attached for it, which has no step in a plan. */
  readonly problems: readonly Problem[];
}

/** The answer to `exec`. */
export interface Executed {
  /** What was said before it had ended. */
  readonly replies: readonly string[];
  /** What the command came to, as JSON. */
  readonly result: unknown;
}

export interface ControlOptions extends Omit<ChangeWorld, 'host'> {
  readonly pid: number;
  /** `read`: it answers questions and refuses changes. */
  readonly access: ControlAccess;
}

const MOST_PLANS = 16;

/** Answers what can be asked, and, unless it is for reading only, does what is asked for. Throws what `answersOf` and the host throw, `control.read-only` and `control.unknown-plan`. */
export function controlOf(host: Changeable, { pid, access, ...about }: ControlOptions): Answerer {
  const asked = answersOf(host, pid);
  const plans = new Plans(host);
  const changes = changesOf(host, { ...about, host }, plans);
  let last: Promise<unknown> = Promise.resolve();
  return (request) => {
    plans.forgetStale();
    // A command may ask for changes itself, so nobody waits for it.
    if (request.op === 'exec' && access !== 'read') return exec(host, request.arguments.join(' '), request.change);
    const change = Object.hasOwn(changes, request.op) ? changes[request.op] : undefined;
    if (change === undefined && request.op !== 'exec') return asked(request);
    // To plan is to run what is to be loaded, as far as its attach.
    if (access === 'read') throw failure('control.read-only', { op: request.op });
    // What is set comes over what those before have set.
    const run = (): unknown => change!(request);
    last = last.then(run, run);
    return last;
  };
}

/** Runs a line as the console of the host would. Throws `command.*` and `permission.*`. */
async function exec({ commands }: Changeable, line: string, input: unknown): Promise<Executed> {
  const replies: string[] = [];
  const result = await typed(line, commands, {
    kind: 'console',
    name: 'exec',
    reply: (text) => void replies.push(text),
    ...(input === undefined ? {} : { input }),
  });
  try {
    jsonOf(result);
  } catch (cause) {
    // It is the command that can't be answered with this, and not mortise.
    throw failure('command.failed', { usage: line, why: `what it returned can't be written as JSON: ${whyOf(cause)}` }, { cause });
  }
  return { replies, result: result ?? null };
}

function changesOf(host: Changeable, world: ChangeWorld, plans: Plans): Readonly<Record<string, Answerer>> {
  return {
    async plan({ change }) {
      const before = new Set(host.problems);
      const plan = await host.plan(requestOf(change, world));
      return { token: plans.keep(plan), plan, problems: unread(host.problems, before, plan) } satisfies PlannedChange;
    },
    change: ({ change }) => host.change(requestOf(change, world)),
    apply: ({ arguments: [token = ''] }) => host.apply(plans.take(token)),
    discard: ({ arguments: [token = ''] }) => plans.forget(token),
    undo({ arguments: [revision] }) {
      if (revision !== undefined && !/^\d+$/.test(revision))
        throw failure('control.bad-request', { why: 'undo wants the number of a revision' });
      return host.change(requestOf({ undo: revision === undefined ? 'last' : Number(revision) }, world));
    },
  };
}

/** Plans that somebody has seen and may want done. One that is stale is forgotten but for its revision: it holds code that may have gone. */
class Plans {
  readonly #plans = new Map<string, { readonly revision: number; plan: Plan | undefined }>();

  constructor(readonly host: Pick<Changeable, 'history' | 'discard'>) {}

  /** The token of a plan. The same plan has the same one: it is what somebody has seen. */
  keep(plan: Plan): string {
    const token = sha256(JSON.stringify(plan)).slice(0, 16);
    void this.forget(token);
    this.#plans.set(token, { revision: plan.revision, plan });
    if (this.#plans.size > MOST_PLANS) void this.forget(this.#plans.keys().next().value!);
    return token;
  }

  /** Throws `plan.stale` and `control.unknown-plan`. */
  take(token: string): Plan {
    const found = this.#plans.get(token);
    if (found === undefined) throw failure('control.unknown-plan', { token });
    if (found.plan === undefined) throw failure('plan.stale', { planned: found.revision, now: this.#latest() });
    this.#plans.delete(token);
    return found.plan;
  }

  forgetStale(): void {
    const latest = this.#latest();
    for (const found of this.#plans.values()) {
      if (found.revision >= latest || found.plan === undefined) continue;
      void this.host.discard(found.plan);
      found.plan = undefined;
    }
  }

  /** What was attached for it is taken back. One that is not there, or was done, is nobody's. */
  async forget(token: string): Promise<void> {
    const plan = this.#plans.get(token)?.plan;
    this.#plans.delete(token);
    if (plan !== undefined) await this.host.discard(plan);
  }

  #latest(): number {
    return this.host.history().at(-1)?.revision ?? 0;
  }
}

/** What was found while a plan was made, and is not in it. */
function unread(now: readonly Problem[], before: ReadonlySet<Problem>, plan: Plan): Problem[] {
  const told = new Set(plan.problems.map(({ code, message }) => `${code} ${message}`));
  return now.filter(
    (found) => !before.has(found) && (found.phase === 'read' || found.phase === 'attach') && !told.has(`${found.code} ${found.message}`),
  );
}
