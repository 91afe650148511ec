/** Open this to see the laws of plans a second time, written as what must be true of positions in the plan: slow, and independent of the code. */
import type { Plan, Snapshot, Step, StepAction, Wanted } from '../../src/model/plan.js';

/** Whether a plan breaks no law. */
export function isLawful(
  { revision, steps, refused }: Pick<Plan, 'revision' | 'steps' | 'refused'>,
  { revision: from, plugins }: Snapshot,
  wanted: Wanted,
): boolean {
  const at = (key: string, ...actions: StepAction[]): number[] =>
    [...steps.keys()].filter((index) => steps[index]!.plugin === key && actions.includes(steps[index]!.action));
  const first = (key: string, action: StepAction): number => at(key, action)[0] ?? Infinity;
  const standing = (key: string) => plugins.find((plugin) => plugin.key === key);
  const wasUp = (key: string): boolean => ['running', 'starting'].includes(standing(key)?.state ?? '');
  const isBeside = ({ staged }: Step): boolean => staged === true;
  const partOf = (step: Step): number => (isBeside(step) ? (step.action === 'swap' ? 1 : 0) : step.action === 'drain' ? 2 : 3);
  const isSwapped = (key: string): boolean => at(key, 'swap').length > 0;
  const startedAt = (key: string, beside: boolean): number =>
    at(key, 'start').find((index) => isBeside(steps[index]!) === beside) ?? Infinity;
  const runsAt = (key: string, index: number): boolean =>
    (wasUp(key) && !isSwapped(key) && first(key, 'stop') > index) || startedAt(key, false) < index || first(key, 'swap') < index;
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

  const isWiredRightly = (step: Step, index: number): boolean =>
    at(step.plugin, 'wait', 'fail').length === 0 &&
    step.needs.every((key) => at(key, 'wire').every((other) => other > index || steps[other]!.level < step.level)) &&
    first(step.plugin, 'start') > index &&
    at(step.plugin, 'start').length === 1;
  const isWanted = ({ plugin, generation }: Step): boolean => mayRun(plugin) && wantedAs(plugin)!.generation === generation;
  const isThereFor = (key: string, index: number): boolean =>
    steps.some((step) => step.plugin === key && isBeside(step)) ? startedAt(key, true) < index : wasUp(key) && at(key, 'stop').length === 0;
  const BESIDE: Partial<Record<StepAction, (step: Step, index: number) => boolean>> = {
    wire: (step, index) =>
      !(wasUp(step.plugin) && standing(step.plugin)!.generation === step.generation) &&
      step.needs.every((key) => isThereFor(key, index)) &&
      isWiredRightly(step, index) &&
      startedAt(step.plugin, true) > index &&
      isSwapped(step.plugin),
    start: (step, index) =>
      first(step.plugin, 'wire') < index &&
      steps.every((other, position) => !isBeside(other) || other.action !== 'afterStart' || position > index),
    afterStart: (step, index) => startedAt(step.plugin, true) < index,
    health: (step, index) => startedAt(step.plugin, true) < index,
    swap: (step, index) => startedAt(step.plugin, true) < index,
  };

  const LAWS: Partial<Record<StepAction, (step: Step, index: number) => boolean>> = {
    beforeStop: (step, index) =>
      wasUp(step.plugin) && isSameAsStanding(step) && comesBeforeAll(index, 'stop') && at(step.plugin, 'stop').length > 0,
    stop: (step, index) =>
      wasUp(step.plugin) &&
      isSameAsStanding(step) &&
      steps.every((other, position) => isBeside(other) || !['wire', 'start'].includes(other.action) || position > index) &&
      (!isSwapped(step.plugin) || at(step.plugin, 'drain').length > 0) &&
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
      step.needs.every((key) => runsAt(key, index)) &&
      isWiredRightly(step, index) &&
      startedAt(step.plugin, false) > index,
    start: (step, index) =>
      hasItsPlace(step, index) &&
      first(step.plugin, 'wire') < index &&
      steps.every((other, position) => isBeside(other) || other.action !== 'afterStart' || position > index),
    afterStart: (step, index) => hasItsPlace(step, index) && startedAt(step.plugin, false) < index && comesAfterAll(index, 'start'),
    health: (step, index) => hasItsPlace(step, index) && startedAt(step.plugin, false) < index,
    drain: (step) => isSwapped(step.plugin) && wasUp(step.plugin) && isSameAsStanding(step),
  };
  const isLawfulAt = (step: Step, index: number): boolean =>
    isBeside(step) ? isWanted(step) && BESIDE[step.action]?.(step, index) === true : LAWS[step.action]?.(step, index) === true;

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
  if (refused !== undefined) return revision === from && steps.length === 0;
  return (
    revision === from &&
    steps.every((step, index) => index === 0 || partOf(steps[index - 1]!) <= partOf(step)) &&
    steps.every((step, index) => step.because.length > 0 && isOnce(step) && isLawfulAt(step, index)) &&
    isSettled
  );
}
