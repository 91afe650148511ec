/** Open this to see who keeps the events of a plugin that stops to make room for its next generation, until that one is there. */
import type { Undo } from '../model/ports.js';
import { invoke, SKIPPED } from './call.js';
import { Gate } from './gate.js';
import type { Roster } from './roster.js';
import type { Slot } from './slot.js';

/** Sits in every seat that a generation left, and keeps what comes. */
export interface StandIn {
  /** Within one turn: this generation takes the seats, and what was kept is given to it. A handler that it has not is given nothing. */
  giveWay(next: Gate): void;
  /** The generation that left takes its seats again, and gets what was kept. */
  giveBack(): void;
  /** Leaves; what nobody took is dropped. */
  end(): void;
}

/** Takes the seats of what stands behind a gate, in deliveries under way as well. */
export function standIn(roster: Roster, leaving: Gate): StandIn {
  const gate = new Gate(false);
  gate.buffer();
  const ends = (leaving.slots() as readonly Slot[]).filter((slot) => slot.seated && !slot.eager).map((slot) => sitFor(slot, gate, roster));
  const seatAgain = roster.exchange([leaving], [gate]);
  const end = (): void => {
    for (const leave of ends.splice(0)) leave();
  };
  return {
    giveWay(next) {
      roster.exchange([gate], [next]);
      gate.open();
      end();
    },
    giveBack() {
      seatAgain();
      gate.open();
      end();
    },
    end,
  };
}

/** What it keeps goes, when its gate opens, to whoever took its seat by then. */
function sitFor({ event, pattern, kind, owner, priority, deadline }: Slot, gate: Gate, roster: Roster): Undo {
  const slot = roster.draft(event, pattern, { ...owner, gate }, { kind, priority, deadline });
  return roster.enrol(slot, (payload, name) => (slot.isForwarded ? invoke(slot, payload, name) : SKIPPED), undefined);
}
