/** Open this to see jobs run: at their times, with what they kept, one run after the other, and what becomes of those that fail. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Plugin } from 'mortise/decorators';
import { createTestHost, VirtualClock } from 'mortise/testing';
import { createAgent, Job, type JobContext, type JobDefinition } from 'mortise/agent';
import { scheduleOf } from '../../../plugins/agent/schedule.js';
import { runNode } from '../../child.js';
import { reasons, running } from './given.js';

const folder = mkdtempSync(join(tmpdir(), 'agent-jobs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const MINUTE = 60_000;
const selfish: { self?: unknown } = {};
selfish.self = selfish;
const one = (job: Omit<JobDefinition, 'name'>): { name: string; version: string; jobs: JobDefinition[] } => ({
  name: 'shop',
  version: '1.2.0',
  jobs: [{ name: 'tick', ...job }],
});

/** A file with which Node finds no croner. */
function blocked(): string {
  const file = join(folder, 'block.cjs');
  writeFileSync(
    file,
    `const Module = require('node:module'); const real = Module._resolveFilename;
     Module._resolveFilename = function (request, ...rest) { if (request === 'croner') throw new Error('not found'); return real.call(this, request, ...rest); };`,
  );
  return file;
}

describe('a schedule', () => {
  it('is read as cron has it, in a time zone, or as one time', () => {
    const at = (schedule: unknown, from = 0): unknown => {
      const next = scheduleOf(schedule, 'It', from).next(from);
      return next === undefined ? undefined : new Date(next).toISOString();
    };
    expect(at('*/10 * * * * *')).toBe('1970-01-01T00:00:10.000Z');
    expect(at({ pattern: '0 3 * * *', timezone: 'Europe/Rome' })).toBe('1970-01-01T02:00:00.000Z');
    expect(at({ pattern: '2026-12-24T18:00:00', timezone: 'Etc/UTC' })).toBe('2026-12-24T18:00:00.000Z');
  });

  it('that never fires, or can’t be read, is told', () => {
    const now = Date.UTC(2026, 0, 1);
    expect(() => scheduleOf('0 0 30 2 *', "The job 'x'", now)).toThrow("The job 'x' never runs: no time fits its schedule '0 0 30 2 *'.");
    expect(() => scheduleOf({ pattern: '2020-01-01T00:00:00' }, 'It', now)).toThrow(expect.objectContaining({ code: 'agent.never-fires' }));
    expect(() => scheduleOf('often', 'It', now)).toThrow(expect.objectContaining({ code: 'agent.bad-schedule' }));
    expect(() => scheduleOf({}, 'It', now)).toThrow(/it is undefined instead of a text/);
    expect(() => scheduleOf({ pattern: '0 3 * * *', timezon: 'Europe/Rome' }, 'It', now)).toThrow(
      /^It has no schedule that can be read: 'timezon' means nothing in it. Did you mean 'timezone'\?/,
    );
    expect(() => scheduleOf({ pattern: '* * * * *', timezone: 'Middle/Earth' }, 'It', now)).toThrow(
      expect.objectContaining({ code: 'agent.bad-schedule' }),
    );
  });

  it('needs croner, and says so', async () => {
    const root = join(import.meta.dirname, '../../..');
    const program = `import { createAgent } from 'mortise/agent';
      try { createAgent().define({ name: 'x', jobs: [{ name: 'j', schedule: '* * * * *', work() {} }] }); } catch (error) { console.log(error.message); }`;
    const { stdout } = await runNode(['-r', blocked(), '--input-type=module', '-e', program], { cwd: root });
    expect(stdout).toContain('Schedules need the package croner, which is not installed');
  });

  it('without croner is agent.no-croner with what to install, of a definition as of a decorator', async () => {
    const root = join(import.meta.dirname, '../../..');
    const program = `import { createHost, definePlugin, hasCode } from 'mortise';
      import { Plugin } from 'mortise/decorators';
      import { createAgent, Job } from 'mortise/agent';
      const tell = (where, found) => console.log(where, hasCode(found, 'agent.no-croner'), JSON.stringify(found).includes('npm install croner'));
      const definition = { name: 'x', jobs: [{ name: 'j', schedule: '* * * * *', work() {} }] };
      try { createAgent().define(definition); } catch (error) { tell('definition', error.problem); }
      class Report { send() {} }
      Plugin({ id: 'report', version: '1.0.0' })(Report);
      Job('report', { schedule: '* * * * *' })(Report.prototype, 'send', Object.getOwnPropertyDescriptor(Report.prototype, 'send'));
      const host = createHost({ extensions: [createAgent(), Report], log: { level: 'silent' } });
      const { problems } = await host.start();
      for (const found of problems) tell(found.plugin, found);
      await host.stop();`;
    const { stdout } = await runNode(['-r', blocked(), '--input-type=module', '-e', program], { cwd: root });
    expect(stdout).toBe('definition true true\nreport true true\n');
  });
});

