/** Open this to see the example service live through a day: `npm start`, orders over HTTP, a failure on purpose, and its end. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createClient } from 'mortise/ockle';
import { childEnv, runNode } from '../child.js';

const root = join(import.meta.dirname, '../..');

/** A shop in a process of its own, on free ports. */
class Shop {
  readonly #child: ChildProcess = spawn(process.execPath, ['dist/examples/shop/main.js'], {
    cwd: root,
    env: childEnv({ PORT: '0', POMELO_PORT: '0', NO_COLOR: '1' }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  readonly ended = new Promise<{ readonly code: number | null; readonly signal: string | null }>((resolve) =>
    this.#child.once('close', (code, signal) => resolve({ code, signal })),
  );
  /** Everything that it wrote. */
  said = '';
  #heard: () => void = () => {};

  constructor() {
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.said += text;
        this.#heard();
      });
    }
  }

  /** Waits until it has written something that matches. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    let over = false;
    void this.ended.then(() => {
      over = true;
      this.#heard();
    });
    for (;;) {
      const found = pattern.exec(this.said);
      if (found !== null) return found;
      if (over) throw new Error(`The shop ended without saying ${pattern}:\n${this.said}`);
      await new Promise<void>((resolve) => (this.#heard = resolve));
    }
  }

  async open(): Promise<void> {
    await this.says(/Ctrl\+C closes it/);
  }

  url(path: string): string {
    const [, api] = /open at (http:\S+[0-9])/.exec(this.said)!;
    return `${api}${path}`;
  }

  async get(path: string): Promise<unknown> {
    return (await fetch(this.url(path), { headers: { connection: 'close' } })).json();
  }

  async post(path: string, body: Readonly<Record<string, unknown>>): Promise<{ readonly status: number; readonly body: unknown }> {
    const headers = { 'content-type': 'application/json', connection: 'close' };
    const response = await fetch(this.url(path), { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  }

  /** Waits until the stock knows of an order that is being paid. */
  async paying(sku: string, left: number): Promise<void> {
    const [, pomelo] = /curl (http:\S+\/stock\/)tea/.exec(this.said)!;
    for (;;) {
      const article = (await (await fetch(`${pomelo}${sku}`, { headers: { connection: 'close' } })).json()) as { readonly left: number };
      if (article.left === left) return;
    }
  }

  signal(name: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): void {
    this.#child.kill(name);
  }
}

