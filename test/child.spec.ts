/** Open this to see what a spec can rely on when it runs something in a Node of its own. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNode } from './child.js';

describe('a child', () => {
  const before = process.env['CHILD_COVERAGE'];
  afterEach(() => {
    if (before === undefined) delete process.env['CHILD_COVERAGE'];
    else process.env['CHILD_COVERAGE'] = before;
  });

  it('answers with its code and what it wrote', async () => {
    const script =
      "process.stdin.on('data', (text) => process.stdout.write(text)).on('end', () => { console.error(process.env.A); process.exitCode = 3; })";
    expect(await runNode(['-e', script], { input: 'hello', env: { A: 'a' } })).toEqual({ code: 3, stdout: 'hello', stderr: 'a\n' });
  });

  it('is killed when it does not end', async () => {
    expect((await runNode(['-e', 'setInterval(() => {}, 1000)'], { deadline: 200 })).code).toBe(-1);
  });

  it('leaves what it covered where the coverage run looks for it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mortise-'));
    process.env['CHILD_COVERAGE'] = folder;
    await runNode(['-e', '1']);
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^coverage-.*\.json$/)]);
    rmSync(folder, { recursive: true });
  });
});
