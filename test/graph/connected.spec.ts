import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { connected } from '../../src/graph/connected.js';
import { componentsByHand, digraphs } from './digraphs.js';

describe('components', () => {
  it('agree with the obvious answer', () => {
    fc.assert(
      fc.property(digraphs, (edges) => {
        const { components } = connected(edges);
        expect([...components].sort((a, b) => a[0]! - b[0]!)).toEqual(componentsByHand(edges));
      }),
    );
  });

  it('stand behind those they need, and know their rows', () => {
    fc.assert(
      fc.property(digraphs, (edges) => {
        const { components, componentOf } = connected(edges);
        components.forEach((rows, at) => {
          for (const row of rows) {
            expect(componentOf[row]).toBe(at);
            for (const needed of edges[row]!) expect(componentOf[needed]).toBeLessThanOrEqual(at);
          }
        });
      }),
    );
  });
});
