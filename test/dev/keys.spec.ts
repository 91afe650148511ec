/** Open this to see what each key of `mortise dev` does. */
import { describe, expect, it } from '@jest/globals';
import { definePlugin } from 'mortise';
import { createTestHost } from 'mortise/testing';
import { keysOf } from '../../src/cli/dev-keys.js';
import type { Host } from '../../src/host.js';
import { world } from './world.js';

const A = ['/home/a/index.ts'];
const B = ['/home/b/index.ts'];

async function keyboard(plugins: Readonly<Record<string, readonly string[]>>) {
  const made = await world(plugins);
  const test = createTestHost({ plugins: Object.keys(plugins).map((id) => definePlugin({ id, version: '1.0.0' })) });
  await test.start();
  const talked: string[] = [];
  const press = keysOf({
    host: test.host as Host,
    loop: made.loop,
    out: { data: () => undefined, talk: (text) => void talked.push(text) },
  });
  return { ...made, test, talked, press };
}

describe('the keys', () => {
  it('tell what they are, and pass over what is none', async () => {
    const { press, talked, asked, test } = await keyboard({ a: A });
    for (const key of ['x', '7', 'h']) press(key);
    expect(talked).toEqual(['h help   r reload   a reload all   p plan of reload all   q quit']);
    expect(asked).toEqual([]);
    await test.stop();
  });

  it('reload what was edited last; before any edit one is picked by its number', async () => {
    const { press, pass, save, talked, asked, test } = await keyboard({ a: A, b: B });
    press('r');
    expect(talked).toEqual(['reload which?  1 a   2 b']);
    press('2');
    await pass(0);
    save(A[0]!, '2');
    await pass(20);
    press('r');
    await pass(0);
    press('a');
    await pass(0);
    expect(asked.map(({ reload }) => reload)).toEqual([['b'], ['a'], ['a'], ['a', 'b']]);
    await test.stop();
  });

  it('show the plan of reload all, and quit', async () => {
    const { press, pass, talked, asked, test } = await keyboard({ a: A });
    press('p');
    await pass(0);
    expect(talked[0]).toMatch(/a /);
    expect(asked).toEqual([]);
    press('q');
    await test.host.untilStopped();
    expect(test.host.state).toBe('stopped');
  });
});
