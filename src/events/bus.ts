/** Open this to see what the event bus of a host is made of, and what the kernel can do with it. */
import type { EventBusView, HandlerOptions } from '../model/context.js';
import type { ClockPort, ProblemSink, Undo } from '../model/ports.js';
import type { DumpedHandler } from '../model/dump.js';
import type { HandlerUsage } from '../model/usage.js';
import type { Call } from './call.js';
import { Channels } from './channels.js';
import { createDelivery, type Delivery } from './delivery.js';
import { createFaults } from './faults.js';
import type { Apart } from './found.js';
import type { Gate, GateState } from './gate.js';
import { handle } from './listen.js';
import { Roster } from './roster.js';
import type { HandlerOwner, Slot } from './slot.js';
import { type StandIn, standIn } from './stand-in.js';
import { createView } from './view.js';
import { Vocabulary } from './vocabulary.js';

export type { Call } from './call.js';
export { Gate, type GateState } from './gate.js';
export type { HandlerOwner, Own, Owned } from './slot.js';
export type { StandIn } from './stand-in.js';

export interface BusPorts {
  readonly clock: ClockPort;
  readonly report: ProblemSink;
  /** Emitting throws the first failure of a handler, after all have run. Default false. */
  readonly strict?: boolean;
  /** Names without a namespace that may be emitted, beside those of cluster, sessions and servers. */
  readonly declared?: readonly string[];
  /** How many deliveries of an event to the same handlers are walked before code is generated for them. Default 1,000; `Infinity`: none is. */
  readonly hotAfter?: number;
  /** Whether one delivery in 128 is timed, of events with generated code one in 1,024; it is walked, the first of each event among them. Default true. */
  readonly samples?: boolean;
}

/** Generating costs as much as a thousand deliveries gain by it. */
const HOT_AFTER = 1_000;

/** One listener, for explanations. */
export interface SlotInfo {
  readonly plugin: string;
  readonly component?: string;
  readonly method?: string;
  readonly priority: number;
  /** The pattern by which it gets the event. */
  readonly pattern?: string;
  readonly stream: boolean;
  readonly failures: number;
  readonly state: GateState;
}

export interface Bus {
  /** The bus as an owner has it: what is registered through it is written down for `owner`, and blamed on it; what it emits is kept `apart`. */
  view(owner: HandlerOwner, apart?: Apart): EventBusView;
  /** Registers a decorated handler; it is written down by whoever asks. Throws `event.bad-name`, `event.through-shape`, and what its `through` throws. */
  register(name: string, handler: Call, options: HandlerOptions, owner: HandlerOwner): Undo;
  /** Emits what only mortise may emit. Never throws because of a handler. */
  announce(name: string, payload: unknown): void;
  /** Lets names without a namespace be emitted. Throws `event.bad-name`. */
  declare(names: readonly string[]): Undo;
  declared(): Iterable<string>;
  /** Who would get this event, in order; of a pattern, who registered for it. */
  slotsOf(name: string): SlotInfo[];
  /** How many slots a plugin has now. */
  countOf(plugin: string): number;
  /** Everybody who listens, by event and in the order of delivery. */
  listing(): readonly DumpedHandler[];
  /** What was counted of each handler. */
  usage(): readonly HandlerUsage[];
  /** How often code of a plugin has failed on events. */
  failuresOf(plugin: string): number;
  /** What is counted of a plugin that has gone is forgotten. */
  forget(plugin: string): void;
  /**
   * Within one turn: what stands behind the first gates leaves, and what stands behind the others takes its place, for deliveries under way
   * as well, so that each reaches one of the two. What it answers puts all of them back.
   */
  exchange(leaving: readonly Gate[], coming: readonly Gate[]): Undo;
  /** Within one turn: what stands behind a gate leaves, and what comes for it is kept by somebody else. */
  standIn(leaving: Gate): StandIn;
  /** Ends the streams of a plugin that stops: what they hold is given to its handlers. */
  finish(gate: Gate): void;
  /** Handlers under way behind gates: how many, and when they have ended. */
  drain(gates: readonly Gate[]): { readonly count: number; readonly done: Promise<void> };
  /** Completes all streams and removes everybody; whatever is emitted from now on reaches nobody. */
  close(): void;
}

export function createBus({ clock, report, strict = false, declared = [], hotAfter = HOT_AFTER, samples = true }: BusPorts): Bus {
  const channels = new Channels((name) => vocabulary.allows(name), hotAfter);
  const vocabulary = new Vocabulary(declared, (name) => channels.review(name));
  const faults = createFaults(report, (failure) => delivery.announce('handler.failed', failure));
  const roster = new Roster(channels, faults);
  const delivery: Delivery = createDelivery({ channels, vocabulary, faults, clock, strict, samples, closed: () => roster.closed });
  return {
    view: (owner, apart) => createView(delivery, { roster, faults, owner, own: owner.own }, apart),
    register: (name, handler, options, owner) => handle({ roster, faults, owner }, name, handler, options),
    announce: (name, payload) => delivery.announce(name, payload),
    declare: (names) => vocabulary.declare(names),
    declared: () => vocabulary.declared(),
    slotsOf: (name) => channels.peek(name).map(infoOf),
    countOf: (plugin) => roster.count(plugin).slots,
    listing: () => roster.listing(),
    usage: () => roster.usage(),
    failuresOf: (plugin) => roster.count(plugin).failures,
    forget: (plugin) => roster.forget(plugin),
    exchange: (leaving, coming) => roster.exchange(leaving, coming),
    standIn: (leaving) => standIn(roster, leaving),
    finish: (gate) => roster.finish(gate),
    drain(gates) {
      const count = gates.reduce((sum, { pending }) => sum + pending, 0);
      return { count, done: Promise.all(gates.map((gate) => gate.drained())).then(() => undefined) };
    },
    close: () => roster.close(),
  };
}

function infoOf({ owner, priority, pattern, event, kind, failures }: Slot): SlotInfo {
  const { plugin, component, method, gate } = owner;
  return {
    plugin,
    ...(component === undefined ? {} : { component }),
    ...(method === undefined ? {} : { method }),
    priority,
    ...(pattern ? { pattern: event } : {}),
    stream: kind === 'stream',
    failures,
    state: gate?.state ?? 'open',
  };
}
