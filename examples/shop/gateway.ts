/** Open this for the plugin that opens a port: Fastify inside of a lifecycle, closed with patience, and handed over when the plugin is reloaded. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { Config, Field, Plugin, PluginContext, Provide, Use } from 'mortise/decorators';
import type { AuditTrail, PluginList } from './names.js';
import { OrderBook, refuse } from './orders.js';
import { Sessions } from './sessions.js';

@Config()
class GatewayConfig {
  @Field.integer({ default: 3000, min: 0, max: 65_535, doc: 'Port of the HTTP API; 0 for any that is free' }) port!: number;
  @Field.string({ default: '127.0.0.1', doc: 'Address to listen on' }) host!: string;
}

/** Answers what comes after `/<name>/` in a path. */
type Mounted = (path: string) => unknown;

@Plugin({
  id: 'gateway',
  version: '1.0.0',
  category: 'http',
  description: 'The HTTP API',
  config: GatewayConfig,
  inject: [GatewayConfig, PluginContext],
})
@Provide('shop/gateway')
export class Gateway {
  @Use('shop/orders') readonly orders!: OrderBook;
  @Use('shop/sessions') readonly sessions!: Sessions;
  @Use('shop/audit') readonly audit!: AuditTrail;
  @Use('shop/plugins') readonly plugins!: PluginList;

  readonly #http: FastifyInstance = Fastify();
  readonly #mounted = new Map<string, Mounted>();
  /** Absent when it was handed on. */
  #server: Server | undefined;
  /** Requests on their way. */
  readonly #open = new Set<Promise<void>>();
  /** Where it listens. */
  url = '';

  constructor(
    readonly config: GatewayConfig,
    readonly context: PluginContext,
  ) {}

  /** Lets a plugin answer below `/<name>/`. Call what it returns to take that back. */
  mount(name: string, answer: Mounted): () => void {
    this.#mounted.set(name, answer);
    return () => void this.#mounted.delete(name);
  }

  async start(): Promise<void> {
    const http = this.#http;
    http.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );

    http.post('/sessions', (request, reply) => reply.code(201).send(this.sessions.open(field(request.body, 'uid'))));
    http.delete<{ Params: { uid: string } }>('/sessions/:uid', ({ params }) =>
      this.sessions.close(params.uid) ? { closed: params.uid } : refuse(404, `'${params.uid}' has no session.`),
    );

    http.get('/orders', () => this.orders.all());
    http.post('/orders', async ({ body }, reply) => {
      const wish = {
        uid: field(body, 'uid'),
        sku: field(body, 'sku'),
        quantity: Number(field(body, 'quantity', '1')),
        card: field(body, 'card', 'visa'),
      };
      return reply.code(201).send(await this.orders.place(wish));
    });
    http.get<{ Params: { sku: string } }>('/prices/:sku', ({ params }) => this.orders.price(params.sku));
    http.get('/audit', () => this.audit.entries());

    http.get('/plugins', () => this.plugins.list());
    http.get('/health', (_request, reply) => {
      const missing = this.plugins.list().filter(({ state, required }) => required && state !== 'running');
      return reply.code(missing.length === 0 ? 200 : 503).send({ healthy: missing.length === 0, missing: missing.map(({ id }) => id) });
    });

    http.get<{ Params: { name: string; '*': string } }>('/:name/*', ({ params }) => {
      const answer = this.#mounted.get(params.name) ?? refuse(404, `Nothing is mounted at /${params.name}/.`);
      return answer(params['*']);
    });
    await http.ready();
  }

  /** Everything has started, so the first request finds all of it. Who takes the place of another gateway gets its port in `restore`. */
  async afterStart(): Promise<void> {
    const { port, host } = this.config;
    if (this.context.previous !== undefined) return;
    const server = createServer();
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
    this.restore({ server });
  }

  /** There can be one server on a port, so the next generation gets this one, in the moment in which it takes over. */
  snapshot(): { server: Server } {
    const server = this.#server!;
    this.#server = undefined;
    return { server };
  }

  restore({ server }: { server: Server }): void {
    const { address, port } = server.address() as AddressInfo;
    this.url = `http://${address}:${port}`;
    this.#server = server.removeAllListeners('request').on('request', (request, response) => this.#answer(request, response));
  }

  /** Whatever this plugin uses still runs: requests on their way are answered before it resolves. */
  async stop(): Promise<void> {
    const server = this.#server;
    const closed = server === undefined ? undefined : new Promise((resolve) => server.close(resolve));
    await Promise.all(this.#open);
    server?.closeIdleConnections();
    await closed;
    await this.#http.close();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const answered = new Promise<void>((resolve) => void response.once('close', resolve));
    this.#open.add(answered);
    void answered.then(() => this.#open.delete(answered));
    this.#http.routing(request, response);
  }
}

function field(body: unknown, name: string, fallback?: string): string {
  const value: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  if (typeof value === 'string' && value !== '') return value;
  if (typeof value === 'number') return String(value);
  return value === undefined && fallback !== undefined ? fallback : refuse(400, `'${name}' is missing.`);
}

declare module 'mortise' {
  interface Namespaces {
    'shop/gateway': Gateway;
  }
}
