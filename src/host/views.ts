/** Open this to see how a host is looked at: what is known and decided now becomes details, a graph and the answer to why. */
import { explain } from '../explain/explain.js';
import type { Apps } from '../kernel/apps.js';
import type { KernelSetup } from '../kernel/create-kernel.js';
import { detailsOf } from '../kernel/details.js';
import { evidenceOf } from '../kernel/evidence.js';
import { wantedBy, type Coming, type Intent } from '../kernel/intent.js';
import type { PluginRecord } from '../kernel/record.js';
import type { Settings } from '../kernel/settings.js';
import { snapshotOf } from '../kernel/snapshot.js';
import type { PluginDetails } from '../model/details.js';
import type { Explanation, Subject } from '../model/explanation.js';
import type { Graph } from '../model/graph.js';
import type { HostState } from '../model/host.js';
import type { Snapshot } from '../model/plan.js';
import { graphOf } from '../plan/graph.js';
import { resolve, type Resolution } from '../plan/resolve.js';
import { nodeVersion } from '../platform/runtime.js';
import { failure } from '../problem/problem.js';
import { near } from '../problem/text.js';
import type { Planned } from './planning.js';

interface View {
  readonly records: ReadonlyMap<string, PluginRecord>;
  readonly resolution: Resolution;
  readonly snapshot: Snapshot;
  readonly apps: readonly string[];
}

export class Views {
  /** What a host that is new would start: until it has, this is what there is to see. */
  draft: Planned | undefined;

  constructor(
    readonly setup: KernelSetup,
    readonly apps: Apps,
    readonly state: () => HostState,
    readonly settings: () => Settings | undefined,
  ) {}

  /** Throws `plan.unknown-plugin`. */
  info(key: string): PluginDetails {
    const { records } = this.#now();
    const record = records.get(key);
    if (record === undefined) throw failure('plan.unknown-plugin', { key, action: 'tell of', near: near(key, records.keys()) });
    return detailsOf(record, evidenceOf(this.setup.kernel, records, this.apps, this.settings()));
  }

  graph(): Graph {
    const { resolution, snapshot } = this.#now();
    return graphOf(resolution, snapshot);
  }

  why(subject: string | Subject): Explanation {
    const { kernel, problems } = this.setup;
    const { records, resolution, snapshot, apps } = this.#now();
    return explain(subject, {
      ...evidenceOf(kernel, records, this.apps, this.settings()),
      host: { name: kernel.name, state: this.state() },
      resolution,
      snapshot,
      problems,
      history: () => kernel.history(),
      apps,
    });
  }

  #now(): View {
    const { kernel } = this.setup;
    const draft = this.state() === 'new' ? this.draft : undefined;
    const coming: Coming = { extensions: draft?.extensions ?? [], candidates: draft?.candidates ?? [] };
    const records = new Map([...kernel.records, ...coming.candidates.map((record) => [record.key, record] as const)]);
    const intent: Intent = { change: {}, apps: draft?.intent.apps ?? this.apps.up };
    const wanted = wantedBy(intent, coming, kernel, this.apps, true, nodeVersion);
    const snapshot = snapshotOf(kernel);
    return { records, resolution: resolve(wanted, snapshot), snapshot, apps: wanted.apps };
  }
}