describe('a job', () => {
  it('runs at its times, with its settings, its connection, and what the run before left', async () => {
    const seen: unknown[] = [];
    const { agent, test } = await running({
      ...one({
        schedule: '$setting:when',
        connection: '$service:line',
        work(
          { connection, settings, state = 0, meta }: JobContext<number>,
          done: (error: unknown, message: string, state: number) => void,
        ) {
          seen.push([test.clock.now() / MINUTE, connection, settings, state, meta]);
          done(null, `run ${state}`, state + 1);
        },
      }),
      settings: [{ property: 'when', value: '*/5 * * * *' }],
      services: [{ name: 'line', factory: { open: true } }],
    });
    expect(reasons(test)).toEqual({});
    await test.clock.advance(11 * MINUTE);
    const meta = { name: 'tick', package: 'shop', version: '1.2.0', namespace: 'tick' };
    const connection = { open: true };
    const settings = { when: '*/5 * * * *' };
    expect(seen).toEqual([
      [5, connection, settings, 0, meta],
      [10, connection, settings, 1, { ...meta, lastRun: { at: '1970-01-01T00:05:00.000Z', ms: 0, ok: true, message: 'run 0' } }],
    ]);
    expect(agent.jobs.list()).toEqual([
      {
        name: 'tick',
        plugin: 'shop.job.tick',
        schedule: '*/5 * * * *',
        next: '1970-01-01T00:15:00.000Z',
        running: false,
        runs: 2,
        failures: 0,
        lastRun: { at: '1970-01-01T00:10:00.000Z', ms: 0, ok: true, message: 'run 1' },
      },
    ]);
    expect(await test.host.commands.run('run-job tick')).toMatchObject({ ok: true, message: 'run 2' });
    expect(await test.host.commands.run('list-jobs')).toMatchObject([{ runs: 3 }]);
    expect(test.events.filter(({ name }) => name === 'agent.job_done')).toHaveLength(3);
    await test.host.disable('shop.job.tick');
    await test.clock.advance(30 * MINUTE);
    expect([seen.length, agent.jobs.list()]).toEqual([3, []]);
    await test.host.enable('shop.job.tick');
    await test.clock.advance(5 * MINUTE);
    expect(seen.at(-1)).toMatchObject([45, connection, settings, 3, {}]);
    expect((await test.host.reload('shop.job.tick')).receipt?.outcome).toBe('done');
    await test.clock.advance(5 * MINUTE);
    expect([seen.length, seen.at(-1)]).toMatchObject([5, [50, connection, settings, 4, {}]]);
    await test.stop();
    test.expectClean();
  });

  it('keeps its state when it fails, and goes on at the next time', async () => {
    let runs = 0;
    const { agent, test } = await running(
      one({
        schedule: '* * * * *',
        work: async ({ state }: JobContext) => {
          runs += 1;
          if (runs === 2) throw new Error('no luck');
          return { message: `had ${String(state)}`, state: runs };
        },
      }),
    );
    await test.clock.advance(3 * MINUTE);
    expect(agent.jobs.get('tick')).toMatchObject({ runs: 3, failures: 1, lastRun: { ok: true, message: 'had 1' } });
    expect(test.events.find(({ name }) => name === 'agent.job_failed')?.payload).toMatchObject({ job: 'tick', plugin: 'shop.job.tick', run: { ok: false, error: 'no luck' } }); // prettier-ignore
    await test.stop();
  });

  it('never runs twice at once; what takes too long is given up', async () => {
    const signals: AbortSignal[] = [];
    const work = ({ signal }: JobContext): Promise<unknown> => {
      signals.push(signal);
      return new Promise(() => undefined);
    };
    const { agent, test } = await running(one({ schedule: '* * * * *', timeout: 2.5 * MINUTE, work }));
    await test.clock.advance(2 * MINUTE);
    expect([signals.length, agent.jobs.get('tick').running]).toEqual([1, true]);
    await expect(agent.jobs.run('tick')).rejects.toMatchObject({ code: 'agent.job-running' });
    expect(test.log.find(({ level }) => level === 'warn')?.message).toContain('still runs');
    await test.clock.advance(1.75 * MINUTE);
    expect([agent.jobs.get('tick').lastRun, signals[0]!.aborted]).toMatchObject([
      { ok: false, error: 'it took longer than 150000 ms' },
      true,
    ]);
    await test.clock.advance(MINUTE / 2);
    const stopping = agent.jobs.get('tick').running;
    await test.stop();
    expect([stopping, signals.at(-1)!.aborted]).toEqual([true, true]);
    test.expectClean();
  });

  it('that does not hear its signal is not waited for: after its timeout the next run begins beside it', async () => {
    let [open, most] = [0, 0];
    const ends: (() => void)[] = [];
    const work = async (): Promise<unknown> => {
      most = Math.max(most, (open += 1));
      await new Promise<void>((resolve) => ends.push(resolve));
      open -= 1;
      return { state: 'late' };
    };
    const { agent, test } = await running(one({ schedule: '* * * * *', timeout: MINUTE / 2, work }));
    await test.clock.advance(2.25 * MINUTE);
    expect([most, agent.jobs.get('tick')]).toMatchObject([2, { running: true, runs: 1, failures: 1 }]);
    // What comes of the first is nobody's any more.
    ends[0]!();
    await test.clock.advance(1);
    expect([open, agent.jobs.get('tick')]).toMatchObject([1, { running: true, runs: 1, failures: 1 }]);
    await test.stop();
    test.expectClean();
  });

  it('does not start with a timeout that is none when its setting is known', async () => {
    const said = one({ work: () => undefined, timeout: '$setting:t' as unknown as number });
    const { test } = await running({ ...said, settings: [{ property: 't', value: 'soon' }] });
    expect(test.problems).toMatchObject([
      {
        plugin: 'shop.job.tick',
        cause: { code: 'agent.bad-limit' },
        message: expect.stringContaining("The timeout of the job 'tick' is 'soon', but must be milliseconds above 0."),
      },
    ]);
    await test.stop();
  });

  it('keeps its state in a file, over a restart', async () => {
    const state = join(folder, 'kept/agent.json');
    const counting = one({ work: ({ state: before = 0 }: JobContext<number>) => ({ state: before + 1, message: `run ${before + 1}` }) });
    for (const message of ['run 1', 'run 2']) {
      const { agent, test } = await running(counting, { state });
      expect(await agent.jobs.run('tick')).toMatchObject({ message });
      await test.stop();
    }
    expect(JSON.parse(readFileSync(state, 'utf8'))).toMatchObject({
      jobs: { tick: { state: 2, runs: 2, failures: 0, lastRun: { ok: true } } },
    });
    expect(existsSync(`${state}.new`)).toBe(false);
  });

  it.each([
    ['5', "the entry of the job 'tick' is 5"],
    ['{ "runs": "three", "failures": 0 }', "runs of the job 'tick' is 'three'"],
    ['{ "runs": 1, "failures": -1 }', "failures of the job 'tick' is -1"],
    ['{ "runs": 1, "failures": 0, "lastRun": [] }', "lastRun of the job 'tick' is an empty list"],
    ['{ "runs": 1, "failures": 0, "lastRun": { "at": "soon", "ms": 1, "ok": true } }', "lastRun.at of the job 'tick' is 'soon'"],
  ])('whose file says %s of one says what is wrong, and nothing is overwritten', async (entry, why) => {
    const file = join(folder, 'wrong.json');
    const text = `{ "jobs": { "tick": ${entry} } }`;
    writeFileSync(file, text);
    const { agent, test } = await running(one({ work: () => undefined }), { state: file });
    const message = expect.stringContaining(why);
    await expect(agent.jobs.run('tick')).rejects.toMatchObject({ code: 'agent.bad-state', problem: { message } });
    expect(readFileSync(file, 'utf8')).toBe(text);
    await test.stop();
  });

  it('whose file can’t be read or written says so, and nothing is overwritten', async () => {
    const broken = join(folder, 'broken.json');
    writeFileSync(broken, '{ "jobs": ');
    const { agent, test } = await running(one({ work: () => undefined }), { state: broken });
    await expect(agent.jobs.run('tick')).rejects.toMatchObject({ code: 'agent.bad-state', problem: { place: broken } });
    expect(readFileSync(broken, 'utf8')).toBe('{ "jobs": ');
    await test.stop();
    const second = await running(one({ work: () => ({ state: 1 }) }), { state: join(broken, 'in a file.json') });
    await expect(second.agent.jobs.run('tick')).rejects.toMatchObject({
      code: expect.stringMatching(/^agent\.(bad-state|state-not-written)$/),
    });
    await second.test.stop();
    const third = await running(one({ work: () => ({ state: 1n }) }), { state: join(folder, 'third.json') });
    await expect(third.agent.jobs.run('tick')).rejects.toMatchObject({ code: 'agent.state-not-written' });
    await third.test.stop();
  });

  it('whose state is no JSON keeps that of before, and is in no other job’s way', async () => {
    const state = join(folder, 'others.json');
    let left: unknown = 1;
    const { agent, test } = await running(
      {
        name: 'shop',
        jobs: [
          { name: 'a', work: () => ({ state: left }) },
          { name: 'b', work: () => ({ state: 'of b' }) },
        ],
      },
      { state },
    );
    await agent.jobs.run('a');
    left = 2n;
    await expect(agent.jobs.run('a')).rejects.toMatchObject({ code: 'agent.state-not-written' });
    expect(await agent.jobs.run('b')).toMatchObject({ ok: true });
    expect(agent.jobs.get('a')).toMatchObject({ runs: 2, failures: 1 });
    expect(JSON.parse(readFileSync(state, 'utf8'))).toMatchObject({ jobs: { a: { state: 1, runs: 2 }, b: { state: 'of b' } } });
    await test.stop();
  });

  it.each([
    ['a bigint', 1n],
    ['an object that holds itself', selfish],
    ['a function', () => 1],
  ])('whose state is %s has failed: it is counted, told with a code, and the next run begins where this one did', async (_, left) => {
    const seen: unknown[] = [];
    const { agent, test } = await running(
      one({
        schedule: '* * * * *',
        work: ({ state }: JobContext) => ({ state: seen.push(state) === 1 ? 'the first' : left }),
      }),
    );
    await test.clock.advance(2 * MINUTE);
    const lastRun = {
      at: '1970-01-01T00:02:00.000Z',
      ok: false,
      error: expect.stringMatching(/^The state .* 'tick' .* is no JSON: [^\n]+\.$/),
    };
    expect(agent.jobs.get('tick')).toMatchObject({ runs: 2, failures: 1, lastRun });
    expect(test.events.filter(({ name }) => name === 'agent.job_failed')).toMatchObject([{ payload: { job: 'tick', run: lastRun } }]);
    expect(test.problems).toMatchObject([{ code: 'agent.state-not-written', plugin: 'shop.job.tick', severity: 'error' }]);
    await expect(agent.jobs.run('tick')).rejects.toMatchObject({ code: 'agent.state-not-written', problem: { plugin: 'shop.job.tick' } });
    expect(agent.jobs.get('tick')).toMatchObject({ runs: 3, failures: 2 });
    expect(seen).toEqual([undefined, 'the first', 'the first']);
    await test.stop();
    test.expectClean();
  });

  it('whose file can’t be written has run all the same, and goes on from its state as long as the process runs', async () => {
    const state = join(folder, 'unwritable.json');
    mkdirSync(`${state}.new`);
    const counting = one({
      schedule: '* * * * *',
      work: ({ state: before = 0 }: JobContext<number>) => ({ state: before + 1, message: `run ${before + 1}` }),
    });
    const { agent, test } = await running(counting, { state });
    await test.clock.advance(MINUTE);
    await expect(agent.jobs.run('tick')).rejects.toMatchObject({ code: 'agent.state-not-written', problem: { place: state } });
    expect(agent.jobs.get('tick')).toMatchObject({ runs: 2, failures: 0, lastRun: { ok: true, message: 'run 2' } });
    expect(test.events.filter(({ name }) => name === 'agent.job_done')).toMatchObject([
      { payload: { run: { message: 'run 1' } } },
      { payload: { run: { message: 'run 2' } } },
    ]);
    expect(test.problems).toMatchObject([{ code: 'agent.state-not-written', plugin: 'shop.job.tick', place: state }]);
    rmSync(`${state}.new`, { recursive: true });
    expect(await agent.jobs.run('tick')).toMatchObject({ message: 'run 3' });
    expect(JSON.parse(readFileSync(state, 'utf8'))).toMatchObject({ jobs: { tick: { state: 3, runs: 3 } } });
    await test.stop();
  });

  it('has its state as JSON holds it, in the next run as after a restart', async () => {
    const left = { at: new Date(5), names: new Map([['a', 1]]), size: NaN, list: [undefined], gone: undefined };
    const held = { at: '1970-01-01T00:00:00.005Z', names: {}, size: null, list: [null] };
    for (const options of [{}, { state: join(folder, 'held.json') }]) {
      const seen: unknown[] = [];
      const keeping = one({ work: ({ state }: JobContext) => ({ state: seen.push(state) % 2 === 1 ? left : state }) });
      const { agent, test } = await running(keeping, options);
      for (let run = 0; run < 2; run += 1) await agent.jobs.run('tick');
      await test.stop();
      const again = await running(keeping, options);
      await again.agent.jobs.run('tick');
      await again.test.stop();
      expect(seen).toStrictEqual([undefined, held, 'state' in options ? held : undefined]);
    }
  });

  it('may be far away: longer than a timer can wait', async () => {
    let runs = 0;
    const { test } = await running(one({ schedule: '0 0 1 3 *', work: () => void (runs += 1) }));
    await test.clock.advance(58 * 24 * 60 * MINUTE);
    expect(runs).toBe(0);
    await test.clock.advance(2 * 24 * 60 * MINUTE);
    expect(runs).toBe(1);
    await test.stop();
  });
});

