/** Open this to see that arguments are checked whatever they are: nothing throws, and what fits is kept as it is. */
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Plugin } from 'mortise/decorators';
import { createTestHost } from 'mortise/testing';
import { Action, createZerePy, validatePluginConfig } from 'mortise/zerepy';

const parameters = {
  text: { type: 'string' },
  count: { type: 'integer', min: 0 },
  ratio: { type: 'number' },
  on: { type: 'boolean' },
  mode: { type: 'select', choices: ['a', 'b'] },
  tags: { type: 'list', of: { type: 'string' } },
  by: { type: 'map', of: { type: 'number' } },
  deep: { type: 'object', fields: { a: { type: 'string' }, b: { type: 'any', required: false } } },
} as const;

@Plugin({ id: 'echo', version: '1.0.0' })
class Echo {
  @Action('echo', { parameters }) echo(params: unknown) {
    return params;
  }
  @Action('anything') anything(params: unknown) {
    return params;
  }
}

const values = fc.record({
  text: fc.string(),
  count: fc.nat(),
  ratio: fc.double({ noNaN: true, noDefaultInfinity: true }),
  on: fc.boolean(),
  mode: fc.constantFrom('a', 'b'),
  tags: fc.array(fc.string()),
  by: fc.dictionary(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), { noNullPrototype: true }),
  deep: fc.record({ a: fc.string(), b: fc.string() }, { noNullPrototype: true }),
}, { noNullPrototype: true }); // prettier-ignore

it('values that fit reach the action as they are, by name, by position, and as texts', async () => {
  const zerepy = createZerePy();
  const test = createTestHost({ plugins: [zerepy, Echo] });
  await test.start();
  await fc.assert(
    fc.asyncProperty(values, async (given) => {
      expect(await zerepy.actions.execute('echo', given)).toEqual(given);
      expect(await zerepy.actions.execute('echo', Object.keys(parameters).map((name) => given[name as keyof typeof given]))).toEqual(given); // prettier-ignore
      const texts = { ...given, count: String(given.count), on: String(given.on), tags: JSON.stringify(given.tags) };
      expect(await zerepy.actions.execute('echo', texts)).toEqual(given);
    }),
  );
  await test.stop();
});

it('whatever else is given is told, and nothing throws', async () => {
  const zerepy = createZerePy();
  const test = createTestHost({ plugins: [zerepy, Echo] });
  await test.start();
  fc.assert(
    fc.property(fc.anything(), (given) => {
      for (const issues of [zerepy.actions.validate('echo', given as never), validatePluginConfig(given)])
        for (const { path, message } of issues) expect([typeof path, message.length > 0]).toEqual(['string', true]);
      zerepy.actions.validate('anything', given as never);
    }),
  );
  await test.stop();
});
