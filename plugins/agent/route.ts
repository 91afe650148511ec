/** Open this to see how it is found out how far the way to an address is open: parse, DNS, TCP, GET. */
import { lookup } from 'node:dns/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import type { ClockPort } from 'mortise';
import { AgentError, textOf } from './errors.js';

/** One step of the way. The last one is the first that failed. */
export interface RouteStep {
  readonly step: 'parse' | 'dns' | 'tcp' | 'get';
  readonly ok: boolean;
  readonly ms: number;
  /** What was found, or what is wrong: `127.0.0.1`, `connect ECONNREFUSED`, `200 OK`. */
  readonly detail: string;
}

/** Milliseconds for each step. */
const LIMIT = 5_000;

/** Of whoever asks without a host. */
const ownClock: Pick<ClockPort, 'now' | 'setTimeout'> = {
  now: () => Date.now(),
  setTimeout(run, ms) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

const PORTS: Readonly<Record<string, number>> = {
  'http:': 80,
  'https:': 443,
  'ws:': 80,
  'wss:': 443,
  'ftp:': 21,
  'amqp:': 5672,
  'mqtt:': 1883,
  'redis:': 6379,
  'nats:': 4222,
};

/** Throws `agent.no-address`. */
export function addressOf(url: string | undefined, source: string): string {
  if (url !== undefined) return url;
  throw new AgentError('agent.no-address', {
    message: `The source '${source}' says nothing of where it connects to.`,
    hint: "Give it a url: 'https://api.example.org'; or its provider a check().",
    field: 'url',
  });
}

/**
 * Parses an address, asks for its host, connects to its port, and, where it is HTTP, asks for the page; each step has 5 seconds. Ends at the first
 * that fails, and never rejects. From Bodhi's `check-route`.
 *
 * ```ts
 * import { createServer } from 'node:net';
 * import { checkRoute } from 'mortise/agent';
 *
 * const server = createServer().listen(0, '127.0.0.1', async () => {
 *   const { port } = server.address() as { port: number };
 *   const steps = await checkRoute(`mqtt://127.0.0.1:${port}`);
 *   console.log(steps.map(({ step, ok }) => `${step} ${ok}`).join(', ')); // parse true, dns true, tcp true
 *   server.close();
 * });
 * ```
 */
export async function checkRoute(url: string, clock: Pick<ClockPort, 'now' | 'setTimeout'> = ownClock): Promise<readonly RouteStep[]> {
  const steps: RouteStep[] = [];
  const step = async <T>(name: RouteStep['step'], work: (signal: AbortSignal) => Promise<readonly [T, string]>): Promise<T | undefined> => {
    const began = clock.now();
    const abort = new AbortController();
    const undo = clock.setTimeout(() => abort.abort(), LIMIT);
    const late = new Promise<never>((_, reject) =>
      abort.signal.addEventListener('abort', () => reject(new Error(`no answer within ${LIMIT} ms`)), { once: true }),
    );
    try {
      const [value, detail] = await Promise.race([work(abort.signal), late]);
      steps.push({ step: name, ok: true, ms: clock.now() - began, detail });
      return value;
    } catch (thrown) {
      steps.push({ step: name, ok: false, ms: clock.now() - began, detail: textOf(thrown) });
      return undefined;
    } finally {
      undo();
    }
  };
  const at = await step('parse', async () => {
    const parsed = new URL(url);
    const port = parsed.port === '' ? PORTS[parsed.protocol] : Number(parsed.port);
    if (parsed.hostname === '' || port === undefined) throw new Error(`'${url}' has no ${parsed.hostname === '' ? 'host' : 'port'}`);
    const host = parsed.hostname.replace(/^\[|\]$/g, '');
    return [{ parsed, host, port }, `${host} port ${port}`];
  });
  if (at === undefined) return steps;
  const address = await step('dns', async () => {
    const found = await lookup(at.host);
    return [found.address, found.address];
  });
  if (address === undefined) return steps;
  const isOpen = await step('tcp', (signal) => open(address, at.port, signal));
  if (isOpen === undefined || !/^https?:$/.test(at.parsed.protocol)) return steps;
  await step('get', (signal) => get(at.parsed, signal));
  return steps;
}

/** The same without the page, in one sentence. Throws `agent.not-reached`. */
export async function checkConnection(url: string, clock: ClockPort): Promise<string> {
  const steps = await checkRoute(
    url.replace(/^https?:/, (scheme) => (scheme === 'https:' ? 'wss:' : 'ws:')),
    clock,
  );
  const failed = steps.find(({ ok }) => !ok);
  if (failed === undefined) return `${url} can be reached`;
  throw new AgentError('agent.not-reached', {
    message: `${url} can't be reached: ${failed.step} says '${failed.detail}'.`,
    hint: 'Look whether the address is right, the other side runs, and nothing between them is in the way.',
    details: { url, steps },
  });
}

function open(host: string, port: number, signal: AbortSignal): Promise<readonly [true, string]> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const end = (): void => void socket.destroy();
    signal.addEventListener('abort', end, { once: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      end();
      resolve([true, `port ${port} is open`]);
    });
  });
}

/** Any answer will do: it shows that the way is open. */
function get(url: URL, signal: AbortSignal): Promise<readonly [true, string]> {
  return new Promise((resolve, reject) => {
    const asked = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, { agent: false, signal }, (response) => {
      response.resume();
      resolve([true, `${response.statusCode} ${response.statusMessage}`.trim()]);
    });
    asked.once('error', reject);
    asked.end();
  });
}
