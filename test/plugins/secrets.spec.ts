/** Open this to see that what first-party plugins keep and tell of a failure has no secret of a configuration in it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { createAgent } from 'mortise/agent';
import { Config, Field, Plugin } from 'mortise/decorators';
import { createTestHost } from 'mortise/testing';
import { Action, createZerePy } from 'mortise/zerepy';

const SECRET = 'hunter2-hunter2';
const folder = mkdtempSync(join(tmpdir(), 'mortise-secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

@Config()
class Settings {
  @Field.string({ secret: true, default: SECRET }) readonly password!: string;
}

const refused = (): never => {
  throw new Error(`refused with ${SECRET}`);
};

@Plugin({ id: 'db', version: '1.0.0', config: Settings })
class Database {}

@Plugin({ id: 'asked', version: '1.0.0', config: Settings })
class Asked {
  @Action('query') query() {
    return refused();
  }
}

it('of a job, in its list, its event and its file', async () => {
  const state = join(folder, 'jobs.json');
  const agent = createAgent({ state });
  const { extensions, ...more } = await agent.hostOptions({ name: 'shop', jobs: [{ name: 'tick', work: refused }] });
  const test = createTestHost({ ...more, extensions: [...(extensions ?? []), Database] });
  await test.start();
  expect(await agent.jobs.run('tick')).toMatchObject({ ok: false, error: 'refused with ***' });
  expect(JSON.stringify([agent.jobs.list(), test.events])).not.toContain(SECRET);
  expect(readFileSync(state, 'utf8')).toContain('refused with ***');
  await test.stop();
});

it('of a step of a pipeline', async () => {
  const agent = createAgent();
  const { extensions, ...more } = await agent.hostOptions({
    name: 'shop',
    pipelines: [{ name: 'line', steps: [{ name: 'ask', fn: refused }] }],
  });
  const test = createTestHost({ ...more, extensions: [...(extensions ?? []), Database] });
  await test.start();
  await expect(agent.pipelines.run('line', {})).rejects.toMatchObject({
    code: 'agent.pipeline-failed',
    problem: { message: expect.stringContaining('refused with ***') },
  });
  await test.stop();
});

it('of an action, and of what is counted of it', async () => {
  const zerepy = createZerePy();
  const test = createTestHost({ extensions: [zerepy, Asked] });
  await test.start();
  await expect(zerepy.actions.execute('query')).rejects.toMatchObject({
    code: 'zerepy.execution-failed',
    problem: { message: expect.stringContaining('refused with ***') },
  });
  expect(JSON.stringify(zerepy.monitor.usage('asked'))).toContain('***');
  expect(JSON.stringify(zerepy.monitor.usage('asked'))).not.toContain(SECRET);
  await test.stop();
});
