/** Open this to see how everything that is said of events is said twice: of handlers that are walked, and of generated code. */
import { beforeEach, describe as once } from '@jest/globals';
import { type Bus, type BusPorts, createBus as create } from '../../src/events/bus.js';

let hotAfter = Infinity;

/** The bus of the mode whose turn it is. */
export function createBus(ports: BusPorts): Bus {
  return create({ ...ports, hotAfter });
}

/** A `describe` for both modes. */
export function describe(what: string, specs: () => void): void {
  once.each([
    { mode: 'walked', after: Infinity },
    // From the first delivery on, and anew after each change.
    { mode: 'generated', after: 0 },
  ])(`${what} ($mode)`, ({ after }) => {
    beforeEach(() => {
      hotAfter = after;
    });
    specs();
  });
}
