/** Open this to see the laws of plans a second time, written as what must be true of positions in the plan: slow, and independent of the code. */
import type { Plan, Snapshot, Step, StepAction, Wanted } from '../../src/model/plan.js';

/** Whether a plan breaks no law. */
export function isLawful(
  { revision, steps }: Pick<Plan, 'revision' | 'steps'>,
  { revision: from, plugins }: Snapshot,
  wanted: Wanted,
): boolean {
  const at = (key: string, ...actions: StepAction[]): number[] =>
    [...steps.keys()].filter((index) => steps[index]!.plugin === key && actions.includes(steps[index]!.action));
  const first = (key: string, action: StepAction): number => at(key, action)[0] ?? Infinity;
  const standing = (key: string) => plugins.find((plugin) => plugin.key === key);
  const wasUp = (key: string): boolean => ['running', 'starting'].includes(standing(key)?.state ?? '');
  const runsAt = (key: string, index: number): boolean => (wasUp(key) && first(key, 'stop') > index) || first(key, 'start') < index;
  const wantedAs = (key: string) => wanted.plugins.find((plugin) => plugin.key === key);
  const mayRun = (key: string): boolean => {
    const found = wantedAs(key);
    return found !== undefined && found.enabled && wanted.up && (found.app === undefined || wanted.apps.includes(found.app));
  };

  const isSameAsStanding = ({ plugin, generation }: Step): boolean => standing(plugin)?.generation === generation;
  const hasItsPlace = ({ plugin, generation }: Step, index: number): boolean =>
    mayRun(plugin) &&
    wantedAs(plugin)!.generation === generation &&
    (standing(plugin) === undefined || standing(plugin)!.generation === generation || first(plugin, 'unload') < index);
  const comesAfterAll = (index: number, ...actions: StepAction[]): boolean =>
    steps.every((other, position) => !actions.includes(other.action) || position < index);
  const comesBeforeAll = (index: number, ...actions: StepAction[]): boolean =>
    steps.every((other, position) => !actions.includes(other.action) || position > index);

  const isAsked = ({ plugin, because }: Step): boolean =>
    because.some(({ code, plugin: other }) => {
      const found = wantedAs(plugin);
      if (code === 'host-stops') return !wanted.up;
      if (code === 'not-wanted') return found === undefined;
      if (code === 'replaced') return found !== undefined && found.generation !== standing(plugin)!.generation;
      if (code === 'disabled') return found !== undefined && !found.enabled;
      if (code === 'app-stops') return found?.app !== undefined && !wanted.apps.includes(found.app);
      if (code !== 'requirement-gone') return false;
      return other === undefined
        ? at(plugin, 'wait', 'fail').length > 0
        : standing(plugin)!.holds.includes(other) && at(other, 'stop').length > 0;
    });

  const LAWS: Readonly<Record<StepAction, (step: Step, index: number) => boolean>> = {
    beforeStop: (step, index) =>
      wasUp(step.plugin) && isSameAsStanding(step) && comesBeforeAll(index, 'stop') && at(step.plugin, 'stop').length > 0,
    stop: (step, index) =>
      wasUp(step.plugin) &&
      isSameAsStanding(step) &&
      comesBeforeAll(index, 'wire', 'start') &&
      plugins.every(({ key, holds }) => !wasUp(key) || !holds.includes(step.plugin) || first(key, 'stop') < index) &&
      isAsked(step),
    unload: (step, index) =>
      isSameAsStanding(step) &&
      wantedAs(step.plugin)?.generation !== step.generation &&
      (!wasUp(step.plugin) || first(step.plugin, 'stop') < index),
    wait: (step, index) => hasItsPlace(step, index) && !runsAt(step.plugin, index),
    fail: (step, index) => hasItsPlace(step, index) && !runsAt(step.plugin, index),
    wire: (step, index) =>
      hasItsPlace(step, index) &&
      !runsAt(step.plugin, index) &&
      at(step.plugin, 'wait', 'fail').length === 0 &&
      step.needs.every(
        (key) => runsAt(key, index) && at(key, 'wire').every((other) => other > index || steps[other]!.level < step.level),
      ) &&
      first(step.plugin, 'start') > index &&
      at(step.plugin, 'start').length === 1,
    start: (step, index) => hasItsPlace(step, index) && first(step.plugin, 'wire') < index && comesBeforeAll(index, 'afterStart'),
    afterStart: (step, index) => hasItsPlace(step, index) && first(step.plugin, 'start') < index && comesAfterAll(index, 'start'),
  };

  const isOnce = ({ plugin, action }: Step): boolean =>
    (action === 'wait' || action === 'fail' ? at(plugin, 'wait', 'fail') : at(plugin, action)).length === 1;
  const isSettled = [...new Set([...plugins, ...wanted.plugins].map(({ key }) => key))].every((key) => {
    const now = standing(key);
    const isHere = now !== undefined && at(key, 'unload').length === 0;
    if (isHere && now.generation !== wantedAs(key)?.generation) return false;
    const runs = runsAt(key, steps.length);
    const standsStill = at(key, 'wait', 'fail').length > 0 || (isHere && (now.state === 'waiting' || now.state === 'failed'));
    return mayRun(key) ? runs || standsStill : !runs;
  });
  return (
    revision === from &&
    steps.every((step, index) => step.because.length > 0 && isOnce(step) && LAWS[step.action](step, index)) &&
    isSettled
  );
}
