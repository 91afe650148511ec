/** Open this to see how it is told after a change whether the generations that gave way are gone, or who holds them. */
import type { Doctor, DoctorOptions } from '../model/doctor.js';
import type { Receipt } from '../model/history.js';
import type { ClockPort, Undo } from '../model/ports.js';

export interface Generation {
  readonly plugin: string;
  readonly generation: number;
  /** Its code can't be freed, whatever becomes of its instances. */
  readonly isKept?: boolean;
}

export interface Remain extends Generation {
  /** Whether nothing of it is in memory. */
  readonly isFreed: boolean;
  /** Who holds it, in words, where that was found. */
  readonly holder?: string;
}

export interface RemainsPorts {
  readonly host: { doctor(options?: DoctorOptions): Promise<Doctor> };
  readonly clock: ClockPort;
  /** Whether there is something more urgent. */
  readonly isBusy: () => boolean;
  /** What could not be told at once. */
  readonly tell: (remains: readonly Remain[]) => void;
}

/** Milliseconds of quiet before garbage is collected, and before a heap snapshot stops the process for a while. */
const QUIET = 400;
const VERY_QUIET = 3_000;

/** The generations that gave way in a change. */
export function leftBy({ plugins }: Receipt): Generation[] {
  return plugins.flatMap(({ plugin, generation, previous, did, code }) => {
    const went = did === 'unloaded' ? generation : previous;
    return went === undefined ? [] : [{ plugin, generation: went, ...(code === 'kept' ? { isKept: true } : {}) }];
  });
}

export class Remains {
  /** What is not told yet. */
  readonly #open = new Map<string, Generation>();
  /** Whether the host is asked now. */
  isLooking = false;
  #timer: Undo | undefined;
  #isClosed = false;

  constructor(readonly ports: RemainsPorts) {}

  /** What can be told at once; the rest is told when it is quiet. */
  async of(went: readonly Generation[]): Promise<readonly Remain[]> {
    for (const each of went) this.#open.set(keyOf(each), each);
    if (went.length === 0) return [];
    if (this.ports.isBusy()) {
      this.#wait(QUIET, false);
      return [];
    }
    const told = await this.#ask(false);
    const isOwn = ({ plugin, generation }: Remain): boolean =>
      went.some((each) => each.plugin === plugin && each.generation === generation);
    const others = told.filter((each) => !isOwn(each));
    if (others.length > 0) this.ports.tell(others);
    return told.filter(isOwn);
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.();
  }

  #wait(ms: number, holders: boolean): void {
    this.#timer?.();
    this.#timer = this.ports.clock.setTimeout(() => void this.#look(ms, holders), ms);
  }

  async #look(ms: number, holders: boolean): Promise<void> {
    if (this.ports.isBusy()) return this.#wait(ms, holders);
    const told = await this.#ask(holders);
    if (told.length > 0 && !this.#isClosed) this.ports.tell(told);
  }

  /** What is gone, and with `holders` what is not; of neither anything is told again. */
  async #ask(holders: boolean): Promise<Remain[]> {
    const asked = [...this.#open.values()];
    this.isLooking = true;
    const doctor = await this.ports.host.doctor({ holders }).catch(() => undefined);
    this.isLooking = false;
    if (doctor === undefined || this.#isClosed) return [];
    const alive = new Map(doctor.departed.filter(({ state }) => state === 'unloaded (leaked)').map((each) => [keyOf(each), each]));
    const told = asked.flatMap(({ plugin, generation, isKept = false }): Remain[] => {
      const each = { plugin, generation };
      const held = alive.get(keyOf(each));
      if (held === undefined || holders) this.#open.delete(keyOf(each));
      if (held === undefined) return isKept ? [] : [{ ...each, isFreed: true }];
      return holders ? [{ ...each, isFreed: false, ...(held.holder === undefined ? {} : { holder: held.holder }) }] : [];
    });
    // It may only be on its way out.
    if (this.#open.size > 0) this.#wait(VERY_QUIET, true);
    return told;
  }
}

function keyOf({ plugin, generation }: Generation): string {
  return `${plugin} ${generation}`;
}
