/** Open this to see that the types of a constructor are there even when nothing of mortise was imported before the plugin but its decorators. */
import { expect, it } from '@jest/globals';
import { join } from 'node:path';
import { runNode } from '../child.js';

const PROGRAM = `
  import { Component, Logger, Plugin } from 'mortise/decorators';
  // What TypeScript emits before each decorated class.
  const types = (given) => (typeof Reflect.metadata === 'function' ? Reflect.metadata('design:paramtypes', given) : () => {});
  class Part {
    constructor(log) {
      console.log(typeof log.info);
    }
  }
  types([Logger])(Part);
  Component('part')(Part);
  class ItsPlugin {}
  Plugin({ id: 'its', version: '1.0.0', components: [Part] })(ItsPlugin);
  const { createHost } = await import('mortise');
  const host = createHost({ extensions: [ItsPlugin], log: { level: 'silent' } });
  const { problems } = await host.start();
  console.log(problems.map(({ code }) => code));
  await host.stop();`;

it('a plugin that is imported before mortise gets what the types of its constructor say', async () => {
  const { stdout, stderr } = await runNode(['--input-type=module', '-e', PROGRAM], { cwd: join(import.meta.dirname, '../..') });
  expect([stdout, stderr]).toEqual(['function\n[]\n', '']);
});
