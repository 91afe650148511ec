/** Open this to see promise G2 held: every phase that may hang, named after 3 s and given up after 10 s. */
import { describe, expect, it } from '@jest/globals';
import { postConstruct } from 'inversify';
import { Plugin } from 'mortise/decorators';
import { definePlugin, type ExtensionSpec, type PluginDefinition } from 'mortise';
import { createTestHost } from 'mortise/testing';
import { join } from 'node:path';

const never = (): Promise<never> => new Promise(() => {});
const home = join(import.meta.dirname, '../fixtures/hanging');

@Plugin({ id: 'slow', version: '1.0.0' })
class Constructing {
  @postConstruct() ready() {
    return never();
  }
}

const slow = (methods: Partial<PluginDefinition>) => definePlugin({ id: 'slow', version: '1.0.0', ...methods });

const PHASES: readonly [string, ExtensionSpec, { slow: string; timeout: string; names: string }][] = [
  [
    'the import of a module',
    { file: './top-level-await.mjs' },
    { slow: 'extension.import-slow', timeout: 'extension.import-timeout', names: './top-level-await.mjs' },
  ],
  ['a factory of an extension', never, { slow: 'extension.import-slow', timeout: 'extension.import-timeout', names: 'never' }],
  [
    'an attach that never calls back',
    { name: 'slow', attach: (_options: unknown, _callback: () => void) => {} },
    { slow: 'attach.slow', timeout: 'attach.never-called', names: 'slow' },
  ],
  [
    'an attach whose promise never settles',
    { name: 'slow', attach: never },
    { slow: 'attach.slow', timeout: 'attach.never-called', names: 'slow' },
  ],
  ['@postConstruct', Constructing, { slow: 'lifecycle.slow', timeout: 'lifecycle.timeout', names: "ready of 'Constructing'" }],
  ...(['beforeStart', 'start', 'afterStart'] as const).flatMap(
    (method) =>
      [
        [
          `the promise of ${method}`,
          slow({ [method]: never }),
          { slow: 'lifecycle.slow', timeout: 'lifecycle.timeout', names: `${method} of 'slow'` },
        ] as const,
        [
          `the callback of ${method}`,
          slow({ [method]: (_done: () => void) => {} }),
          { slow: 'lifecycle.slow', timeout: 'lifecycle.timeout', names: `${method} of 'slow'` },
        ] as const,
      ] as [string, ExtensionSpec, { slow: string; timeout: string; names: string }][],
  ),
];

describe('G2: boot never hangs: each phase of each plugin warns at 3 s and fails at 10 s, naming what is pending', () => {
  it.each(PHASES)('%s', async (_, extension, expected) => {
    const test = createTestHost({ home, plugins: [extension, definePlugin({ id: 'other', version: '1.0.0' })] });
    const start = test.start();
    await test.clock.advance(2999);
    expect(test.problems).toEqual([]);
    await test.clock.advance(1);
    expect(test.problems).toMatchObject([{ code: expected.slow, severity: 'warning', message: expect.stringContaining(expected.names) }]);
    await test.clock.advance(6999);
    expect(test.host.state).toBe('starting');
    await test.clock.advance(1);
    const report = await start;
    expect(test.clock.now()).toBe(10_000);
    expect(report.problems.map(({ code, severity }) => [code, severity])).toEqual([
      [expected.slow, 'warning'],
      [expected.timeout, 'error'],
    ]);
    expect(report.problems[1]!.message).toContain(expected.names);
    expect(report.plugins.find(({ key }) => key === 'other')).toMatchObject({ state: 'running' });
    await test.stop();
    test.expectClean();
  });

  it('with times that the owner sets', async () => {
    const test = createTestHost({ timeouts: { warn: 10, fail: 20 }, plugins: [slow({ start: never })] });
    const start = test.start();
    await test.clock.advance(20);
    expect((await start).problems.map(({ message }) => message)).toEqual([
      "start of 'slow' has not finished after 10 ms; it fails at 20 ms.",
      "start of 'slow' did not finish within 20 ms.",
    ]);
  });

  it('without a warning when that would come later than the end', async () => {
    const test = createTestHost({ timeouts: { warn: 30, fail: 20 }, plugins: [slow({ start: never })] });
    const start = test.start();
    await test.clock.advance(20);
    expect((await start).problems.map(({ code }) => code)).toEqual(['lifecycle.timeout']);
  });
});

describe('G2: a late success is undone', () => {
  it('by the stop of that component, and what it does with its context is refused', async () => {
    const calls: string[] = [];
    let end = (): void => {};
    const test = createTestHost({
      plugins: [
        slow({ start: (done: () => void) => void (end = done), stop: (force: boolean) => void calls.push(`stop ${String(force)}`) }),
      ],
    });
    const start = test.start();
    await test.clock.advance(10_000);
    await start;
    expect(calls).toEqual([]);
    end();
    await test.clock.advance(0);
    expect(calls).toEqual(['stop true']);
    expect(test.problems.at(-1)).toMatchObject({
      code: 'lifecycle.late',
      severity: 'note',
      plugin: 'slow',
      message: "start of 'slow' succeeded after its time was up; it was stopped again.",
    });
    expect(test.host.list()).toMatchObject([{ state: 'failed' }]);
    test.expectClean();
  });

  it('even when that stop fails or hangs', async () => {
    for (const stop of [() => Promise.reject(new Error('boom')), never]) {
      let end = (): void => {};
      const test = createTestHost({ plugins: [slow({ start: (done: () => void) => void (end = done), stop })] });
      const start = test.start();
      await test.clock.advance(10_000);
      await start;
      end();
      await test.clock.advance(5000);
      expect(test.problems.at(-1)!.code).toBe(stop === never ? 'lifecycle.undo-timeout' : 'lifecycle.undo-failed');
      test.expectClean();
    }
  });
});
