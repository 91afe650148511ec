/** Open this to see what becomes of connections and actions when code is read anew. */
import { expect, it } from '@jest/globals';
import { Plugin } from 'mortise/decorators';
import { createTestHost } from 'mortise/testing';
import { Action, Connection, createZerePy } from 'mortise/zerepy';

@Plugin({ id: 'echo', version: '1.0.0' })
@Connection('echo')
class Echo {
  isConfigured() {
    return true;
  }
  configure() {
    return true;
  }
  @Action('say') say(params: unknown) {
    return params;
  }
}

@Plugin({ id: 'texts', version: '1.0.0' })
class Texts {
  @Action('cut') cut() {
    return 'cut';
  }
}

it.each(['echo', 'texts', 'zerepy'])('they serve again after a reload of %s, each once', async (key) => {
  const zerepy = createZerePy();
  const test = createTestHost({ plugins: [zerepy, Echo, Texts] });
  await test.start();
  const { receipt, problems } = await test.host.reload(key);
  expect([receipt?.outcome, problems]).toEqual(['done', []]);
  expect(await zerepy.connections.performAction('echo', 'say', { a: 1 })).toEqual({ a: 1 });
  expect(await zerepy.actions.execute('cut')).toBe('cut');
  expect(zerepy.registry.list().map(({ name, owner }) => [name, owner])).toEqual([
    ['cut', 'texts'],
    ['echo', 'echo'],
  ]);
  expect(zerepy.connections.actions('echo').map(({ name }) => name)).toEqual(['say']);
  await test.stop();
  expect(zerepy.registry.list()).toEqual([]);
  test.expectClean();
});

it('they go with the extension that gives them their meaning, and are back with it', async () => {
  const zerepy = createZerePy();
  const test = createTestHost({ plugins: [zerepy, Texts] });
  await test.start();
  await test.host.unload('zerepy');
  expect(test.host.list().map(({ key, state }) => [key, state])).toEqual([['texts', 'waiting']]);
  await expect(zerepy.actions.execute('cut')).rejects.toMatchObject({ code: 'zerepy.not-found' });
  await test.host.load(zerepy);
  expect(await zerepy.actions.execute('cut')).toBe('cut');
  await test.stop();
  test.expectClean();
});
