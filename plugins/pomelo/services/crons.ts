/** Open this to see what runs at which time: the crons of `config/crons.json` and of `app.addCrons`. */
import { createRequire } from 'node:module';
import type { Cron as Job } from 'croner';
import { type Say, textOf } from '../trace.js';

/** One cron, from Pomelo. */
export interface CronInfo {
  readonly id: number | string;
  /** Six fields: second, minute, hour, day of the month, month, day of the week. A time matches all of them. */
  readonly time: string;
  /** `<file in app/servers/<type>/cron>.<method>` */
  readonly action: string;
  /** For this server only; in `config/crons.json`. */
  readonly serverId?: string;
}

export interface CronPorts {
  readonly say: Say;
  /** What the files in `app/servers/<type>/cron` export, by name. */
  readonly handlers: () => Readonly<Record<string, unknown>>;
}

/** The crons of an app. None runs before `start` or after `stop`. */
export class Crons {
  readonly #ports: CronPorts;
  readonly #crons = new Map<string, { readonly info: CronInfo; job?: Job }>();
  #isRunning = false;

  constructor(ports: CronPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#isRunning = true;
    for (const id of this.#crons.keys()) this.#schedule(id);
  }

  stop(): void {
    this.#isRunning = false;
    for (const cron of this.#crons.values()) {
      cron.job?.stop();
      delete cron.job;
    }
  }

  /** An id that is there already is ignored, with a warning. */
  add(crons: readonly CronInfo[]): void {
    for (const info of crons) {
      const id = String(info.id);
      if (!info.id || !info.time || !info.action) this.#ports.say('error', `cron miss necessary parameters: ${JSON.stringify(info)}`);
      else if (this.#crons.has(id)) this.#ports.say('warn', `cron is duplicated: ${JSON.stringify(info)}`);
      else {
        this.#crons.set(id, { info });
        if (this.#isRunning) this.#schedule(id);
      }
    }
  }

  /** Whether it is this very cron, and no other of its id. */
  has(info: CronInfo): boolean {
    return this.#crons.get(String(info.id))?.info === info;
  }

  /** By id; the rest of a cron does not matter. */
  remove(crons: readonly Pick<CronInfo, 'id'>[]): void {
    for (const info of crons) {
      const cron = this.#crons.get(String(info.id));
      if (cron === undefined) this.#ports.say('warn', `cron is not in application: ${JSON.stringify(info)}`);
      cron?.job?.stop();
      this.#crons.delete(String(info.id));
    }
  }

  #schedule(id: string): void {
    const cron = this.#crons.get(id)!;
    const { say } = this.#ports;
    const [file = '', method = ''] = cron.info.action.split('.');
    const handler = this.#ports.handlers()[file];
    if (typeof handler !== 'object' || handler === null) return say('error', `could not find cron: ${JSON.stringify(cron.info)}`);
    const run: unknown = Reflect.get(handler, method);
    if (typeof run !== 'function') return say('error', `could not find cron job: ${JSON.stringify(cron.info)}, ${method}`);
    const failed = (error: unknown): void => say('error', `the cron '${id}' (${cron.info.action}) has failed: ${textOf(error)}`);
    try {
      // What Pomelo's scheduler reads: a time has to match the day of the month and that of the week, and `0/5` is every fifth from 0 on.
      cron.job = new (croner())(cron.info.time, { mode: '6-part', sloppyRanges: true, domAndDow: true, catch: failed }, () =>
        Reflect.apply(run, handler, []),
      );
    } catch (error) {
      failed(error);
    }
  }
}

/** An optional peer, which only those need who have crons. */
function croner(): typeof Job {
  try {
    return (createRequire(import.meta.url)('croner') as { readonly Cron: typeof Job }).Cron;
  } catch (cause) {
    throw new Error('Crons need the package croner: npm install croner.', { cause });
  }
}
