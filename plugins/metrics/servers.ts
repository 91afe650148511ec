/** Open this to see how the doors are put into a server: as a plugin of Fastify, and as a listener of node:http. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PATHS, type Answer, type Door, type Paths } from './doors.js';

export type Answerer = (door: Door) => Promise<Answer>;

interface FastifyReplyLike {
  code(status: number): unknown;
  header(name: string, value: string): unknown;
  send(body: string): unknown;
}

/** What is needed of an instance of Fastify. */
export interface FastifyLike {
  get(path: string, options: { readonly logLevel: 'warn' }, handler: (request: unknown, reply: FastifyReplyLike) => unknown): unknown;
}

/** A plugin of Fastify: `app.register(metrics.fastify, { prefix: '/internal' })`. */
export type FastifyDoors = (app: FastifyLike, options: unknown, done: (error?: Error) => void) => void;

/** A listener for `createServer`, or a middleware: what it does not know it leaves to `next`, or answers with 404. */
export type HttpDoors = (request: IncomingMessage, response: ServerResponse, next?: () => void) => void;

export function fastifyDoors(paths: Paths, answer: Answerer): FastifyDoors {
  return (app, _options, done) => {
    for (const [door, path] of doorsOf(paths))
      app.get(path, { logLevel: 'warn' }, async (_request, reply) => {
        const { status, type, body } = await answer(door);
        reply.code(status);
        reply.header('content-type', type);
        reply.header('cache-control', 'no-store');
        return reply.send(body);
      });
    done();
  };
}

export function httpDoors(paths: Paths, answer: Answerer): HttpDoors {
  const byPath = new Map(doorsOf(paths).map(([door, path]) => [path, door]));
  return (request, response, next) => {
    const door = byPath.get(pathOf(request.url));
    if (door === undefined) return next === undefined ? refuse(response, 404) : next();
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, { allow: 'GET, HEAD' });
    void answer(door).then(({ status, type, body }) => {
      // Somebody else has answered meanwhile, such as a middleware that bounds the time of requests; or whoever asked has gone.
      if (response.headersSent || response.destroyed) return;
      response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body), 'cache-control': 'no-store' });
      response.end(request.method === 'HEAD' ? undefined : body);
    });
  };
}

function doorsOf(paths: Paths): [door: Door, path: string][] {
  return Object.entries({ ...PATHS, ...paths }) as [Door, string][];
}

function pathOf(url = '/'): string {
  const end = url.search(/[?#]/);
  return end < 0 ? url : url.slice(0, end);
}

function refuse(response: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers });
  response.end(status === 404 ? 'There is nothing here.' : 'This can only be read.');
}