describe('the shop', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = new Shop();
    await shop.open();
  }, 60_000);
  afterAll(() => shop.signal('SIGKILL'));

  it('prints the boot table, and what to try', () => {
    expect(shop.said).toMatch(/^id +version +source +ms +state +provides +waits for$/m);
    expect(shop.said).toMatch(/^orders +1\.3\.0 +Orders +\d+ +running +shop\/orders +-$/m);
    expect(shop.said.match(/^ {2}curl http/gm)).toHaveLength(11);
  });

  it('takes an order of somebody who has a session', async () => {
    expect((await shop.post('/orders', { uid: 'ada', sku: 'tea' })).status).toBe(401);
    expect(await shop.post('/sessions', { uid: 'ada' })).toEqual({ status: 201, body: { uid: 'ada', frontendId: 'web-1' } });
    const order = { id: 1, uid: 'ada', sku: 'tea', quantity: 2, net: 900, tax: 171, total: 1071, currency: 'EUR', receipt: 'R-1' };
    expect(await shop.post('/orders', { uid: 'ada', sku: 'tea', quantity: 2 })).toEqual({ status: 201, body: order });
    expect(await shop.get('/orders')).toEqual([order]);
    expect(shop.said).toContain('there is no mail plugin');
  });

  it('takes forms as well, and refuses what is wrong with its own words', async () => {
    const form = new URLSearchParams({ uid: 'ada', sku: 'tea', card: 'declined' });
    const declined = await fetch(shop.url('/orders'), { method: 'POST', body: form, headers: { connection: 'close' } });
    expect([declined.status, await declined.json()]).toMatchObject([402, { message: 'The card was declined for 536 cents.' }]);
    const asked = async (wish: Readonly<Record<string, unknown>>): Promise<unknown> =>
      (await shop.post('/orders', { uid: 'ada', ...wish })).status;
    expect([
      await asked({ sku: 'tea', quantity: 6 }),
      await asked({ sku: 'gold' }),
      await asked({}),
      await asked({ sku: 'book', quantity: 4 }),
    ]).toEqual([400, 404, 400, 409]);
  });

  it('has all of it in the audit trail, in order', async () => {
    await fetch(shop.url('/sessions/ada'), { method: 'DELETE', headers: { connection: 'close' } });
    const entries = (await shop.get('/audit')) as readonly { readonly event: string; readonly why?: string; readonly id?: number }[];
    expect(entries.map(({ event, why, id }) => [event, why ?? id])).toEqual([
      ['orders.refused', "'ada' has no session."],
      ['bind_session', undefined],
      ['orders.placed', 1],
      ['orders.refused', 'The card was declined for 536 cents.'],
      ['orders.refused', 'The quantity is 1 to 5.'],
      ['orders.refused', "There is no article 'gold'."],
      ['orders.refused', "There are not 4 of 'book' left."],
      ['close_session', undefined],
    ]);
  });

  it('has an app that sees a tax of its own', async () => {
    expect(await shop.get('/prices/tea')).toEqual({ sku: 'tea', net: 450, tax: 86, total: 536, rate: '19 %' });
    expect(await shop.get('/storefront/prices/tea')).toEqual({ sku: 'tea', net: 450, tax: 32, total: 482, rate: '7 % (reduced)' });
    expect(await shop.get('/nothing/else')).toMatchObject({ statusCode: 404, message: 'Nothing is mounted at /nothing/.' });
  });

  it('answers on a route of a Pomelo plugin from npm, with what a Pomelo plugin of its own knows', async () => {
    const [, pomelo] = /curl (http:\S+\/stock\/tea)/.exec(shop.said)!;
    const close = { connection: 'close' };
    expect(await (await fetch(pomelo!, { headers: close })).json()).toEqual({ server: 'web-1', sku: 'tea', left: 18, visitors: 0 });
    await shop.post('/sessions', { uid: 'bob' });
    expect(await (await fetch(pomelo!, { headers: close })).json()).toMatchObject({ visitors: 1 });
    expect((await fetch(pomelo!.replace('tea', 'gold'), { headers: close })).status).toBe(404);
  });

  it('has forms of what an operator may set, and a plugin takes it while it runs', async () => {
    const operator = createClient({ config: join(root, 'examples/shop/mortise.yaml') });
    const { schema, values, sources } = await operator.call('getForm', { plugin: 'orders' });
    expect(schema).toMatchObject({ title: 'orders', properties: { most: { type: 'integer', minimum: 1 }, open: { type: 'boolean' } } });
    expect(values).toEqual({ currency: 'EUR', most: 5, open: true });
    expect(sources).toMatchObject({ most: { layer: 'file', place: expect.stringMatching(/examples\/shop\/mortise\.yaml:\d+:\d+$/) } });
    const save = (given: object): Promise<unknown> => operator.call('saveForm', { plugin: 'orders', values: given, save: false });
    expect(await save({ most: 'many', open: 1 })).toMatchObject({ outcome: 'refused' });
    expect(await save({ open: false })).toMatchObject({ outcome: 'done', did: ['configured'] });
    expect((await shop.post('/orders', { uid: 'bob', sku: 'tea' })).body).toMatchObject({ message: 'The shop is closed.' });
    expect(await save({ open: true })).toMatchObject({ did: ['configured'] });
  });

  it('goes on without the plugin that fails, and says who waits for it and why', async () => {
    const plugins = (await shop.get('/plugins')) as readonly { readonly id: string; readonly state: string; readonly reason?: string }[];
    expect(plugins.filter(({ state }) => state !== 'running').map(({ id, state }) => `${id} ${state}`)).toEqual([
      'loyalty failed',
      'rewards waiting',
    ]);
    const [loyalty, rewards] = plugins.filter(({ state }) => state !== 'running');
    expect(loyalty!.reason).toContain('the points service at points.example does not answer');
    expect(rewards!.reason).toContain("'rewards' waits for 'loyalty'");
    expect(await shop.get('/health')).toEqual({ healthy: true, missing: [] });
  });

  it('buys by a pipeline what runs low, over a connection, and tells its takings by a job', async () => {
    const command = async (...words: readonly string[]): Promise<string> =>
      (await runNode(['dist/mortise/bin.js', 'exec', ...words, '--config', 'examples/shop'], { cwd: root })).stdout;
    expect(JSON.parse(await command('list-connections'))).toMatchObject([{ name: 'supplier', status: 'unconfigured' }]);
    expect((await shop.post('/orders', { uid: 'bob', sku: 'book', quantity: 2 })).status).toBe(201);
    await shop.paying('book', 11);
    const entries = (await shop.get('/audit')) as readonly { readonly event: string }[];
    expect(entries.at(-1)).toMatchObject({ event: 'stock.bought', sku: 'book', quantity: 10, cents: 4800, account: 'shop-1' });
    expect(JSON.parse(await command('list-pipelines'))).toMatchObject([{ name: 'restock', steps: ['what', 'buy', 'store'], succeeded: 1 }]);
    expect(JSON.parse(await command('run-job', 'takings'))).toMatchObject({ ok: true, message: '2 orders, 39.27 EUR' });
    expect(JSON.parse(await command('run-job', 'takings'))).toMatchObject({ ok: true, message: '0 orders, 0.00' });
    expect(await command('agent-action', 'supplier', 'quote', '450', '2')).toBe('360\n');
  }, 30_000);

  it('answers what is on its way when it is told to stop, stops in reverse, and ends with 0', async () => {
    const last = shop.post('/orders', { uid: 'bob', sku: 'book', card: 'slow' });
    await shop.paying('book', 10);
    shop.signal('SIGTERM');
    expect(await last).toMatchObject({ status: 201, body: { uid: 'bob', receipt: 'R-3' } });
    expect(await shop.ended).toEqual({ code: 0, signal: null });
    const stopped = [...shop.said.matchAll(/^stopped (\S+)$/gm)].map(([, id]) => id!);
    const position = (id: string): number => stopped.indexOf(id);
    expect(stopped).toHaveLength(18);
    for (const [user, used] of [
      ['storefront:storefront', 'gateway'],
      ['storefront:storefront', 'storefront:storefront-tax'],
      ['gateway', 'orders'],
      ['orders', 'payment'],
      ['orders', 'sessions'],
      ['pomelo-http-plugin', 'shop-stock'],
    ] as const) {
      expect([user, used, position(user) < position(used)]).toEqual([user, used, true]);
    }
    expect(shop.said).toMatch(/^The shop closed in \d+ ms\.$/m);
  }, 20_000);
});

describe('a shop that is told twice to stop', () => {
  let shop: Shop;
  afterEach(() => shop.signal('SIGKILL'));

  it('leaves at once, whatever is on its way', async () => {
    shop = new Shop();
    await shop.open();
    await shop.post('/sessions', { uid: 'ada' });
    const lost = shop.post('/orders', { uid: 'ada', sku: 'tea', card: 'slow' }).catch(() => 'lost');
    await shop.paying('tea', 19);
    shop.signal('SIGINT');
    await shop.says(/INFO +shop +stopping/);
    shop.signal('SIGTERM');
    expect(await shop.ended).toEqual({ code: null, signal: 'SIGTERM' });
    expect(await lost).toBe('lost');
    expect(shop.said).not.toContain('stopped orders');
  }, 60_000);
});
