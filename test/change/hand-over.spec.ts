/** Open this to see how state and resources go from one generation to the next. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Extension } from 'mortise';
import { OnEvent, Plugin } from 'mortise/decorators';
import { createTestHost } from 'mortise/testing';

type Class = new () => object;

/** An extension whose every attach registers the next of these classes. */
function inTurn(name: string, ...classes: readonly Class[]): Extension {
  let number = 0;
  return {
    name,
    attach(this: { registerPlugin(plugin: object): void }) {
      this.registerPlugin(classes[Math.min(number++, classes.length - 1)]!);
    },
  };
}

describe('state', () => {
  it('is copied, so that nothing of the old code comes along, and tells which version gave it', async () => {
    const got: unknown[] = [];
    class Entry {
      constructor(readonly user: string) {}
    }
    @Plugin({ id: 'presence', version: '1.4.0' })
    class First {
      readonly online = new Map([['ada', new Entry('ada')]]);
      snapshot() {
        return { online: this.online };
      }
    }
    @Plugin({ id: 'presence', version: '2.0.0' })
    class Second {
      restore(...given: unknown[]) {
        got.push(...given);
      }
    }
    const test = createTestHost({ plugins: [inTurn('presence', First, Second)] });
    await test.start();
    const { receipt } = await test.host.reload('presence');
    // It has another name; there is but one that gives and one that takes.
    expect(receipt!.plugins).toMatchObject([{ plugin: 'presence', did: 'replaced', version: '2.0.0', handedOver: true }]);
    const [state, previous] = got as [{ online: Map<string, object> }, unknown];
    expect(previous).toEqual({ version: '1.4.0', generation: 1 });
    expect([...state.online.keys()]).toEqual(['ada']);
    expect(state.online.get('ada')).not.toBeInstanceOf(Entry);
    await test.stop();
  });

  it('is taken in the moment of the swap: what happened while the new generation started is in it', async () => {
    @Plugin({ id: 'counter', version: '1.0.0' })
    class Counter {
      count = 0;
      async start() {
        // While the next one starts, the one that serves goes on counting.
        for (let turn = 0; turn < 3; turn += 1) {
          await Promise.resolve();
          for (const each of all) if (each !== this) each.count += 1;
        }
        all.push(this);
      }
      snapshot() {
        return this.count;
      }
      restore(count: number) {
        this.count = count;
      }
    }
    const all: Counter[] = [];
    const test = createTestHost({ plugins: [inTurn('counter', Counter)] });
    await test.start();
    await test.host.reload('counter');
    expect(all.map(({ count }) => count)).toEqual([3, 3]);
    await test.stop();
  });

  it('that comes by a promise is refused, and nothing has happened', async () => {
    @Plugin({ id: 'slow', version: '1.0.0' })
    class Slow {
      snapshot() {
        return Promise.reject(new Error('late'));
      }
      restore() {}
    }
    const test = createTestHost({ plugins: [inTurn('slow', Slow)] });
    await test.start();
    const { receipt, problems } = await test.host.reload('slow');
    expect(receipt).toMatchObject({ outcome: 'rolled back', failed: { step: 'swap', plugin: 'slow' } });
    expect(problems[0]).toMatchObject({
      code: 'change.state-failed',
      message: expect.stringContaining('it has to be synchronous') as unknown,
    });
    await test.stop();
  });

  it('goes on where class and file have other names, since the id says who it is', async () => {
    const home = mkdtempSync(join(tmpdir(), 'mortise-rename-'));
    const write = (file: string, name: string): void =>
      writeFileSync(
        join(home, file),
        `class ${name} { seen = 0; snapshot() { return this.seen; } restore(seen) { this.seen = seen; } }
        const one = new ${name}();
        module.exports = { id: 'visits', version: '1.0.0', provides: { 'visits/count': one }, setup: () => one };`,
      );
    write('visits.cjs', 'Visits');
    const test = createTestHost({ home, live: true, extensions: [{ file: './visits.cjs' }] });
    await test.start();
    const value = (): { seen: number } => test.host.lookup('visits/count') as { seen: number };
    value().seen = 7;
    write('visitors.cjs', 'Visitors');
    const { receipt } = await test.host.change({ unload: ['visits'], load: [{ file: './visitors.cjs' }] });
    expect(receipt).toMatchObject({ outcome: 'done', plugins: [{ plugin: 'visits', did: 'replaced', handedOver: true }] });
    expect([value().constructor.name, value().seen]).toEqual(['Visitors', 7]);
    await test.stop();
    rmSync(home, { recursive: true });
  });

  it('of components goes by their names, and nowhere where that is not sure', async () => {
    const got: string[] = [];
    const part = (name: string, gives: boolean, takes: boolean) => ({
      name,
      ...(gives ? { snapshot: () => name } : {}),
      ...(takes ? { restore: (state: string) => void got.push(`${name} got ${state}`) } : {}),
    });
    const before = class Before {};
    const after = class After {};
    Plugin({
      id: 'parts',
      version: '1.0.0',
      components: [part('a', true, false), part('b', true, false), part('c', true, false)],
    } as never)(before);
    Plugin({
      id: 'parts',
      version: '1.0.0',
      components: [part('a', false, true), part('x', false, true), part('y', false, true)],
    } as never)(after);
    const test = createTestHost({ plugins: [inTurn('parts', before, after)] });
    await test.start();
    await test.host.reload('parts');
    expect(got).toEqual(['a got a']);
    await test.stop();
  });
});

