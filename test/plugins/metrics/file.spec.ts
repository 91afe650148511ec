/** Open this to see the metrics listed in a configuration file, without code, and what is said where a package is missing. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

it('without prom-client says what to install, where it was listed, and nothing of its own lines', async () => {
  const bare = join(home, 'bare');
  const modules = join(bare, 'node_modules');
  mkdirSync(modules, { recursive: true });
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: object };
  for (const name of Object.keys(dependencies)) symlinkSync(join(root, 'node_modules', name), join(modules, name));
  // A copy, which finds what is installed beside it and nothing else.
  for (const part of ['package.json', 'dist/mortise']) cpSync(join(root, part), join(modules, 'mortise', part), { recursive: true });
  writeFileSync(join(bare, 'mortise.yaml'), 'extensions:\n  - module: mortise/metrics\n');
  writeFileSync(
    join(bare, 'main.mjs'),
    `import { createHost } from 'mortise';
     const host = createHost({ home: ${JSON.stringify(bare)}, config: 'mortise.yaml', log: { level: 'silent' } });
     const { problems: [{ hint, place }] } = await host.start();
     console.log(hint, place);
     await host.stop();`,
  );
  const { stdout, stderr } = await runNode([join(bare, 'main.mjs')]);
  expect([stdout, stderr]).toEqual([
    'Run `npm install prom-client`, or set prometheus: false in the configuration of the plugin metrics. mortise/metrics\n',
    '',
  ]);
});

it('says which package is missing, and what for', async () => {
  const name = 'no-such-package-of-metrics';
  await expect(needed(name, 'The text for Prometheus', 'prometheus', () => import(name) as Promise<unknown>)).rejects.toMatchObject({
    code: 'metrics.missing-package',
    message: expect.stringContaining(
      `The text for Prometheus needs the package ${name}, which is not installed. Run \`npm install ${name}\``,
    ),
  });
});
