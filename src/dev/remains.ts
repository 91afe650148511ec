/** Open this to see how it is told after a change whether the code that gave way is gone, without holding up the next change. */
import type { Doctor, DoctorOptions } from '../model/doctor.js';
import type { ClockPort, Undo } from '../model/ports.js';

export interface Remain {
  readonly plugin: string;
  readonly generation: number;
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
  readonly tell: (remains: readonly Remain[]) => void;
}

/** Milliseconds of quiet before garbage is collected, and before a heap snapshot stops the process for a while. */
const QUIET = 400;
const VERY_QUIET = 3_000;

export class Remains {
  readonly #told = new Set<string>();
  /** Whether the host is asked now. */
  isLooking = false;
  #timer: Undo | undefined;
  #isClosed = false;

  constructor(readonly ports: RemainsPorts) {}

  /** Something gave way, or is about to. */
  changed(): void {
    this.#wait(QUIET, false);
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
    const { host, isBusy, tell } = this.ports;
    if (isBusy()) return this.#wait(ms, holders);
    this.isLooking = true;
    const { departed } = await host.doctor({ holders }).catch(() => ({ departed: [] }));
    this.isLooking = false;
    if (this.#isClosed) return;
    const news = departed.filter(({ plugin, generation }) => !this.#told.has(`${plugin} ${generation}`));
    const isGone = (each: (typeof news)[number]): boolean => each.state === 'unloaded';
    const told = holders ? news : news.filter(isGone);
    for (const each of told) if (!isGone(each)) this.#told.add(`${each.plugin} ${each.generation}`);
    if (told.length > 0)
      tell(
        told.map((each) => ({
          plugin: each.plugin,
          generation: each.generation,
          isFreed: isGone(each),
          ...(each.holder === undefined ? {} : { holder: each.holder }),
        })),
      );
    // It may only be on its way out.
    if (told.length < news.length) this.#wait(VERY_QUIET, true);
  }
}
