/** Open this to see how everything that is said of events is said twice: of handlers that are walked, and of generated code. */
import { beforeEach, describe as once } from '@jest/globals';
import { type Bus, type BusPorts, createBus as create } from '../../src/events/bus.js';

let mode: Pick<BusPorts, 'hotAfter' | 'samples'> = {};

/** The bus of the mode whose turn it is. */
export function createBus(ports: BusPorts): Bus {
  return create({ ...mode, ...ports });
}

/** A `describe` for both modes. */
export function describe(what: string, specs: () => void): void {
  once.each([
    { name: 'walked', ports: { hotAfter: Infinity } },
    // From the first delivery on, and anew after each change: what is timed is walked, so nothing is.
    { name: 'generated', ports: { hotAfter: 0, samples: false } },
  ])(`${what} ($name)`, ({ ports }) => {
    beforeEach(() => {
      mode = ports;
    });
    specs();
  });
}