describe('a resource that there can be one of', () => {
  it('is handed over: a port answers every request while its plugin is reloaded, and no generation but one answers it', async () => {
    const ports = new Set<number>();
    const made = (number: number): Class => {
      @Plugin({ id: 'web', version: `${number}.0.0` })
      class Web {
        #server: Server | undefined;
        readonly #answer: RequestListener = (_request: IncomingMessage, response: ServerResponse) => response.end(String(number));
        snapshot() {
          const server = this.#server!;
          this.#server = undefined;
          return { server };
        }
        restore({ server }: { server: Server }) {
          server.removeAllListeners('request').on('request', this.#answer);
          this.#server = server;
          ports.add((server.address() as AddressInfo).port);
        }
        async start() {
          if (number > 1) return;
          const server = createServer(this.#answer);
          await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
          this.#server = server;
          ports.add((server.address() as AddressInfo).port);
        }
        async stop() {
          const server = this.#server;
          if (server === undefined) return;
          server.closeAllConnections();
          await new Promise((resolve) => server.close(resolve));
        }
      }
      return Web;
    };
    const rounds = 10;
    const test = createTestHost({ plugins: [inTurn('web', ...Array.from({ length: rounds + 1 }, (_, index) => made(index + 1)))] });
    await test.start();
    const [port] = ports;
    const ask = (): Promise<string> =>
      new Promise((resolve, reject) => {
        get({ host: '127.0.0.1', port, agent: false }, (response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => (text += chunk.toString()));
          response.on('end', () => resolve(text));
        }).on('error', reject);
      });
    const answers: string[] = [await ask()];
    for (let round = 0; round < rounds; round += 1) {
      const asked = ask();
      const { receipt } = await test.host.reload('web');
      expect(receipt).toMatchObject({ outcome: 'done', plugins: [{ handedOver: true }] });
      answers.push(await asked, await ask());
    }
    expect(ports.size).toBe(1);
    expect(answers).toHaveLength(1 + 2 * rounds);
    expect([...answers].sort((a, b) => Number(a) - Number(b))).toEqual(answers);
    expect(answers.at(-1)).toBe(String(rounds + 1));
    await test.stop();
    test.expectClean();
  });

  it('goes back to the generation that had it, when the change is taken back after the swap', async () => {
    const has: string[] = [];
    const made = (number: number): Class => {
      @Plugin({ id: 'lease', version: `${number}.0.0` })
      class Lease {
        lease: { readonly id: number } | undefined = number === 1 ? { id: 7 } : undefined;
        snapshot() {
          const { lease } = this;
          this.lease = undefined;
          return lease;
        }
        restore(lease: { readonly id: number }) {
          this.lease = lease;
        }
        @OnEvent('lease.used') use() {
          has.push(`${number}: ${this.lease?.id}`);
          return number === 1 && has.length === 1 ? new Promise(() => undefined) : undefined;
        }
      }
      return Lease;
    };
    const test = createTestHost({ plugins: [inTurn('lease', made(1), made(2))] });
    await test.start();
    test.host.events.emit('lease.used');
    const reload = test.host.reload('lease');
    await test.clock.advance(5_000);
    expect((await reload).receipt).toMatchObject({ outcome: 'rolled back', failed: { step: 'drain' } });
    test.host.events.emit('lease.used');
    expect(has).toEqual(['1: 7', '1: 7']);
    await test.stop();
  });
});
