/** Open this to see that planning makes nothing for a plugin that is right: no timer, no signal, and no stack is read. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { runNode } from '../child.js';

type Made = Readonly<Record<'stacks' | 'timers' | 'signals', number>>;

describe('a plan of fifty plugins', () => {
  let made: Readonly<Record<'many' | 'needy' | 'wrong', Made>>;
  beforeAll(async () => {
    const { code, stdout, stderr } = await runNode(['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'planned.mjs')]);
    if (code !== 0) throw new Error(stderr);
    made = JSON.parse(stdout) as typeof made;
  }, 60_000);

  it('bounds no wait where nothing is waited for', () => {
    expect(made.many.timers).toBe(0);
    expect(made.needy.timers).toBeGreaterThan(0);
  });

  it('makes a signal for an attach that asks for it', () => {
    expect([made.many.signals, made.needy.signals]).toEqual([0, 1]);
  });

  it('reads where a decorator stands only to tell of it', () => {
    expect(made.many.stacks).toBe(0);
    expect(made.wrong.stacks).toBeGreaterThan(0);
  });
});
