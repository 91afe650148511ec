/** Open this to see how the command plans a start, and a change after it, without starting anything. */
import { move } from '../kernel/record.js';
import { checkRequired, complainOfUnused } from '../kernel/required.js';
import type { ChangeRequest } from '../model/host.js';
import type { Plan } from '../model/plan.js';
import { callSite } from '../facts/place.js';
import { simulate } from '../plan/simulate.js';
import type { HostParts } from './parts.js';
import type { Planned } from './planning.js';

export class Rehearsal {
  #started: Planned | undefined;

  constructor(readonly parts: HostParts) {}

  /**
   * Everything is read, attached and planned as for a start, and what would wait or fail says so, but nothing starts. Afterwards `list`, `info`,
   * `why` and `graph` of the host answer; its `stop` takes back what was attached.
   */
  start(): Promise<Plan> {
    const { setup, owned, apps, intents, applying, operations } = this.parts;
    const { kernel } = setup;
    return operations.queue.run(async () => {
      const settings = owned.settings();
      const planned = await applying.plan(intents.ofStart());
      applying.adopt(planned);
      for (const { action, plugin: key, because } of planned.plan.steps)
        if (action === 'wait' || action === 'fail')
          move(kernel.records.get(key)!, action === 'wait' ? 'waiting' : 'failed', because[0]!.text);
      complainOfUnused(kernel, settings, apps.names());
      this.#started = planned;
      return planned.plan;
    });
  }

  /** Throws `host.required-missing` when a start would. */
  check(): void {
    const { setup, applying } = this.parts;
    checkRequired(setup.kernel, 'described', applying.gaps, [...setup.problems]);
  }

  /** What a change would do after a start in which all goes well. */
  change(request: ChangeRequest): Promise<Plan> {
    const { extensions, intents, applying, operations } = this.parts;
    return operations.queue.run(async () => {
      const { plan: started, resolution, snapshot } = this.#started!;
      const planned = await applying.plan(intents.of(request, callSite()), simulate(started, resolution, snapshot));
      extensions.propose(planned.extensions);
      return planned.plan;
    });
  }
}