describe('a decorated job', () => {
  it('is a method, with the configuration of its plugin as settings', async () => {
    const seen: unknown[] = [];
    @Plugin({ id: 'report', version: '1.0.0' })
    class Report {
      readonly to = 'ada';
      @Job('report', { schedule: '0 * * * *' }) send({ state = 0, meta }: JobContext<number>) {
        seen.push([this.to, state, meta.package]);
        return { state: state + 1 };
      }
    }
    const agent = createAgent();
    const test = createTestHost({ plugins: [agent, Report], clock: new VirtualClock() });
    await test.start();
    await test.clock.advance(60 * MINUTE);
    // Another generation takes over, and goes on with what was kept.
    await test.host.reload('report');
    await test.clock.advance(60 * MINUTE);
    expect(seen).toEqual([
      ['ada', 0, 'report'],
      ['ada', 1, 'report'],
    ]);
    await test.stop();
    test.expectClean();
  });

  it('that never fires is refused with its class and method', async () => {
    @Plugin({ id: 'wrong', version: '1.0.0' })
    class Wrong {
      @Job('never', { schedule: '0 0 31 6 *' }) never() {}
    }
    const test = createTestHost({ plugins: [createAgent(), Wrong] });
    expect((await test.start()).problems).toMatchObject([{ code: 'manifest.bad-fact', message: expect.stringContaining("never runs: no time fits its schedule '0 0 31 6 *'") }]); // prettier-ignore
    await test.stop();
  });

  it('is refused with options that mean nothing, or values that are none', async () => {
    @Plugin({ id: 'wrong', version: '1.0.0' })
    class Wrong {
      @Job('cron', { cron: '0 3 * * *' } as never) a() {}
      @Job('late', { timout: 5 } as never) b() {}
      @Job('bare', '0 3 * * *' as never) c() {}
      @Job('never', { timeout: 0 }) d() {}
    }
    const test = createTestHost({ plugins: [createAgent(), Wrong] });
    expect((await test.start()).problems.map(({ code, message }) => [code, message])).toEqual([
      ['manifest.bad-fact', "@Job on Wrong.a: the option 'cron' means nothing (there are 'schedule', 'timeout')."],
      ['manifest.bad-fact', "@Job on Wrong.b: the option 'timout' means nothing (did you mean 'timeout'?)."],
      ['manifest.bad-fact', "@Job on Wrong.c: the options are '0 3 * * *' instead of an object."],
      ['manifest.bad-fact', '@Job on Wrong.d: timeout is 0 instead of milliseconds above 0.'],
    ]);
    await test.stop();
  });
});
