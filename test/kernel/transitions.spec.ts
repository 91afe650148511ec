/** Open this to see which states of a plugin may follow each other, and that nothing else ever happens. */
import { describe, expect, it } from '@jest/globals';
import type { PluginState } from 'mortise';
import { move, type PluginRecord } from '../../src/kernel/record.js';

const STATES: readonly PluginState[] = ['described', 'waiting', 'starting', 'running', 'stopping', 'stopped', 'failed'];

const TABLE: Readonly<Record<PluginState, readonly PluginState[]>> = {
  described: ['waiting', 'starting', 'stopped', 'failed'],
  waiting: ['waiting', 'starting', 'stopped', 'failed'],
  starting: ['waiting', 'running', 'stopping', 'failed'],
  running: ['stopping', 'failed'],
  stopping: ['stopped', 'failed'],
  stopped: ['waiting', 'starting', 'failed'],
  failed: ['waiting', 'starting', 'stopped', 'failed'],
};

describe('a plugin', () => {
  it.each(STATES)('that is %s goes where the table says, and nowhere else', (from) => {
    const reached = STATES.filter((to) => {
      const record = { key: 'a', state: from, reason: 'before' } as PluginRecord;
      try {
        move(record, to, 'why');
      } catch (error) {
        expect((error as Error).message).toBe(
          `mortise moved the plugin 'a' from ${from} to ${to}, which is not a transition; please report it`,
        );
        expect(record).toMatchObject({ state: from, reason: 'before' });
        return false;
      }
      expect(record).toMatchObject({ state: to, reason: 'why' });
      return true;
    });
    expect(reached).toEqual(TABLE[from]);
  });
});
