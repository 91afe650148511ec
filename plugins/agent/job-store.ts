/** Open this to see what jobs leave behind between their runs, and the file in which it outlives the process. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { AgentError, isRecord, kindOf, textOf } from './errors.js';

/** How a run ended. Times are ISO texts. */
export interface LastRun {
  readonly at: string;
  readonly ms: number;
  readonly ok: boolean;
  /** What the job said of it. */
  readonly message?: string;
  /** What went wrong. */
  readonly error?: string;
}

/** What is kept of one job. */
export interface Kept {
  readonly state?: unknown;
  readonly lastRun?: LastRun;
  readonly runs: number;
  readonly failures: number;
}

/** In memory, and in a JSON file if there is one. The file is read when the first job asks, and written whole. */
export class JobStore {
  readonly #file: string | undefined;
  #jobs: Map<string, Kept> | undefined;

  constructor(file: string | undefined) {
    this.#file = file;
  }

  get(name: string): Kept {
    return this.#read().get(name) ?? { runs: 0, failures: 0 };
  }

  /** Keeps it as long as the process runs, whether or not it can be written. Throws `agent.state-not-written`. */
  set(name: string, kept: Kept): void {
    const jobs = this.#read();
    jobs.set(name, kept);
    if (this.#file === undefined) return;
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      writeFileSync(`${this.#file}.new`, `${JSON.stringify({ jobs: Object.fromEntries(jobs) }, null, 2)}\n`);
      renameSync(`${this.#file}.new`, this.#file);
    } catch (cause) {
      throw new AgentError('agent.state-not-written', {
        message: `The state of the job '${name}' can't be written to ${this.#file}: ${textOf(cause)}.`,
        hint: 'The folder has to be writable. The state is kept as long as the process runs, and written with the next run of any job.',
        place: this.#file,
        cause,
      });
    }
  }

  #read(): Map<string, Kept> {
    return (this.#jobs ??= new Map(this.#file === undefined ? [] : entriesOf(this.#file)));
  }
}

/**
 * A state as JSON holds it, so that it is the same with a file and without one: a date is a text, and a map an empty object. Throws
 * `agent.state-not-written` for what JSON has no words for: the file has all jobs in it, so nobody else's could be written either.
 */
export function asJson(state: unknown, job: string, plugin: string): unknown {
  if (state === undefined) return undefined;
  const noJson = (why: string, cause?: unknown): AgentError =>
    new AgentError('agent.state-not-written', {
      message: `The state that the job '${job}' leaves is no JSON: ${why}.`,
      hint: 'Leave texts, numbers, lists and plain objects. The next run gets the state of before.',
      plugin,
      cause,
    });
  let text: string | undefined;
  try {
    text = JSON.stringify(state);
  } catch (cause) {
    // Of an object that holds itself further lines tell where.
    throw noJson(textOf(cause).split('\n', 1)[0]!, cause);
  }
  if (text === undefined) throw noJson(`it has no words for ${kindOf(state)}`);
  return JSON.parse(text) as unknown;
}

/** Throws `agent.bad-state`: it is not overwritten unseen. */
function entriesOf(file: string): [string, Kept][] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw badState(file, cause);
  }
  try {
    const { jobs } = JSON.parse(text) as { jobs?: unknown };
    if (!isRecord(jobs)) throw new Error('it has no jobs');
    return Object.entries(jobs).map(([name, kept]) => [name, checkedEntry(name, kept)]);
  } catch (cause) {
    throw badState(file, cause);
  }
}

/** What is wrong would be overwritten with the next run of any job. */
function checkedEntry(name: string, kept: unknown): Kept {
  const wrong = (what: string, value: unknown): Error => new Error(`${what} of the job '${name}' is ${kindOf(value)}`);
  if (!isRecord(kept)) throw wrong('the entry', kept);
  const { runs, failures, lastRun } = kept;
  for (const [what, count] of Object.entries({ runs, failures }))
    if (!Number.isSafeInteger(count) || Number(count) < 0) throw wrong(what, count);
  if (lastRun === undefined) return kept as unknown as Kept;
  if (!isRecord(lastRun)) throw wrong('lastRun', lastRun);
  const { at, ms, ok } = lastRun;
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at))) throw wrong('lastRun.at', at);
  if (!Number.isFinite(ms)) throw wrong('lastRun.ms', ms);
  if (typeof ok !== 'boolean') throw wrong('lastRun.ok', ok);
  return kept as unknown as Kept;
}

function badState(file: string, cause: unknown): AgentError {
  return new AgentError('agent.bad-state', {
    message: `The state of jobs can't be read from ${file}: ${textOf(cause)}.`,
    hint: 'Mend the file, or move it away to begin anew.',
    place: file,
    cause,
  });
}
