/** Open this to see that an author's spec of a decorated TypeScript plugin runs with `preset: 'mortise/jest-preset'` and nothing else. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runNode, type ChildResult } from '../child.js';
import { author, type Author } from './author.js';

const GREETER = `
import { Observable } from 'rxjs';

export class Greeter {
  readonly said: string[] = [];
}

export function types(target: object): string[] {
  return Reflect.getMetadata('design:paramtypes', target).map((type: { name: string }) => type.name);
}

export function kept(target: new (...args: never[]) => unknown): void {
  Object.assign(target, { kept: types(target) });
}

@kept
export class Door {
  constructor(readonly greeter: Greeter, readonly source: Observable<string>) {}
}
`;

const PLUGIN = `
import { OnEvent, Plugin } from 'mortise/decorators';

export const said: string[] = [];

@Plugin({ id: 'hello', version: '1.0.0' })
export class Hello {
  @OnEvent('visitor.came')
  greet(visitor: { name: string }): void {
    said.push('hello ' + visitor.name);
  }
}
`;

const specOf = (text: string): string => `
import { expect, it } from '@jest/globals';
import { createTestHost } from 'mortise/testing';
import { Hello, said } from '../src/hello.js';

it('greets who comes', async () => {
  const test = createTestHost({ plugins: [Hello] });
  await test.start();
  test.host.events.emit('visitor.came', { name: 'ada' });
  await test.stop();
  test.expectClean();
  expect(said).toEqual(['${text}']);
});
`;

describe('the jest preset, in the project of an author', () => {
  let project: Author;
  beforeAll(async () => {
    project = await author();
    project.write({
      'package.json': JSON.stringify({ name: 'hello', type: 'module', jest: { preset: 'mortise/jest-preset' } }),
      'src/greeter.ts': GREETER,
      'src/hello.ts': PLUGIN,
      'test/types.spec.ts': `
        import 'reflect-metadata';
        import { expect, it } from '@jest/globals';
        import { Door } from '../src/greeter.js';
        it('keeps the types of a constructor', () => expect((Door as unknown as { kept: string[] }).kept).toEqual(['Greeter', 'Observable']));
      `,
      'test/hello.spec.ts': specOf('hello ada'),
      'test/wrong.spec.ts': specOf('goodbye'),
    });
  }, 120_000);
  afterAll(() => project.remove());

  /** The documented command. */
  const jest = (spec: string): Promise<ChildResult> =>
    runNode(['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', spec], { cwd: project.home });

  it('compiles decorators, emits the types of a constructor, and maps .js to .ts', async () => {
    const { code, stderr } = await jest('test/types.spec.ts');
    expect(stderr).toContain('1 passed, 1 total');
    expect(code).toBe(0);
  }, 60_000);

  it('runs a spec of a decorated plugin', async () => {
    const { code, stderr } = await jest('test/hello.spec.ts');
    expect(stderr).toContain('1 passed, 1 total');
    expect(code).toBe(0);
  }, 60_000);

  it('fails a spec that expects something else', async () => {
    const { code, stderr } = await jest('test/wrong.spec.ts');
    expect(stderr).toMatch(/- {3}"goodbye",\s*\+ {3}"hello ada",/);
    expect(stderr).toContain('1 failed, 1 total');
    expect(code).toBe(1);
  }, 60_000);
});
