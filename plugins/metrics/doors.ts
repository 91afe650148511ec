/** Open this to see how the doors answer, whoever serves them: /metrics, /live, /ready and /health. */
import type { Affects, CheckResult, Health, HealthView } from 'mortise';
import type { PrometheusRegistry } from './prometheus.js';

/** What was answered, for whichever server. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** What the doors need of the plugin while it runs. */
export interface Inside {
  readonly health: HealthView;
  readonly registry: PrometheusRegistry | undefined;
  /** By plugin. */
  readonly affects: Readonly<Record<string, Affects | 'nothing'>>;
  /** Whether reasons are told. */
  readonly details: boolean;
}

/** Names of the doors, with the paths at which they are. */
export interface Paths {
  /** Default `/metrics`. */
  readonly metrics?: string;
  /** Default `/live`. */
  readonly live?: string;
  /** Default `/ready`. */
  readonly ready?: string;
  /** Default `/health`. */
  readonly health?: string;
}

export type Door = keyof Paths;

export const PATHS: Required<Paths> = { metrics: '/metrics', live: '/live', ready: '/ready', health: '/health' };

/** Answers one door. While the plugin does not run the process is live all the same, and nothing else can be said. Never rejects. */
export async function answer(door: Door, inside: Inside | undefined): Promise<Answer> {
  if (inside === undefined)
    return door === 'live' ? json(200, { status: 'live' }) : json(503, { status: 'unknown', reason: 'The metrics plugin does not run.' });
  try {
    if (door === 'metrics') return await text(inside.registry);
    const { affects, health, details } = inside;
    const found = await health.check({ affects, ...(door === 'health' ? {} : { least: door }) });
    return json(isWell(found, door) ? 200 : 503, {
      status: statusOf(found, door),
      checks: found.checks.map((each) => shown(each, details)),
    });
  } catch (thrown) {
    return json(500, { status: 'failed', reason: thrown instanceof Error ? thrown.message : String(thrown) });
  }
}

async function text(registry: PrometheusRegistry | undefined): Promise<Answer> {
  if (registry === undefined) return json(404, { status: 'off', reason: 'The metrics have no text: prometheus is off.' });
  return { status: 200, type: registry.contentType, body: await registry.metrics() };
}

function isWell({ live, ready }: Health, door: Door): boolean {
  return door === 'live' ? live : ready;
}

function statusOf({ live, ready, degraded }: Health, door: Door): string {
  if (!live) return 'dead';
  if (door === 'live') return 'live';
  if (!ready) return 'unready';
  return degraded ? 'degraded' : 'ready';
}

/** Reasons may tell of addresses and more, so they are told only where the owner wants that. */
function shown({ plugin, name, affects, ok, ms, reason }: CheckResult, details: boolean): object {
  return { plugin, name, affects, ok, ms, ...(details && reason !== undefined ? { reason } : {}) };
}

function json(status: number, body: object): Answer {
  return { status, type: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}
