/** Open this to see what is said of something that is listed and is no plugin. */
import { describe, expect, it } from '@jest/globals';
import { createHost, definePlugin } from 'mortise';
import { Plugin } from '../../decorators/index.js';
import { unrecognised } from '../../src/extension/unrecognised.js';
import { OF_DECORATORS } from '../../src/problem/catalogue/attach.js';

@Plugin({ id: 'hello', version: '1.0.0' })
class Hello {}
class Loud extends Hello {}
class Plain {
  start() {}
}

const dialects = ['extension', 'class', 'definition'];

/** What is said of a value that was given. */
function given(value: unknown): string {
  const { message, hint } = unrecognised({ source: { kind: 'object', spec: 'it' }, candidates: [value], dialects });
  return `${message} ${hint}`;
}

/** What is said of a module with these exports. */
function module(namespace: Record<string, unknown>, text = ''): { message: string; hint: string; place?: string } {
  const { default: main } = namespace;
  return unrecognised({
    source: { kind: 'file', spec: './a.js', path: '/srv/a.js' },
    candidates: [...(main === undefined ? [] : [main]), namespace],
    dialects,
    textOf: () => text,
  });
}

describe('what is no plugin', () => {
  it.each<[string, unknown, string]>([
    [
      'a class without @Plugin',
      Plain,
      "The extension 'it' is the class Plain, which has no @Plugin, so it is no plugin. Put @Plugin({ id: 'name', version: '1.0.0' }) on the class.",
    ],
    [
      'a class without a name',
      (() => class {})(),
      "The extension 'it' is a class without a name, which has no @Plugin, so it is no plugin.",
    ],
    [
      'a class whose base is a plugin',
      Loud,
      "The extension 'it' is the class Loud, which extends the plugin class Hello and has no @Plugin of its own, so it is no plugin. @Plugin is not inherited",
    ],
    [
      'an instance',
      new Hello(),
      "The extension 'it' is an instance of the plugin class Hello, so it is no plugin. List the class itself, Hello; mortise makes the instance.",
    ],
    ['an instance of a class whose base is a plugin', new Loud(), 'is an instance of the plugin class Loud'],
    ['a promise', Promise.resolve(Hello), "The extension 'it' is a promise, so it is no plugin. Await it"],
    [
      'a misspelt spec',
      { fiel: './a.js' },
      "The extension 'it' is an object with a field 'fiel', which means nothing, so it is no plugin. Correct its name. Did you mean 'file'?",
    ],
    [
      'a misspelt definition',
      { iid: 'a', version: '1.0.0' },
      "a field 'iid', which means nothing, so it is no plugin. Correct its name. Did you mean 'id'?",
    ],
    [
      'anything else',
      { rates: 1 },
      "The extension 'it' exports an object, and nothing of it is a plugin for this host. Export a class with @Plugin",
    ],
    ['null', null, "The extension 'it' exports null"],
    ['a hostile proxy', new Proxy({}, { getPrototypeOf: () => { throw new Error('no'); } }), "The extension 'it' exports an object"], // prettier-ignore
  ])('is told as what it is: %s', (_, value, says) => {
    expect(given(value)).toContain(says);
  });

  it('among the exports of a module is told with its line', () => {
    const text = "import x from 'x';\n\nexport class Plainer {}\nexport class Plain {}\n";
    for (const namespace of [{ default: Plain }, { Plain }, { rates: 1, Plain }]) {
      const { message, place } = module(namespace, text);
      expect(message).toBe("The extension './a.js' exports the class Plain, which has no @Plugin, so it is no plugin.");
      expect(place).toBe('/srv/a.js:4:8');
    }
    expect(module({ Plain }).place).toBe('/srv/a.js');
  });

  it('in a module that exports a plugin by a name of its own is told with what is missing', () => {
    const fix = 'Write export default, or call it extension: one of the two is looked for.';
    const told = (namespace: Record<string, unknown>): string => {
      const { message, hint } = module(namespace);
      return `${message} ${hint}`;
    };
    expect(told({ rates: 1, a: { id: 'a', version: '1.0.0' } })).toBe(
      `The extension './a.js' exports a definition as 'a', and not as default, so it is no plugin. ${fix}`,
    );
    expect(told({ b: { name: 'b', attach() {} } })).toContain(
      `exports an extension as 'b', and not as default, so it is no plugin. ${fix}`,
    );
    expect(told({ default: 5, a: { id: 'a' } })).toContain('exports default, a, and nothing of it');
    expect(told({ a: { name: 'a' } })).toContain('exports a, and nothing of it');
  });

  it('in a module is told by the names of its exports, and by how many more there are', () => {
    const many = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`e${index}`, index]));
    expect(module({}).message).toContain('exports nothing, and');
    expect(module({ tax: 1 }).message).toContain('exports tax, and');
    expect(module(many).message).toContain('exports e0, e1, e2, e3, e4, e5, e6, e7 and 3 more, and');
  });

  it.each<[unknown, string]>([
    [undefined, 'exports the function make, which returned undefined, so it is no plugin. Return the plugin from it.'],
    [5, 'exports the function make, which returned the number 5'],
    [Plain, 'exports the function make, which returned the class Plain, which has no @Plugin, so it is no plugin. Put @Plugin('],
  ])('and was made by a function is told with it: %p', (value, says) => {
    const make = (): unknown => value;
    const source = { kind: 'file', spec: './a.js', path: '/srv/a.js' } as const;
    const { message, hint } = unrecognised({ source, candidates: [make, { default: make }], produced: { by: make.name, value }, dialects });
    expect(`${message} ${hint}`).toContain(says);
  });
});

it.each([
  [
    'revoked',
    'spec.shape',
    () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
  ],
  ['that throws when its fields are read', 'extension.factory-threw', () => new Proxy({}, { get: () => { throw new Error('hands off'); } })], // prettier-ignore
  ['of a function', 'spec.shape', () => new Proxy(function made() {}, { get: () => { throw new Error('hands off'); } })], // prettier-ignore
])('a proxy %s is told of, and all else starts', async (_what, code, make) => {
  const host = createHost({ log: { level: 'silent' }, extensions: [definePlugin({ id: 'good', version: '1.0.0' }), make() as never] });
  const { problems } = await host.start();
  expect(problems.map((found) => found.code)).toEqual([code]);
  expect(host.list().map(({ key, state }) => `${key} ${state}`)).toEqual(['good running']);
  await host.stop();
});

it('every name that only mortise/decorators has is told as that when it is asked of mortise', async () => {
  const main = await import('mortise');
  const decorators = await import('mortise/decorators');
  expect([...OF_DECORATORS].sort()).toEqual(Object.keys(decorators).filter((name) => !Object.hasOwn(main, name)).sort()); // prettier-ignore
});
