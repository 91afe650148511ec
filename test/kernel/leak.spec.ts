/** Open this to see that a thousand plugins may come and go, and nothing of them stays: on the built package, in a Node with a small heap. */
import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { runNode } from '../child.js';

const FIXTURE = join(import.meta.dirname, '../fixtures/load-unload.mjs');

async function cycles(count: number, mode: 'plain' | 'container' | 'pinned') {
  const { code, stdout, stderr } = await runNode(['--expose-gc', '--max-old-space-size=48', FIXTURE, String(count), mode], {
    deadline: 120_000,
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as { sampled: number; alive: number; bytesPerCycle: number };
}

describe('1,000 cycles of load and unload, each of fresh classes', () => {
  it.each(['plain', 'container'] as const)(
    'leave no class alive and no heap behind: %s',
    async (mode) => {
      const { sampled, alive, bytesPerCycle } = await cycles(1000, mode);
      expect(sampled).toBeGreaterThan(250);
      expect(alive).toBe(0);
      // What is left of it is code that V8 compiles meanwhile; a class with its ballast is over 5,000.
      expect(bytesPerCycle).toBeLessThan(2500);
    },
    150_000,
  );

  it('are measured well: a class that was bound in the container of the host is found', async () => {
    const { alive } = await cycles(100, 'pinned');
    expect(alive).toBeGreaterThanOrEqual(8);
  }, 60_000);
});
