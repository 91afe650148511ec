/** Open this to see plans in which what runs takes other values of its configuration, and the laws of that step, each broken once. */
import { describe, expect, it } from '@jest/globals';
import { because, check, expectBroken, step, type Case } from './checking.js';

const configure = step('configure', 'a', because('configured'));
const of = (given: Partial<Case>): Case => ({ here: [{ key: 'a' }], wants: { a: { reconfigured: true } }, steps: [configure], ...given });

describe('a plan in which something is configured is unlawful', () => {
  it.each<[law: string, at: string, Case]>([
    ['only what runs takes other values', 'configure a', of({ here: [{ key: 'a', state: 'waiting' }] })],
    [
      'only what runs takes other values',
      'configure a',
      of({ here: [{ key: 'a', generation: 2 }], wants: { a: { generation: 2, reconfigured: true } } }),
    ],
    [
      'only what is wanted and enabled starts, or says why it does not',
      'configure a',
      of({ wants: { a: { reconfigured: true, enabled: false } } }),
    ],
    ['nothing is configured that nobody asked to configure', 'configure a', of({ wants: { a: {} } })],
    ['a plugin is configured once in a plan', 'configure a', of({ steps: [configure, configure] })],
    [
      'what stops takes no other values',
      'configure a',
      of({ wants: { a: { reconfigured: true } }, world: { up: true }, steps: [configure, step('stop', 'a', because('host-stops'))] }),
    ],
    [
      'what takes over is made ready, swapped and drained before anything else is done',
      'configure a',
      of({ here: [{ key: 'a' }, { key: 'b' }], steps: [step('stop', 'b'), step('unload', 'b'), configure] }),
    ],
    [
      'only what starts is made ready beside what serves, and only that is swapped in',
      'configure a',
      of({ steps: [{ ...configure, staged: true }] }),
    ],
  ])('when it breaks: %s, at %s', (law, at, given) => {
    expectBroken(law, at, given);
  });

  it('and is lawful otherwise, before whatever stops', () => {
    expect(() =>
      check(of({ here: [{ key: 'a' }, { key: 'b' }], steps: [configure, step('stop', 'b'), step('unload', 'b')] })),
    ).not.toThrow();
  });
});
