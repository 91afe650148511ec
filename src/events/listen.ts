/** Open this to see the three ways to listen to an event: with a handler, as a stream, by a promise. Each is one slot. */
import type { Observable } from 'rxjs';
import type { HandlerOptions } from '../model/context.js';
import type { Undo } from '../model/ports.js';
import { failure } from '../problem/problem.js';
import { kindOf } from '../problem/text.js';
import { type Call, type Handler, handlerOf } from './call.js';
import { containedStream } from './contained.js';
import { run } from './dispatch.js';
import { type Faults, nameOf, where } from './faults.js';
import { checkNameOrPattern } from './name.js';
import type { Roster } from './roster.js';
import type { HandlerOwner, Listener, Own, Slot } from './slot.js';
import { connect, type Intake } from './through.js';

/** Who listens, and where that is written down. */
export interface Membership {
  readonly roster: Roster;
  readonly faults: Faults;
  readonly owner: HandlerOwner;
  readonly own?: Own | undefined;
}

/** Registers a handler. */
export function handle({ roster, faults, owner, own }: Membership, event: string, call: Call, options: HandlerOptions): Undo {
  const { priority, deadline, once = false, through } = options;
  const pattern = checkNameOrPattern(event) === 'pattern';
  const slot = roster.draft(event, pattern, owner, priority === undefined && deadline === undefined ? undefined : { priority, deadline });
  if (through !== undefined) {
    const intake = throughTo(slot, handlerOf(call), through, once ? () => undo() : undefined, faults);
    const undo = roster.enrol(slot, (payload) => intake.next(payload), own);
    intake.start();
    return undo;
  }
  if (!once) return roster.enrol(slot, call, own);
  const handler = handlerOf(call);
  const undo = roster.enrol(
    slot,
    (payload, name) => {
      undo();
      return handler(payload, name);
    },
    own,
  );
  return undo;
}

/** Puts a stream between a slot and its handler; `leave` takes it back where one payload is enough. */
function throughTo(
  slot: Slot,
  handler: Handler,
  through: (source: Observable<unknown>) => unknown,
  leave: (() => void) | undefined,
  faults: Faults,
): Intake {
  const { event, owner } = slot;
  let ending = false;
  let done = false;

  /** A stream may emit at any time, by a timer too; its plugin has to be there, and what is flushed at the end is for one that was. */
  function isAway(): boolean {
    const { gate } = owner;
    return gate !== undefined && !(gate.hasOpened && (ending || gate.state !== 'closed'));
  }

  const intake = connect({
    through,
    receive(value) {
      if (done || isAway()) return;
      if (leave !== undefined) {
        done = true;
        leave();
      }
      run(slot, () => handler(value, event), event, faults.failed);
    },
    failed: (thrown) => faults.throughFailed(slot, thrown),
    refuse(returned) {
      throw failure('event.through-shape', { event, handler: nameOf(slot), seen: kindOf(returned) }, where(slot));
    },
  });
  slot.end = () => {
    ending = true;
    intake.end();
  };
  return intake;
}

/** The event as a stream; each subscription is one slot. */
export function stream({ roster, faults, owner, own }: Membership, event: string, priority?: number): Observable<unknown> {
  const pattern = checkNameOrPattern(event) === 'pattern';
  const everybody: Listener = { event, kind: 'stream', owner, account: roster.account(owner.plugin), failures: 0 };
  return containedStream<unknown>(
    (thrown) => faults.failed(everybody, thrown, event),
    (subscriber, consumer) => {
      const slot = roster.draft(event, pattern, owner, { kind: 'stream', priority });
      if (consumer !== undefined) consumer.blame = (thrown) => faults.failed(slot, thrown, event);
      const pass = (value: unknown) => (consumer === undefined ? subscriber.next(value) : consumer.deliver(subscriber, value));
      slot.end = () => {
        if (!subscriber.closed) subscriber.complete();
      };
      return roster.enrol(slot, pattern ? (payload, name) => pass({ name, payload }) : pass, own);
    },
  );
}

/** The next payload. Pending for ever if none comes: a rejection when a plugin stops would only hit code that is gone. */
export function next({ roster, owner, own }: Membership, event: string, priority?: number): Promise<unknown> {
  return new Promise((resolve) => {
    const pattern = checkNameOrPattern(event) === 'pattern';
    const slot = roster.draft(event, pattern, owner, { kind: 'once', priority });
    const undo = roster.enrol(
      slot,
      (payload) => {
        undo();
        resolve(payload);
      },
      own,
    );
  });
}
