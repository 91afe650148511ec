/** Open this to see the plugins that are changed in specs: a root, a middle that holds it, a leaf that holds the middle, and one beside them. */
import { classFact, type Extension } from 'mortise';
import { OnEvent, Plugin } from 'mortise/decorators';
import type { Host } from '../../src/host.js';
import { createTestHost, type TestHost, type TestHostOptions } from 'mortise/testing';

/** Everything that can go wrong with a generation, in the order in which it would. */
export const FAULTS = [
  'attach', 'callback', 'metadata', 'resolve', 'wire', 'construct', 'beforeStart', 'start', 'afterStart', 'health', 'snapshot', 'restore', 'bind',
] as const; // prettier-ignore

export type Fault = (typeof FAULTS)[number];

export const NAMES = ['root', 'middle', 'leaf', 'beside'] as const;
export type Name = (typeof NAMES)[number];

/** What one plugin publishes. */
export interface Value {
  readonly name: Name;
  readonly number: number;
  readonly needs: Value | undefined;
  /** State that goes from generation to generation. */
  count: number;
}

/** There can be one of a name, so a generation can only have it when the one before it has let it go. */
const Command = classFact<Record<never, never>>('test.command');

const NEEDS: Partial<Record<Name, Name>> = { middle: 'root', leaf: 'middle' };

/** The plugins, and what becomes of them. */
export class World {
  readonly test: TestHost;
  /** What happened, in order. */
  readonly said: string[] = [];
  /** Which generation got each event: `root 2: 17`. */
  readonly heard: string[] = [];
  readonly #made: Record<Name, number> = { root: 0, middle: 0, leaf: 0, beside: 0 };
  /** Instances that were told to stop. */
  readonly stopped = new Set<unknown>();
  /** How the next generation of a plugin fails. */
  readonly fails: Partial<Record<Name, Fault>> = {};
  /** Called in handlers; what it returns is waited for. */
  handling: (name: Name, payload: unknown) => unknown = () => undefined;

  constructor(
    readonly reload: 'overlap' | 'restart' = 'overlap',
    options: TestHostOptions = {},
  ) {
    // A kind that reaches beyond the plugin: there can be one of a name.
    this.test = createTestHost({ ...options, plugins: NAMES.map((name) => this.extension(name)), kinds: [this.#kind] });
  }

  readonly bound = new Map<string, number>();
  readonly #kind = {
    key: 'test.command',
    bind: (instance: object) => {
      const { name, number, fault } = instance as { name: Name; number: number; fault?: Fault };
      if (fault === 'bind') throw new Error(`bind of ${name} fails`);
      if (this.bound.has(name)) throw new Error(`the command ${name} is there already`);
      this.bound.set(name, number);
      return () => void this.bound.delete(name);
    },
  };

  /** An extension whose every attach makes another generation. */
  extension(name: Name): Extension {
    const world = this;
    return {
      name,
      version: '1.0.0',
      attach(this: { registerPlugin(namespace: string, value: object): void }, _options: unknown, callback: (error?: unknown) => void) {
        const number = ++world.#made[name];
        const fault = number === 1 ? undefined : world.fails[name];
        if (fault === 'attach') throw new Error(`attach of ${name} fails`);
        if (fault === 'callback') return callback(new Error(`attach of ${name} calls back with an error`));
        this.registerPlugin(`world/${name}`, world.#plugin(name, number, fault));
        callback();
      },
    };
  }

  #plugin(name: Name, number: number, fault: Fault | undefined): new () => object {
    const { said, heard } = this;
    const world = this;
    const needs = NEEDS[name];
    const fail = (at: Fault): void => {
      if (at === fault) throw new Error(`${at} of ${name} fails`);
    };
    @Command({})
    @Plugin({
      id: name,
      version: fault === 'metadata' ? (7 as never) : '1.0.0',
      reload: world.reload,
      ...(fault === 'resolve' ? { dependencies: { nobody: '^1' } } : {}),
      inject: [...(needs === undefined ? [] : [`world/${needs}`]), ...(fault === 'wire' ? [class Unknown {}] : [])],
    } as never)
    class Generation implements Value {
      readonly name = name;
      readonly number = number;
      readonly fault = fault;
      count = 0;
      readonly needs: Value | undefined;
      constructor() {
        // oxlint-disable-next-line prefer-rest-params -- a parameter would say that all of them need something
        this.needs = arguments[0] as Value | undefined;
        fail('construct');
      }
      beforeStart() {
        fail('beforeStart');
      }
      start() {
        fail('start');
        said.push(`start ${name} ${number}`);
      }
      afterStart() {
        fail('afterStart');
      }
      health() {
        return fault !== 'health';
      }
      snapshot() {
        // The one that serves fails when it is asked on behalf of its successor.
        if (world.fails[name] === 'snapshot') throw new Error(`snapshot of ${name} fails`);
        return { count: this.count };
      }
      restore(state: { count: number }) {
        fail('restore');
        this.count = state.count;
      }
      stop() {
        said.push(`stop ${name} ${number}`);
        world.stopped.add(this);
      }
      @OnEvent('world.event')
      hear(payload: unknown) {
        heard.push(`${name} ${number}: ${String(payload)}`);
        this.count += 1;
        return world.handling(name, payload);
      }
    }
    return Generation;
  }

  value(name: Name): Value {
    return this.test.host.lookup(`world/${name}`) as Value;
  }

  /** Who gets the event, in order. */
  slots() {
    return (this.test.host as Host).kernel.bus.slotsOf('world.event');
  }

  /** Everything that somebody else can see. */
  state() {
    const { host } = this.test;
    return {
      plugins: host.list().map(({ key, state, version, enabled, holds, reason }) => ({ key, state, version, enabled, holds, reason })),
      instances: NAMES.map((name) => host.find(`world/${name}`)),
      counts: NAMES.map((name) => (host.find(`world/${name}`) as Value | undefined)?.count),
      bound: [...this.bound].sort(([a], [b]) => (a < b ? -1 : 1)),
    };
  }
}
