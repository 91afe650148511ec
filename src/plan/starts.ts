/** Open this to see what starts in a plan, what takes over in one moment, and what says why it stands still. Pure. */
import type { Reason, SnapshotPlugin, Step, StepAction } from '../model/plan.js';
import { quoted } from '../problem/text.js';
import { requiredOf } from './draft.js';
import { reasonOf, type Node } from './resolve.js';
import { isStanding, isUp } from './standing.js';
import { REPLACED, type Replacing, type World } from './world.js';

/** Says of each plugin that can't start why, once. */
export function standStillSteps({ resolution, standing, appIsUp }: World): Step[] {
  const steps: Step[] = [];
  for (const node of resolution.nodes.values()) {
    const { key, generation, enabled } = node.plugin;
    const text = reasonOf(node);
    if (text === undefined || !enabled || !appIsUp(node.plugin)) continue;
    const now = standing.get(key);
    const isSame = now?.generation === generation;
    if (isSame && now.state === 'failed') continue;
    if (isSame && now.state === 'waiting' && now.reason === text) continue;
    steps.push({
      action: node.broken ? 'fail' : 'wait',
      plugin: key,
      generation,
      because: [{ code: 'refused', text }],
      needs: [],
      level: 0,
    });
  }
  return steps;
}

interface Starts {
  readonly starts: readonly Step[];
  /** What follows when all have started. */
  readonly after: readonly Step[];
}

export function startSteps(which: (key: string) => boolean, stops: readonly SnapshotPlugin[], world: World, replacing: Replacing): Starts {
  const { resolution, standing, mayRun } = world;
  const stopped = new Set(stops.map((plugin) => plugin.key));
  const starts: Step[] = [];
  const afters: Step[] = [];
  const healths: Step[] = [];
  for (const [level, keys] of resolution.levels.entries()) {
    for (const key of keys) {
      const now = standing.get(key);
      if (!which(key) || !mayRun(key) || (now !== undefined && isUp(now) && !stopped.has(key))) continue;
      const node = resolution.nodes.get(key)!;
      const isReplacing = replacing.keys.has(key);
      const because = whyStart(node, now, stopped.has(key), mayRun);
      const needs = requiredOf(node);
      const { generation } = node.plugin;
      const isStaged = isReplacing && replacing.how === 'overlap';
      const step = (action: StepAction): Step =>
        isStaged
          ? { action, plugin: key, generation, because, needs, level, staged: true }
          : { action, plugin: key, generation, because, needs, level };
      const has = (method: 'afterStart' | 'health'): boolean =>
        node.plugin.manifest.components.some((component) => component.lifecycle.includes(method));
      starts.push(step('wire'), step('start'));
      if (has('afterStart')) afters.push(step('afterStart'));
      if (isReplacing && has('health')) healths.push(step('health'));
    }
  }
  return { starts, after: [...afters, ...healths] };
}

/** Whoever takes other values of its configuration while it runs, providers first. */
export function configureSteps(stops: readonly SnapshotPlugin[], { resolution, standing, mayRun }: World): Step[] {
  const stopped = new Set(stops.map(({ key }) => key));
  return resolution.levels.flatMap((keys, level) =>
    keys.flatMap((key): Step[] => {
      const { plugin } = resolution.nodes.get(key)!;
      if (plugin.reconfigured !== true || stopped.has(key) || !mayRun(key) || !isStanding(standing.get(key), plugin)) return [];
      const because: readonly Reason[] = [{ code: 'configured', text: 'its configuration has other values, and it takes them as it runs' }];
      return [{ action: 'configure', plugin: key, generation: plugin.generation, because, needs: [], level }];
    }),
  );
}

/** All of them at one moment; then those that were there end what they had begun. */
export function swapSteps(starts: readonly Step[], stops: readonly SnapshotPlugin[]): Step[] {
  const swaps = starts.filter(({ action }) => action === 'start').map((step): Step => ({ ...step, action: 'swap', needs: [] }));
  const coming = new Set(swaps.map(({ plugin }) => plugin));
  const because: readonly Reason[] = [{ code: 'replaced', text: REPLACED }];
  const leaving = stops.filter(({ key }) => coming.has(key));
  return [
    ...swaps,
    ...leaving.map(({ key, generation }, level): Step => ({ action: 'drain', plugin: key, generation, because, needs: [], level })),
  ];
}

function whyStart(node: Node, now: SnapshotPlugin | undefined, restarts: boolean, mayRun: (key: string) => boolean): Reason[] {
  const { extension, source } = node.plugin.manifest;
  const first: Reason =
    now?.state === 'waiting'
      ? { code: 'wanted', text: 'what it waited for is there' }
      : restarts && now!.generation !== node.plugin.generation
        ? { code: 'wanted', text: node.plugin.follows === true ? 'it holds what is replaced' : 'it takes the place of the one that runs' }
        : restarts
          ? { code: 'wanted', text: 'it starts again' }
          : { code: 'wanted', text: `${quoted(extension)} is listed (${source.spec})` };
  const reasons = [first];
  for (const { to, text } of node.edges) if (mayRun(to)) reasons.push({ code: 'needed-first', text, plugin: to });
  return reasons;
}
