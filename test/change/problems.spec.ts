/** Open this to see what is said when a change can't be done: what happened, to whom, and that the old one serves on. */
import { describe, expect, it } from '@jest/globals';
import { definePlugin } from 'mortise';
import { World, type Fault } from './worlds.js';

describe('a change that was not done', () => {
  const told = async (fault: Fault) => {
    const world = new World();
    await world.test.start();
    world.fails.root = fault;
    const report = await world.test.host.reload('root');
    await world.test.stop();
    return report;
  };

  it('tells the cause, and then that it was taken back: change.rolled-back', async () => {
    const { problems, receipt } = await told('start');
    expect(problems.map(({ code }) => code)).toEqual(['lifecycle.failed', 'change.rolled-back']);
    expect(problems[1]).toMatchObject({
      plugin: 'root',
      message: "The change was taken back, since 'root' failed in start: start of 'Generation' failed: start of root fails",
      hint: "'leaf', 'middle' and 'root' serve on as before. Mend it and ask again.",
    });
    expect(receipt!.failed).toEqual({ step: 'start', plugin: 'root', why: "start of 'Generation' failed: start of root fails" });
  });

  it('that was never begun tells why: change.refused', async () => {
    const { problems } = await told('resolve');
    expect(problems.map(({ code }) => code)).toEqual(['plan.missing-dependency', 'change.refused']);
    expect(problems[1]!.message).toBe(
      "Nothing was changed, since 'root' can't take the place of what runs: 'root' needs 'nobody' ^1, which is not loaded.",
    );
  });

  it.each([
    ['alone', {}],
    // What is wrong elsewhere is no reason of it.
    ['beside a plugin whose id is taken', { load: [definePlugin({ id: 'beside', version: '1.0.0' })] }],
  ])('that was never begun since something that it needs would wait tells what lies behind that, %s', async (_, more) => {
    const world = new World();
    await world.test.start();
    const { problems, receipt } = await world.test.host.change({ reload: ['leaf'], disable: ['root'], ...more });
    const why = "'middle' waits for 'root', which is disabled.";
    expect(problems.filter(({ code }) => code !== 'plan.duplicate-id').map(({ message }) => message)).toEqual([
      why,
      "'leaf' waits for 'middle', which is waiting itself.",
      `Nothing was changed, since 'leaf' can't take the place of what runs: ${why}`,
    ]);
    expect([receipt!.outcome, receipt!.failed]).toEqual(['refused', { step: 'plan', plugin: 'leaf', why }]);
    expect(String(world.test.host.why('leaf'))).toContain(`could not, so this one serves on\n    because ${why.slice(0, -1)}`);
    await world.test.stop();
  });

  it('tells who is not healthy: change.unhealthy', async () => {
    const { problems } = await told('health');
    expect(problems[0]).toMatchObject({ code: 'change.unhealthy', phase: 'health', message: "health of 'Generation' answered false." });
  });

  it.each(['snapshot', 'restore'] as const)('tells that state could not be handed over by %s: change.state-failed', async (fault) => {
    const { problems } = await told(fault);
    expect(problems[0]).toMatchObject({
      code: 'change.state-failed',
      phase: 'swap',
      message: `${fault} of 'Generation' failed: ${fault} of root fails`,
    });
  });
});

describe('a plugin that outlived a change', () => {
  it.each([
    ['start', "start of 'Generation' failed: start of root fails"],
    ['resolve', "'root' needs 'nobody' ^1, which is not loaded"],
    ['health', "health of 'Generation' answered false"],
  ] as const)('says so when it is asked why, until its next generation serves (%s)', async (fault, cause) => {
    const world = new World();
    const { host } = world.test;
    await world.test.start();
    world.fails.root = fault;
    await host.reload('root');
    const told = String(host.why('root'));
    expect(told).toContain('another generation was to take its place and could not, so this one serves on');
    expect(told).toContain(cause);
    delete world.fails.root;
    await host.reload('root');
    expect(String(host.why('root'))).not.toContain('another generation');
    await world.test.stop();
  });
});

describe('a request that means nothing', () => {
  it.each([
    [{ relaod: ['root'] }, "A change has no 'relaod'. Did you mean 'reload'?"],
    [{ reload: 'root' }, 'reload of a change is'],
    [{ unload: [7] }, 'unload of a change is'],
    [{ load: {} }, 'load of a change is an object instead of a list of extensions.'],
    [{ configure: { root: 5 } }, 'configure of a change is'],
    [{ undo: 'first' }, 'undo of a change is'],
  ])('is refused: change.bad-request, %j', async (request, message) => {
    const { test } = new World();
    await test.start();
    await expect(test.host.change(request as never)).rejects.toMatchObject({
      code: 'change.bad-request',
      message: expect.stringContaining(message),
    });
    await expect(test.host.plan(request as never)).rejects.toMatchObject({ code: 'change.bad-request' });
    await test.stop();
  });

  it('names a plugin that is not there, with near ones', async () => {
    const { test } = new World();
    await test.start();
    await expect(test.host.reload('rooot')).rejects.toMatchObject({
      code: 'plan.unknown-plugin',
      message: expect.stringContaining("'root'"),
    });
    await expect(test.host.configure('rooot', {})).rejects.toMatchObject({ code: 'plan.unknown-plugin' });
    await test.stop();
  });
});
