/** Open this to see plugins with any mix of features and flaws, whose every attach makes another generation, and what became of each instance. */
import fc from 'fast-check';
import { definePlugin, type Extension, type ExtensionContextView, type PluginContext } from 'mortise';
import { PluginContext as Context } from 'mortise/decorators';

const FLAWS = [
  'attach', 'version', 'construct', 'beforeStart', 'start', 'hang', 'squat', 'afterStart', 'health', 'snapshot', 'restore', 'onConfig', 'beforeStop', 'stop', 'slow', 'handler',
] as const; // prettier-ignore

type Flaw = (typeof FLAWS)[number];

export const IDS = ['p0', 'p1', 'p2', 'p3', 'p4'];
/** Names that several of them publish. */
const SHARED = ['w/shared', 'w/other'];
export const NAMES = [...IDS.map((id) => `w/${id}`), ...SHARED];

const rarely = fc.boolean().chain((one) => (one ? fc.boolean() : fc.constant(false)));
const use = fc.record({
  name: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...IDS.map((id) => `w/${id}`)) },
    { weight: 1, arbitrary: fc.constantFrom(...SHARED) },
  ),
  how: fc.constantFrom('required', 'required', 'optional', 'either', 'live'),
});

/** What one plugin is like. */
export const traits = fc.record({
  isRestarted: rarely,
  isOfHost: fc.boolean(),
  isOfApp: rarely,
  also: fc.option(fc.constantFrom(...SHARED), { freq: 2 }),
  /** Whether it says what it publishes, or only its code knows. */
  declares: fc.boolean(),
  needs: fc.option(fc.record({ id: fc.constantFrom(...IDS), how: fc.constantFrom('dependencies', 'optionalDependencies', 'conflicts') }), {
    freq: 2,
  }),
  uses: fc.uniqueArray(use, { maxLength: 2, selector: ({ name }) => name }),
  hasState: fc.boolean(),
  hasConfig: fc.boolean(),
  takesTurn: fc.boolean(),
  /** Of its generations, one after the other. */
  flaws: fc.array(fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, fc.constantFrom(...FLAWS)), { minLength: 1, maxLength: 4 }),
});

type Traits = typeof traits extends fc.Arbitrary<infer T> ? T : never;

/** Something that a plugin uses: any of these names, and what it was given. */
interface Given {
  readonly names: readonly string[];
  readonly isLive: boolean;
  readonly value: unknown;
}

/** One instance of a plugin. */
export class Instance {
  state: 'made' | 'started' | 'stopped' = 'made';

  constructor(
    readonly id: string,
    readonly app: string | undefined,
    readonly context: PluginContext,
    readonly given: readonly Given[],
  ) {}

  get key(): string {
    return this.app === undefined ? this.id : `${this.app}:${this.id}`;
  }
}

export class Mixed {
  readonly extensions: readonly Extension[];
  readonly instances: Instance[] = [];
  /** Who heard each event. */
  readonly heard = new Map<unknown, Instance[]>();
  /** What must not happen, and did. */
  readonly wrong: string[] = [];

  constructor(readonly all: readonly Traits[]) {
    this.extensions = all.map((each, index) => this.#extension(IDS[index]!, each));
  }

  started(key?: string): Instance[] {
    return this.instances.filter((each) => each.state === 'started' && (key === undefined || each.key === key));
  }

  #extension(id: string, each: Traits): Extension {
    let attached = 0;
    const make = (flaw: Flaw | undefined): object => this.#plugin(id, each, flaw);
    return {
      name: `extension-${id}`,
      version: '1.0.0',
      attach(this: ExtensionContextView) {
        const flaw = each.flaws[attached++ % each.flaws.length];
        if (flaw === 'attach') throw new Error('attach');
        this.registerPlugin(make(flaw) as never);
      },
    };
  }

  #plugin(
    id: string,
    { isRestarted, also, declares, needs, uses, hasState, hasConfig, takesTurn }: Traits,
    flaw: Flaw | undefined,
  ): object {
    const names = [`w/${id}`, ...(also === null ? [] : [also])];
    const used = uses
      .filter(({ name }) => !names.includes(name))
      .map(({ name, how }) => {
        const or = how === 'either' ? SHARED.filter((other) => other !== name && !names.includes(other)) : [];
        return { use: name, ...(or.length > 0 ? { or } : {}), optional: how === 'optional', live: how === 'live' };
      });
    const fails = (at: Flaw): void => {
      if (at === flaw) throw new Error(at);
    };
    const start = (instance: Instance): void => {
      fails('start');
      for (const name of flaw === 'squat' ? [...names, 'w/p0'] : names) instance.context.provide(name, instance);
      instance.context.setInterval(
        () => this.#must(instance.state === 'started' || flaw === 'slow', `a timer of ${instance.key} after its stop`),
        700,
      );
      instance.state = 'started';
    };
    const setup = (context: PluginContext, ...values: unknown[]): object => {
      fails('construct');
      const given = used.map(({ use: name, or = [], live }, index) => ({ names: [name, ...or], isLive: live, value: values[index] }));
      const instance = new Instance(id, context.app?.name, context, given);
      this.instances.push(instance);
      return {
        beforeStart: () => fails('beforeStart'),
        start: () => {
          if (flaw === 'hang') return new Promise(() => undefined);
          return takesTurn ? Promise.resolve().then(() => start(instance)) : start(instance);
        },
        afterStart: () => fails('afterStart'),
        health: () => flaw !== 'health',
        beforeStop: () => fails('beforeStop'),
        stop: () => {
          this.#must(instance.state !== 'stopped', `${instance.key} was stopped twice`);
          instance.state = 'stopped';
          fails('stop');
          return flaw === 'slow' ? new Promise(() => undefined) : undefined;
        },
        hear: (payload: unknown) => {
          this.#must(instance.state === 'started', `${instance.key} heard an event and is ${instance.state}`);
          this.heard.set(payload, [...(this.heard.get(payload) ?? []), instance]);
          fails('handler');
        },
        ...(hasConfig ? { onConfig: () => fails('onConfig') } : {}),
        ...(hasState ? { snapshot: () => (fails('snapshot'), id), restore: () => fails('restore') } : {}),
      };
    };
    return definePlugin({
      id,
      version: flaw === 'version' ? 7 : '1.0.0',
      reload: isRestarted ? 'restart' : 'overlap',
      provides: declares ? names : [],
      ...(needs === null || needs.id === id ? {} : { [needs.how]: { [needs.id]: '^1.0.0' } }),
      inject: [Context, ...used],
      on: { 'mixed.*': 'hear' },
      setup,
    } as never);
  }

  #must(isSo: boolean, otherwise: string): void {
    if (!isSo) this.wrong.push(otherwise);
  }
}
