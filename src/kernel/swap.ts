/** Open this to see the moment in which new generations take over: names, handlers and what kinds bound change places within one turn. */
import { whyOf } from '../problem/cause.js';
import { MortiseError } from '../problem/error.js';
import { problem } from '../problem/problem.js';
import type { StagedScopes } from '../wiring/staged.js';
import { handIn, handOut, type Handed } from './hand-over.js';
import type { Kernel } from './kernel.js';
import type { Life } from './life.js';
import { isFreeAgain } from './provide.js';
import type { PluginRecord } from './record.js';
import { serve } from './start.js';

/** A generation that takes over, and the one whose place it takes, if there is one. */
export interface Successor {
  readonly next: PluginRecord;
  readonly old: PluginRecord | undefined;
  /** The scope in which everybody sees what it publishes. */
  readonly scope: PluginRecord['scope'];
}

export interface HandedOver {
  readonly taker: PluginRecord;
  readonly giver: PluginRecord;
  /** Code among what was taken over. */
  readonly code: Handed['code'];
}

export interface Swapped {
  /** Who took something over from their predecessor. */
  readonly handedOver: readonly HandedOver[];
  /** Puts those back that gave way; what took their place is seen by nobody any more. */
  readonly revert: () => void;
}

/** Swaps them all. If state can't be handed over, or what took over can't be shown, it throws, and those serve that did. */
export function swap(successors: readonly Successor[], scopes: StagedScopes, kernel: Kernel): Swapped {
  const next = successors.map((successor) => successor.next);
  const old = successors.flatMap((successor) => successor.old ?? []);
  const handedOver = handOver(successors, kernel);
  const done: (() => void)[] = [];
  const undoAll = (): void => {
    for (const undo of done.splice(0).reverse()) contained(undo, kernel);
    // It hears nothing more: those serve again that did.
    for (const { life } of next) life?.gate.close();
    // Kinds have been at their instances.
    for (const { life } of old) life?.gate.refresh();
    // What was handed over goes back to whoever serves again.
    for (const { taker, giver } of handedOver) giveBack(giver, () => handOut(taker), kernel);
  };
  const revert = (): void => kernel.host.names.together(undoAll);
  kernel.host.names.together(() => {
    try {
      for (const record of old) giveWay(record, done, kernel);
      for (const { next: record, scope } of successors) takePlace(record.life!, scope, done);
      const gatesOf = (records: readonly PluginRecord[]) => records.map((record) => record.life!.gate);
      done.push(kernel.bus.exchange(gatesOf(old), gatesOf(next)));
    } catch (thrown) {
      undoAll();
      throw thrown;
    }
    scopes.goLive();
    for (const { next: record, old: before, scope } of successors) {
      const { key, life } = record;
      record.scope = scope;
      life!.isStaged = false;
      kernel.records.set(key, record);
      done.push(() => (before === undefined ? kernel.records.delete(key) : kernel.records.set(key, before)));
      serve(record, life!, kernel);
      life!.gate.open();
    }
  });
  return { handedOver, revert };
}

/** Before anything else changes; if one of them can't take what it is given, all have back what they gave. */
function handOver(successors: readonly Successor[], kernel: Kernel): HandedOver[] {
  const given = new Map<PluginRecord, Handed>();
  try {
    return successors.flatMap(({ next, old }) => {
      if (old === undefined) return [];
      const handed = handOut(old);
      given.set(old, handed);
      return handIn(next, handed) > 0 ? [{ taker: next, giver: old, code: handed.code }] : [];
    });
  } catch (thrown) {
    for (const [old, handed] of given) giveBack(old, () => handed, kernel);
    throw thrown;
  }
}

/** A component that gave away a server or a socket takes it back by its own restore. */
export function giveBack(record: PluginRecord, handed: () => Handed, kernel: Kernel): void {
  try {
    handIn(record, handed());
  } catch (thrown) {
    if (!(thrown instanceof MortiseError)) throw thrown;
    kernel.report({ ...thrown.problem, severity: 'warning' });
  }
}

/** What a generation shows is hidden, and what kinds bound of it is let go; its instances stay as they are. */
function giveWay(record: PluginRecord, done: (() => void)[], kernel: Kernel): void {
  const { life } = record;
  if (life === undefined) return;
  life.isRetired = true;
  done.push(() => {
    life.isRetired = false;
    life.becomesVisible();
  });
  for (const bound of life.bound ?? []) {
    contained(() => bound.unbind(), kernel);
    done.push(() => {
      if (life.bound?.has(bound) === true) bound.bind();
    });
  }
  for (const shown of life.shown ?? []) {
    shown.hide();
    done.push(() => {
      // What it took back meanwhile stays taken back.
      if (life.shown?.has(shown) !== true) return;
      if (isFreeAgain(shown.entry.namespace, record, kernel)) shown.showIn(record.scope);
      else life.shown.delete(shown);
    });
  }
}

/** One that throws keeps nobody else from coming back. */
function contained(undo: () => void, kernel: Kernel): void {
  try {
    undo();
  } catch (thrown) {
    const found =
      thrown instanceof MortiseError ? thrown.problem : problem('lifecycle.undo-failed', { effect: 'the swap', why: whyOf(thrown) });
    kernel.report({ ...found, severity: 'warning' });
  }
}

function takePlace(life: Life, scope: PluginRecord['scope'], done: (() => void)[]): void {
  // What a kind publishes as it binds is shown with the rest.
  for (const bound of life.bound ?? []) {
    bound.bind();
    done.push(() => bound.unbind());
  }
  for (const shown of life.shown ?? []) {
    shown.showIn(scope);
    done.push(() => shown.hide());
  }
}
