/** Open this to see the metrics listed in a configuration file, without code, and what is said where a package is missing. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { needed } from '../../../plugins/metrics/errors.js';
import { runNode } from '../../child.js';

const root = join(import.meta.dirname, '../../..');
const home = mkdtempSync(join(tmpdir(), 'metrics-'));
afterAll(() => rmSync(home, { recursive: true }));

it('serves at the port that a configuration file says, with no code at all', async () => {
  mkdirSync(join(home, 'node_modules'));
  symlinkSync(root, join(home, 'node_modules/mortise'));
  writeFileSync(join(home, 'mortise.yaml'), 'extensions:\n  - module: mortise/metrics\nplugins:\n  metrics:\n    config: { port: 0 }\n');
  writeFileSync(
    join(home, 'main.mjs'),
    `import { createHost } from 'mortise';
     const host = createHost({ home: ${JSON.stringify(home)}, config: 'mortise.yaml', log: { level: 'silent' } });
     await host.start();
     const { url } = host.lookup('mortise/metrics');
     const text = await (await fetch(url + '/metrics')).text();
     const ready = await fetch(url + '/ready');
     console.log(text.includes('mortise_host_state{host="host",state="running"} 1'), ready.status, (await ready.json()).status);
     await host.stop();`,
  );
  const { stdout, stderr } = await runNode([join(home, 'main.mjs')]);
  expect([stdout, stderr]).toEqual(['true 200 ready\n', '']);
});

it('says which package is missing, and what for', async () => {
  const name = 'no-such-package-of-metrics';
  await expect(needed(name, 'The text for Prometheus', () => import(name) as Promise<unknown>)).rejects.toMatchObject({
    code: 'metrics.missing-package',
    message: expect.stringContaining(`The text for Prometheus needs the package ${name}, which is not installed. npm install ${name}`),
  });
});
