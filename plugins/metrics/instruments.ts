/** Open this for the list of what is measured: each instrument with its name, unit and labels, and how it is read from a host. */
import type { HandlerUsage, PluginInfo, PluginState, Usage } from 'mortise';

export type Labels = Readonly<Record<string, string>>;

/** One value with its labels. */
export interface Measure {
  readonly labels: Labels;
  readonly value: number;
}

/** What is known of a host at one moment. */
export interface Seen {
  readonly state: string;
  readonly plugins: readonly PluginInfo[];
  readonly usage: Usage;
  readonly changes: Changes;
}

/** What was counted of changes and problems by events. */
export interface Changes {
  readonly done: readonly Measure[];
  readonly phases: readonly Measure[];
  readonly problems: readonly Measure[];
}

/** An instrument whose value is read when somebody asks. A counter never falls, but when what it counts begins anew. */
export interface Instrument {
  /** With dots, as OpenTelemetry has it; Prometheus gets underscores, the unit, and `_total` where it counts. */
  readonly name: string;
  readonly kind: 'counter' | 'gauge';
  readonly unit?: 's';
  readonly help: string;
  readonly labels: readonly string[];
  read(seen: Seen): readonly Measure[];
}

const HOST_STATES = ['new', 'starting', 'running', 'stopping', 'stopped'] as const;
const STATES: readonly PluginState[] = ['described', 'waiting', 'starting', 'running', 'stopping', 'stopped', 'failed'];
const HANDLER = ['plugin', 'event', 'handler'] as const;
const CALL = ['plugin', 'call'] as const;

export const INSTRUMENTS: readonly Instrument[] = [
  {
    name: 'mortise.host.state',
    kind: 'gauge',
    help: 'Where the host stands: 1 for the state it is in, 0 for the others',
    labels: ['state'],
    read: ({ state: now }) => HOST_STATES.map((state) => ({ labels: { state }, value: Number(state === now) })),
  },
  {
    name: 'mortise.plugins',
    kind: 'gauge',
    help: 'How many plugins are in each state',
    labels: ['state'],
    read: ({ plugins }) => STATES.map((state) => ({ labels: { state }, value: plugins.filter((plugin) => plugin.state === state).length })),
  },
  {
    name: 'mortise.plugin.running',
    kind: 'gauge',
    help: 'Whether a plugin runs: 1, or 0',
    labels: ['plugin', 'version', 'state'],
    read: ({ plugins }) =>
      plugins.map(({ key, version, state }) => ({ labels: { plugin: key, version, state }, value: Number(state === 'running') })),
  },
  {
    name: 'mortise.plugin.start',
    kind: 'gauge',
    unit: 's',
    help: 'How long the start of a plugin took, from wiring to running',
    labels: ['plugin'],
    read: ({ plugins }) => plugins.flatMap(({ key, ms }) => (ms === undefined ? [] : [{ labels: { plugin: key }, value: ms / 1000 }])),
  },
  {
    name: 'mortise.handler.deliveries',
    kind: 'counter',
    help: 'Events that came for a handler',
    labels: HANDLER,
    read: ofHandlers(({ deliveries }) => deliveries),
  },
  {
    name: 'mortise.handler.failures',
    kind: 'counter',
    help: 'How often a handler threw or rejected',
    labels: HANDLER,
    read: ofHandlers(({ failures }) => failures),
  },
  {
    name: 'mortise.handler.samples',
    kind: 'counter',
    help: 'Deliveries that were timed: of each event the first, and then one in 128, or 1,024 where it is emitted often',
    labels: HANDLER,
    read: ofHandlers(({ samples }) => samples),
  },
  {
    name: 'mortise.handler.sampled',
    kind: 'counter',
    unit: 's',
    help: 'How long the deliveries that were timed took together',
    labels: HANDLER,
    read: ofHandlers(({ ms }) => ms / 1000),
  },
  {
    name: 'mortise.calls',
    kind: 'counter',
    help: 'Calls of what is counted: methods with @Around, actions, and what plugins track',
    labels: CALL,
    read: ({ usage }) => usage.calls.map(({ plugin, name, calls }) => ({ labels: { plugin, call: name }, value: calls })),
  },
  {
    name: 'mortise.call.failures',
    kind: 'counter',
    help: 'How many of them threw or rejected',
    labels: CALL,
    read: ({ usage }) => usage.calls.map(({ plugin, name, failures }) => ({ labels: { plugin, call: name }, value: failures })),
  },
  {
    name: 'mortise.call.duration',
    kind: 'counter',
    unit: 's',
    help: 'How long they took together',
    labels: CALL,
    read: ({ usage }) => usage.calls.map(({ plugin, name, ms }) => ({ labels: { plugin, call: name }, value: ms / 1000 })),
  },
  {
    name: 'mortise.changes',
    kind: 'counter',
    help: 'Changes of the running host by outcome and by who asked',
    labels: ['outcome', 'by'],
    read: ({ changes }) => changes.done,
  },
  {
    name: 'mortise.change.phase',
    kind: 'counter',
    unit: 's',
    help: 'How long the phases of changes took together',
    labels: ['phase'],
    read: ({ changes }) => changes.phases,
  },
  {
    name: 'mortise.problems',
    kind: 'counter',
    help: 'Problems that were found, by code',
    labels: ['code', 'severity', 'plugin'],
    read: ({ changes }) => changes.problems,
  },
];

/** The one that is recorded as it happens: how long changes took. */
export const CHANGE_DURATION = {
  name: 'mortise.change.duration',
  unit: 's',
  help: 'How long changes of the running host took',
  labels: ['outcome'],
  buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60],
} as const;

/** `mortise.handler.sampled` in seconds is `mortise_handler_sampled_seconds_total`. */
export function prometheusName({ name, unit, kind }: Pick<Instrument, 'name' | 'unit'> & { readonly kind?: Instrument['kind'] }): string {
  return `${name.replaceAll('.', '_')}${unit === undefined ? '' : '_seconds'}${kind === 'counter' ? '_total' : ''}`;
}

function ofHandlers(value: (usage: HandlerUsage) => number): Instrument['read'] {
  return ({ usage }) => {
    // Handlers without a name in the code have the same labels where they hear the same.
    const sums = new Map<string, { readonly labels: Labels; value: number }>();
    for (const each of usage.handlers) {
      const handler = [each.component, each.method].filter((part) => part !== undefined).join('.');
      const labels = { plugin: each.plugin, event: each.event ?? '', handler };
      const key = JSON.stringify(labels);
      const sum = sums.get(key) ?? { labels, value: 0 };
      sum.value += value(each);
      sums.set(key, sum);
    }
    return [...sums.values()];
  };
}
