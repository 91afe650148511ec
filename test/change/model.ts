/** Open this to see what must be true after any changes, written down a second time: small, without time, and independent of the code. */

/** What is wrong with one generation. `health` only matters where another generation would have to give way. */
export type Flaw = 'attach' | 'construct' | 'start' | 'hang' | 'afterStart' | 'health' | undefined;

export const KEYS = ['p0', 'p1', 'p2', 'p3', 'p4'] as const;
export type Key = (typeof KEYS)[number];

interface OnOne {
  readonly do: 'load' | 'unload' | 'reload' | 'enable' | 'disable' | 'configure';
  readonly key: Key;
}

export type Operation = OnOne | { readonly do: 'undo' | 'emit' };

/** What an operation comes to. */
export type Outcome = 'done' | 'rolled back' | 'refused' | 'rejected';

interface Plugin {
  readonly flaw: Flaw;
  enabled: boolean;
  state: 'running' | 'waiting' | 'failed' | 'stopped';
  /** One that was attached has another identity than that of the attach before it. */
  readonly origin: number;
}

type Plugins = Map<Key, Plugin>;

/** What a host would have come to. */
export class Model {
  plugins: Plugins = new Map();
  readonly #attached: Record<Key, number> = { p0: 0, p1: 0, p2: 0, p3: 0, p4: 0 };
  /** What was there before each change that was done. */
  readonly #journal: Plugins[] = [];
  #origins = 0;

  constructor(
    readonly needs: Readonly<Record<Key, readonly Key[]>>,
    readonly flaws: Readonly<Record<Key, readonly Flaw[]>>,
  ) {}

  take(operation: Operation): Outcome | undefined {
    if (operation.do === 'emit') return undefined;
    const before = copied(this.plugins);
    const outcome = 'key' in operation ? this.#change(operation.do, operation.key) : this.#undo();
    if (outcome === 'done') this.#journal.push(before);
    return outcome;
  }

  #change(what: OnOne['do'], key: Key): Outcome {
    const now = this.plugins.get(key);
    if (what === 'load') {
      const attached = this.#attach(key);
      if (attached !== undefined && now === undefined) this.plugins.set(key, attached);
      this.#settle();
      return 'done';
    }
    if (now === undefined) return 'rejected';
    if (what === 'unload') this.plugins.delete(key);
    else if (what === 'disable') now.enabled = false;
    else if (what === 'enable') {
      now.enabled = true;
      if (now.state === 'failed') now.state = 'stopped';
    } else {
      const next = what === 'reload' ? this.#attach(key) : now;
      if (next === undefined) return 'refused';
      if (now.state === 'running' && !this.#canReplace(key, next.flaw)) return 'rolled back';
      this.plugins.set(key, { ...next, enabled: now.enabled, state: now.state === 'running' ? 'running' : 'stopped' });
    }
    this.#settle();
    return 'done';
  }

  /** The last change that was done is taken back: what was there then is attached again, where it was another one. */
  #undo(): Outcome {
    const then = this.#journal.at(-1);
    if (then === undefined) return 'rejected';
    const next: Plugins = new Map();
    let isMissing = false;
    for (const [key, was] of then) {
      const now = this.plugins.get(key);
      if (now?.origin === was.origin) {
        const isRetried = was.enabled && !now.enabled && now.state === 'failed';
        next.set(key, { ...now, enabled: was.enabled, state: isRetried ? 'stopped' : now.state });
        continue;
      }
      const again = this.#attach(key);
      if (again === undefined) isMissing = true;
      else next.set(key, { ...again, enabled: was.enabled, state: now?.state === 'running' ? 'running' : 'stopped' });
    }
    if (isMissing) return 'refused';
    for (const [key, { origin, flaw, enabled }] of next) {
      const now = this.plugins.get(key);
      const isReplaced = now?.state === 'running' && now.origin !== origin && enabled;
      if (isReplaced && !this.#couldRun(key, next)) return 'refused';
      if (isReplaced && !this.#canReplace(key, flaw, next)) return 'rolled back';
    }
    this.plugins = next;
    this.#settle();
    return 'done';
  }

  /** Whether a generation and all who hold what it replaces can take over. */
  #canReplace(key: Key, flaw: Flaw, among: Plugins = this.plugins): boolean {
    if (flaw !== undefined) return false;
    return this.#holders(key).every((holder) => {
      const plugin = among.get(holder);
      return plugin === undefined || !plugin.enabled || !this.#couldRun(holder, among) || plugin.flaw !== 'health';
    });
  }

  #couldRun(key: Key, among: Plugins): boolean {
    return this.needs[key].every(
      (need) => among.get(need)?.enabled === true && among.get(need)!.state !== 'failed' && this.#couldRun(need, among),
    );
  }

  /** Running plugins that hold it, at first or second hand. */
  #holders(key: Key): Key[] {
    const found = KEYS.filter((other) => this.plugins.get(other)?.state === 'running' && this.needs[other].includes(key));
    return [...new Set([...found, ...found.flatMap((holder) => this.#holders(holder))])];
  }

  #attach(key: Key): Plugin | undefined {
    const flaw = this.flaws[key][this.#attached[key]++ % this.flaws[key].length];
    this.#origins += 1;
    return flaw === 'attach' ? undefined : { flaw, enabled: true, state: 'stopped', origin: this.#origins };
  }

  /** Whoever can run does; needs come first, since they have smaller keys. */
  #settle(): void {
    const started: Key[] = [];
    for (const key of KEYS) {
      const plugin = this.plugins.get(key);
      if (plugin === undefined) continue;
      const { flaw, enabled, state } = plugin;
      const hasAll = this.needs[key].every((need) => this.plugins.get(need)?.state === 'running');
      if (!enabled) plugin.state = state === 'failed' ? 'failed' : 'stopped';
      else if (state === 'failed') continue;
      else if (!hasAll) plugin.state = 'waiting';
      else if (state !== 'running') {
        plugin.state = flaw === undefined || flaw === 'health' || flaw === 'afterStart' ? 'running' : 'failed';
        started.push(key);
      }
    }
    // Only when all have started is it told that one of them does not run; whoever had started on it waits.
    for (const key of started) {
      const plugin = this.plugins.get(key)!;
      if (plugin.state !== 'running' || plugin.flaw !== 'afterStart') continue;
      plugin.state = 'failed';
      for (const other of KEYS) {
        const dependent = this.plugins.get(other);
        if (dependent?.state === 'running' && !this.needs[other].every((need) => this.plugins.get(need)?.state === 'running'))
          dependent.state = 'waiting';
      }
    }
  }
}

function copied(plugins: Plugins): Plugins {
  return new Map([...plugins].map(([key, plugin]) => [key, { ...plugin }]));
}
