/** Open this to see how what was done becomes the receipt that proves it. */
import type { Kernel } from '../kernel/kernel.js';
import type { Receipt, ReceiptLine } from '../model/history.js';
import type { Step } from '../model/plan.js';
import type { Done } from './changes.js';

/** The receipt of a change and of what followed from it by itself. */
export function receiptOf(done: readonly Done[], kernel: Kernel, ms: number): Receipt {
  const [first] = done;
  const refused = first?.planned.plan.refused;
  const failed = first?.applied?.failed;
  const times = first?.applied?.ms ?? { ready: 0, swap: 0, stop: 0 };
  return {
    revision: kernel.revision,
    outcome: refused !== undefined ? 'refused' : failed === undefined ? 'done' : 'rolled back',
    plugins: refused !== undefined || failed !== undefined ? [] : done.flatMap((each) => linesOf(each, kernel)),
    drained: first?.applied?.drained ?? 0,
    ms: { plan: first?.planned.ms ?? 0, ...times, all: ms },
    ...(failed === undefined ? {} : { failed: { step: failed.step.action, plugin: failed.step.plugin, why: failed.problem.message } }),
    ...(refused === undefined ? {} : { failed: { step: 'plan' as const, plugin: refused[0]!, why: whyRefused(first!) } }),
  };
}

function whyRefused({ planned }: Done): string {
  return planned.plan.problems.find(({ severity }) => severity === 'error')?.message ?? '';
}

function linesOf({ planned, applied }: Done, kernel: Kernel): ReceiptLine[] {
  const { plan } = planned;
  const stepsOf = new Map<string, Step[]>();
  for (const step of plan.steps) stepsOf.set(step.plugin, [...(stepsOf.get(step.plugin) ?? []), step]);
  return [...stepsOf].map(([plugin, steps]): ReceiptLine => {
    const of = (action: Step['action']): Step | undefined => steps.find((step) => step.action === action);
    const record = kernel.records.get(plugin);
    const gone = applied?.unloaded.find(({ key }) => key === plugin);
    const stopped = of('stop');
    const started = of('swap') ?? of('start');
    const loaded = gone?.extension.origin.loaded;
    return {
      plugin,
      did: didOf(record?.state, {
        isReplaced: record !== undefined && gone !== undefined,
        started: started !== undefined,
        stopped: stopped !== undefined,
        isBeside: of('swap') !== undefined,
      }),
      version: (record ?? gone)?.manifest.version ?? '',
      generation: (record ?? gone)?.generation ?? steps[0]!.generation,
      ...(gone === undefined || record === undefined ? {} : { previous: gone.generation }),
      ...(applied?.handedOver.has(plugin) === true ? { handedOver: true as const } : {}),
      ...((planned.left.get(plugin) ?? []).length === 0 ? {} : { escaped: planned.left.get(plugin)! }),
      ...(gone === undefined || gone.follows || gone.extension === record?.extension ? {} : codeOf(loaded)),
    };
  });
}

function codeOf(loaded: { readonly freeable: boolean; readonly why?: string } | undefined): Pick<ReceiptLine, 'code' | 'why'> {
  if (loaded === undefined) return { code: 'kept', why: 'It was loaded by Node itself, or given in code.' };
  return loaded.freeable ? { code: 'freeable' } : { code: 'kept', ...(loaded.why === undefined ? {} : { why: loaded.why }) };
}

interface Told {
  readonly isReplaced: boolean;
  readonly isBeside: boolean;
  readonly started: boolean;
  readonly stopped: boolean;
}

function didOf(state: string | undefined, { isReplaced, isBeside, started, stopped }: Told): ReceiptLine['did'] {
  if (state === undefined) return 'unloaded';
  if (state === 'failed') return 'failed';
  if (state === 'waiting') return 'waits';
  if (isReplaced && (isBeside || !started)) return 'replaced';
  if (started) return stopped ? 'restarted' : 'started';
  return 'stopped';
}
