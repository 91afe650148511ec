/** Open this to see how a plan that somebody has asked for is held: until it is applied or thrown away, or nobody has it any more. */
import type { ApplyOptions, ChangeRequest } from '../model/host.js';
import type { Plan } from '../model/plan.js';
import type { Report } from '../model/report.js';
import { isThenable } from '../model/thenable.js';
import { failure } from '../problem/problem.js';
import { kindOf } from '../problem/text.js';
import type { Site } from './owned.js';
import type { HostParts } from './parts.js';
import type { Planned } from './planning.js';
import type { Views } from './views.js';

/** A plan, and what it was asked for with: one that is stale may be made anew. */
interface Held extends Planned {
  readonly request: ChangeRequest;
}

export class Plans {
  readonly #held = new WeakMap<Plan, Held>();
  /** What was attached for plans that can't be applied any more, since nobody holds them. */
  readonly #lost = new FinalizationRegistry<Planned['extensions']>(
    (extensions) => void this.parts.operations.queue.run(() => this.parts.extensions.withdraw(extensions)),
  );

  constructor(
    readonly parts: HostParts,
    readonly views: Views,
  ) {}

  /** Plans a change, and keeps what was attached for it. Throws what is wrong with the request, and `host.not-running`. */
  make(request: ChangeRequest, site: Site): Promise<Plan> {
    const { operations, applying, intents, extensions, mustRun } = this.parts;
    return operations.queue.run(async () => {
      if (this.views.state() !== 'new') mustRun('plan');
      const planned = await applying.plan(intents.of(request, site));
      this.#held.set(planned.plan, { ...planned, request });
      // The host may have been started meanwhile.
      if (this.views.state() === 'new') this.views.draft = planned;
      extensions.propose(planned.extensions);
      this.#lost.register(planned.plan, planned.extensions, planned.plan);
      return planned.plan;
    });
  }

  /** Does a plan as it was made; one that is stale is made anew where that is wanted. Throws `host.not-running`, `plan.stale` and `plan.unknown`. */
  apply(made: Plan, { stale = 'refuse' }: ApplyOptions, site: Site): Promise<Report> {
    const { operations, applying, intents, setup, mustRun } = this.parts;
    return operations.record(site, async () => {
      mustRun('apply a plan');
      checkIsPlan(made);
      const held = this.#held.get(made);
      const { revision } = setup.kernel;
      const isStale = made.revision !== revision;
      if (isStale && stale === 'refuse') throw failure('plan.stale', { planned: made.revision, now: revision });
      if (held === undefined) throw failure('plan.unknown', { revision: made.revision });
      this.#forget(made);
      // What the names of the request mean may have changed too.
      const intent = isStale ? intents.of(held.request, site) : held.intent;
      await (isStale ? applying.bring(intent) : applying.carryOut(held));
      return intent;
    });
  }

  /** Takes back what was attached for a plan that will not be applied. Throws `plan.unknown` of what is no plan at all. */
  discard(made: Plan): Promise<void> {
    const { operations, extensions } = this.parts;
    return operations.queue.run(async () => {
      checkIsPlan(made);
      const held = this.#held.get(made);
      this.#forget(made);
      await extensions.withdraw(held?.extensions ?? []);
    });
  }

  #forget(made: Plan): void {
    this.#held.delete(made);
    this.#lost.unregister(made);
  }
}

/** Whoever forgot to await `host.plan` gives its promise. */
function checkIsPlan(made: unknown): void {
  if (typeof (Object(made) as Partial<Plan>).revision === 'number') return;
  throw failure('plan.unknown', { seen: isThenable(made) ? 'a promise' : kindOf(made) });
}
