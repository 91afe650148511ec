/** Open this to see when the names of a plugin become visible: at the moment it runs, so that nobody sees half a plugin. */
import type { NamespaceLike } from '../model/name.js';
import type { Undo } from '../model/ports.js';
import type { Problem } from '../model/problem.js';
import { MortiseError } from '../problem/error.js';
import { problem } from '../problem/problem.js';
import { Entry } from '../wiring/entry.js';
import { canonical } from '../wiring/names.js';
import type { Kernel } from './kernel.js';
import { Shown, type Life, type Upcoming } from './life.js';
import type { PluginRecord } from './record.js';

export interface Provider {
  readonly kernel: Kernel;
  readonly record: PluginRecord;
  readonly life: Life;
}

/** What a plugin publishes under a name: a value, or what makes one for each who asks. */
export interface Offer {
  readonly namespace: string;
  readonly how: Entry['how'];
  readonly value?: unknown;
  readonly make?: () => unknown;
}

/** Makes a name visible, now or as soon as the plugin runs, which fails where another has it by then. What it returns hides it again. */
export function show({ kernel, record, life }: Provider, { namespace, how, value, make }: Offer): Undo {
  const shown = new Shown(new Entry(namespace, how, record.key, record.manifest.category, value, make), life);
  const upcoming: Upcoming = {
    check: () => mustBeFree(namespace, record),
    show: () => {
      if (!isFreeAgain(namespace, record, kernel)) return;
      shown.showIn(record.scope);
      (life.shown ??= new Set()).add(shown);
      life.ledger.add(shown);
    },
  };
  // Of one whose successor has taken its place, it counts if that is taken back.
  if (life.isReady && !life.isRetired) upcoming.show();
  else (life.whenReady ??= new Set()).add(upcoming);
  return () => {
    life.whenReady?.delete(upcoming);
    life.ledger.takeBack(shown);
  };
}

/** Publishes a value from code; another value under the same name takes its place. Throws `plan.duplicate-namespace`. */
export function provide(by: Provider, like: NamespaceLike, value: unknown): Undo {
  const { kernel, record, life } = by;
  const namespace = canonical(like, false);
  mustBeFree(namespace, record);
  let hide: Undo = () => undefined;
  // Whoever watches the name sees one value after the other, and nothing between them.
  kernel.host.names.together(() => {
    life.published?.get(namespace)?.();
    life.expected?.get(namespace)?.();
    hide = show(by, { namespace, how: 'singleton', value });
  });
  const undo = (): void => {
    if (life.published?.get(namespace) !== undo) return;
    life.published.delete(namespace);
    hide();
    if (kernel.timeouts.grace > 0) giveTime(by, namespace);
    kernel.settle();
  };
  (life.published ??= new Map()).set(namespace, undo);
  // Whoever waited for the name may start now.
  kernel.settle();
  return undo;
}

/** Those who run with the name go on for a while: it may come back. */
function giveTime({ kernel, life }: Provider, namespace: string): void {
  const clear = kernel.clock.setTimeout(() => {
    entry.ended();
    life.expected?.delete(namespace);
    kernel.settle();
  }, kernel.timeouts.grace);
  const entry = life.ledger.own(`the time that the namespace ${namespace} has to come back`, clear);
  (life.expected ??= new Map()).set(namespace, () => {
    entry.undo();
    life.expected?.delete(namespace);
  });
}

/** Whether one that serves again, since its successor could not, publishes a name again. What somebody else got meanwhile is theirs, which is told. */
export function isFreeAgain(namespace: string, record: PluginRecord, { report }: Pick<Kernel, 'report'>): boolean {
  const found = duplicate(namespace, record);
  if (found === undefined) return true;
  record.life?.published?.delete(namespace);
  report(found);
  return false;
}

/** Throws `plan.duplicate-namespace` where another plugin of the same scope has the name already. */
function mustBeFree(namespace: string, record: PluginRecord): void {
  const found = duplicate(namespace, record);
  if (found !== undefined) throw new MortiseError(found);
}

function duplicate(namespace: string, { scope, key }: PluginRecord): Problem | undefined {
  const first = scope.names.own(namespace)?.owner;
  if (first === undefined || first === key) return undefined;
  return problem('plan.duplicate-namespace', { namespace, first, second: key }, { plugin: key });
}
