/** Open this to see when a job is due: what croner makes of its schedule, on the clock of the host. */
import { createRequire } from 'node:module';
import type { ClockPort, Undo } from 'mortise';
import type { Cron } from 'croner';
import type { ScheduleDefinition } from './definition.js';
import { AgentError, isRecord, kindOf, nearTo, textOf } from './errors.js';

/** Longer waits than that are made of several. */
const LONGEST = 2_147_483_647;

/** The times of a schedule. */
export interface Schedule {
  readonly text: string;
  /** Milliseconds since the epoch; nothing when there is none any more. */
  next(after: number): number | undefined;
}

/** Reads a schedule. Throws `agent.bad-schedule`, `agent.never-fires` when there is no time for it any more, and `agent.no-croner`. */
export function scheduleOf(given: unknown, what: string, now: number): Schedule {
  const { pattern, timezone, ...others } = (isRecord(given) ? given : { pattern: given }) as unknown as ScheduleDefinition;
  const bad = (why: string, cause?: unknown): AgentError =>
    new AgentError('agent.bad-schedule', {
      message: `${what} has no schedule that can be read: ${/[.?]$/.test(why) ? why : `${why}.`}`,
      hint: "Write five fields of cron ('0 3 * * *' is every day at three), six with seconds first, or one time: '2026-12-24T18:00:00'.",
      field: 'schedule',
      cause,
    });
  if (typeof pattern !== 'string') throw bad(`it is ${kindOf(pattern)} instead of a text`);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw bad(`'${unknown}' means nothing in it. ${nearTo(unknown, ['pattern', 'timezone'])}`);
  let cron: Cron;
  let first: Date | null;
  try {
    cron = new (croner())(pattern, { paused: true, ...(timezone === undefined ? {} : { timezone }) });
    first = cron.nextRun(new Date(now));
  } catch (cause) {
    if (cause instanceof AgentError) throw cause;
    throw bad(textOf(cause), cause);
  }
  if (first === null)
    throw new AgentError('agent.never-fires', {
      message: `${what} never runs: no time fits its schedule '${pattern}'.`,
      hint: 'Look at its day and month, or whether its time has passed; or leave the schedule out and run it by name.',
      field: 'schedule',
      details: { pattern },
    });
  return { text: timezone === undefined ? pattern : `${pattern} (${timezone})`, next: (after) => cron.nextRun(new Date(after))?.getTime() };
}

/** Calls something at each time of a schedule. */
export function follow(schedule: Schedule, clock: ClockPort, run: (due: number) => void): Undo {
  let undo: Undo = () => undefined;
  const wait = (from: number): void => {
    const due = schedule.next(from);
    if (due === undefined) return;
    const arm = (): void => {
      const left = due - clock.now();
      if (left > LONGEST) return void (undo = clock.setTimeout(arm, LONGEST));
      undo = clock.setTimeout(() => {
        // A timer may come a moment early; the same time is not due twice.
        wait(Math.max(due, clock.now()));
        run(due);
      }, left);
    };
    arm();
  };
  wait(clock.now());
  return () => undo();
}

/** An optional peer, which only those need who have schedules. */
function croner(): typeof Cron {
  try {
    return (createRequire(import.meta.url)('croner') as { readonly Cron: typeof Cron }).Cron;
  } catch (cause) {
    throw new AgentError('agent.no-croner', {
      message: 'Schedules need the package croner, which is not installed.',
      hint: 'npm install croner',
      cause,
    });
  }
}
