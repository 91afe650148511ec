/** Open this to see how edits are tried: together, and if that fails so that what is broken keeps nobody else from going live. */
import type { Problem } from '../model/problem.js';
import { followLoaded, noteOf, type Followed } from './followed.js';
import { problemsOf, textOf, type ChangeOutcome } from './outcome.js';
import type { DevPorts } from './ports.js';

/** What is to go live. */
export interface Edits {
  /** What somebody edited or asked for. */
  readonly own: readonly Followed[];
  /** Those, and what could not be loaded and may need what was edited beside it. */
  readonly wanted: readonly Followed[];
  /** What failed before, and may need something of those. */
  readonly failed: readonly Followed[];
  readonly gone: readonly Followed[];
  readonly edited: ReadonlySet<string>;
}

export class Attempts {
  /** What was wrong at the start with nothing that can be edited and tried again. */
  #known: readonly string[] = [];

  /** `followed` is kept as what is loaded now, by id. */
  constructor(
    readonly followed: Map<string, Followed>,
    readonly ports: Pick<DevPorts, 'host' | 'files' | 'clock'>,
  ) {}

  /** What was wrong at the start was told. */
  begin(problems: readonly Problem[]): void {
    const tried = new Set([...this.followed.values()].flatMap(({ told }) => [...told]));
    this.#known = problems.map(textOf).filter((text) => !tried.has(text));
  }

  /** Answers what is worth telling, in order. */
  async take(edits: Edits): Promise<readonly ChangeOutcome[]> {
    const { own, wanted, failed, gone } = edits;
    // Whoever edits what is broken is told all of it again; whoever edits something else is not.
    const isMending = own.some(({ told }) => told.size > 0);
    const told = new Set([...this.#known, ...(isMending ? [] : [...wanted, ...failed]).flatMap((each) => [...each.told])]);
    const news: ChangeOutcome[] = [];
    for (const outcome of await this.#each(edits)) {
      const titles = outcome.titles.filter((title) => [...own, ...gone].some((each) => each.title === title));
      const problems = outcome.problems.filter((found) => !told.has(textOf(found)));
      const isNews = titles.length > 0 || problems.length > 0 || (outcome.isDone && (outcome.report?.receipt?.plugins.length ?? 0) > 0);
      if (isNews) news.push({ ...outcome, problems, titles: titles.length > 0 ? titles : outcome.titles, stale: this.#stale() });
    }
    return news;
  }

  /** All in one change. If that fails, what is broken must not keep the rest from going live. */
  async #each({ wanted, failed, gone, edited }: Edits): Promise<readonly ChangeOutcome[]> {
    const all = await this.#try([...wanted, ...failed], gone, edited);
    if (all.isDone || wanted.length + failed.length + gone.length === 1) return [all];
    if (failed.length > 0) {
      const those = await this.#try(wanted, gone, edited);
      if (those.isDone || wanted.length + gone.length === 1) return [those];
    }
    const each: ChangeOutcome[] = [];
    if (gone.length > 0) each.push(await this.#try([], gone, edited));
    for (const followed of wanted) each.push(await this.#try([followed], [], edited));
    return each;
  }

  /** One change; what fails is noted as it was tried. */
  async #try(wanted: readonly Followed[], gone: readonly Followed[], edited: ReadonlySet<string>): Promise<ChangeOutcome> {
    const { host, files, clock } = this.ports;
    const noted = wanted.map((each) => [each.id, noteOf(each, edited, files)] as const);
    const at = clock.now();
    let result: Pick<ChangeOutcome, 'report' | 'cause'>;
    try {
      const report = await host.catchUp({
        reload: wanted.flatMap(({ name }) => name ?? []),
        load: wanted.flatMap(({ name, id }) => (name === undefined ? [id] : [])),
        unload: gone.flatMap(({ name }) => name ?? []),
      });
      result = { report };
    } catch (cause) {
      result = { cause };
    }
    const isDone = result.report?.receipt?.outcome === 'done';
    const problems = problemsOf(result);
    this.follow(wanted, isDone);
    for (const [id, texts] of noted) {
      const now = this.followed.get(id);
      if (now === undefined || (now.name !== undefined && isDone)) continue;
      now.tried = texts;
      now.told = new Set(problems.map(textOf));
    }
    const titles = [...wanted, ...gone].map(({ title }) => title);
    return {
      kind: 'change',
      at,
      files: [...edited],
      titles,
      ...result,
      problems,
      isDone,
      gone: isDone ? gone.map(({ title }) => title) : [],
      stale: [],
    };
  }

  /** The graphs as they are now; what was tried and failed stays as it is. */
  follow(tried: readonly Followed[], isDone: boolean): void {
    const { host, files } = this.ports;
    const graphs = new Map(host.graphs().map((graph) => [graph.id, graph]));
    for (const [id, { name }] of this.followed) if (name !== undefined && !graphs.has(id)) this.followed.delete(id);
    for (const [id, graph] of graphs) {
      const before = this.followed.get(id);
      if (before?.sources !== graph.sources) this.followed.set(id, followLoaded(graph, files));
      // It was read anew as well, unless nothing of it was to be.
      else if (isDone && tried.includes(before)) before.tried = undefined;
    }
  }

  #stale(): string[] {
    return [...this.followed.values()].flatMap(({ tried, title }) => (tried === undefined ? [] : [title]));
  }
}
