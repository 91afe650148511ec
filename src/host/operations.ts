/** Open this to see how whatever is asked of a host takes its turn, and ends in a report; a change in a receipt and a revision as well. */
import { isPlain } from '../config/plain.js';
import type { KernelSetup } from '../kernel/create-kernel.js';
import type { Extensions } from '../kernel/extensions.js';
import type { Intent } from '../kernel/intent.js';
import { Journal, remembered } from '../kernel/journal.js';
import { announce } from '../kernel/kernel.js';
import { keepSwitched } from '../kernel/keep-switched.js';
import { Queue } from '../kernel/queue.js';
import { makeReport } from '../kernel/report.js';
import type { Settings } from '../kernel/settings.js';
import { infoOf } from '../kernel/snapshot.js';
import type { Receipt } from '../model/history.js';
import type { ChangeRequest } from '../model/host.js';
import type { Problem } from '../model/problem.js';
import type { Report } from '../model/report.js';
import type { Done } from './applying.js';
import type { Site } from './owned.js';
import { receiptOf } from './receipt.js';

export class Operations {
  readonly queue: Queue;
  readonly journal: Journal;
  /** What was done by the operation that runs. */
  #done: Done[] = [];
  /** The last change that was asked for, as long as it waits for its turn. */
  #asked: { readonly request: string; readonly report: Promise<Report> } | undefined;

  constructor(
    readonly setup: KernelSetup,
    extensions: Extensions,
    readonly settings: () => Settings | undefined,
  ) {
    this.queue = new Queue(setup.kernel);
    this.journal = new Journal(setup.kernel, extensions, settings);
  }

  /** Notes a plan that was done, for the receipt. */
  done(done: Done): void {
    this.#done.push(done);
  }

  /** One operation at a time; what it finds goes into its report. */
  run(operation: (began: number) => Promise<Receipt | void>): Promise<Report> {
    // Whatever is asked for in between makes the same request another one.
    this.#asked = undefined;
    return this.queue.run(async () => {
      const began = this.setup.kernel.elapsed();
      const found: Problem[] = [];
      this.setup.collect = found;
      this.#done = [];
      try {
        const receipt = await operation(began);
        return this.report(found, began, receipt ?? undefined);
      } finally {
        this.#done = [];
        this.setup.collect = undefined;
      }
    });
  }

  /** How all plugins are by now. */
  report(problems: readonly Problem[], began: number, receipt?: Receipt): Report {
    const { records, elapsed } = this.setup.kernel;
    return makeReport([...records.values()].map(infoOf), problems, elapsed() - began, receipt);
  }

  /** An operation that goes into the history, with a receipt in its report. */
  record(site: Site, operation: () => Promise<Intent>): Promise<Report> {
    return this.run(async (began) => {
      const { kernel, collect = [] } = this.setup;
      const before = this.journal.checkpoint();
      const at = kernel.clock.now();
      const intent = await operation();
      const receipt = receiptOf(this.#done, kernel, kernel.elapsed() - began);
      const [first] = this.#done;
      if (first !== undefined && receipt.outcome === 'done') {
        keepSwitched(intent, before, kernel, this.settings());
        const place = site();
        const problems = [...new Set(collect.map(({ code }) => code))];
        const asked = { at, by: intent.by ?? 'code', ...(place === undefined ? {} : { place }) };
        this.journal.keep({ revision: receipt.revision, ...asked, ...remembered(first.planned.plan), receipt, problems }, before);
      }
      announce(kernel, 'host.changed', { host: kernel.name, by: intent.by ?? 'code', receipt });
      return receipt;
    });
  }

  /** A change. The same asked again while it waits for its turn is one; but to take back twice is to do it again. */
  change(request: ChangeRequest, site: Site, operation: () => Promise<Intent>): Promise<Report> {
    const isOne = Object(request) === request && request.load === undefined && request.undo === undefined;
    const key = isOne ? keyOf(request) : undefined;
    if (key !== undefined && this.#asked?.request === key) return this.#asked.report;
    const report = this.record(site, () => {
      if (this.#asked?.report === report) this.#asked = undefined;
      return operation();
    });
    this.#asked = key === undefined ? undefined : { request: key, report };
    return report;
  }
}

/** Of a map, a function or an instance nobody knows whether another one is equal. */
function isComparable(value: unknown): boolean {
  return typeof value === 'object' && value !== null ? Array.isArray(value) || isPlain(value) : typeof value !== 'function';
}

/** What two equal requests have in common. */
function keyOf(request: ChangeRequest): string | undefined {
  try {
    // JSON knows neither of these, and they are not the same as nothing.
    return JSON.stringify(request, function (this: Record<string, unknown>, key, value: unknown) {
      if (!isComparable(this[key])) throw new TypeError('only what is plain is equal');
      return value === undefined || (typeof value === 'number' && !Number.isFinite(value)) ? { [String(value)]: true } : value;
    });
  } catch {
    return undefined;
  }
}
