/** Open this to see how what was done becomes the receipt that proves it. */
import type { Kernel } from '../kernel/kernel.js';
import type { Receipt, ReceiptLine } from '../model/history.js';
import type { Step } from '../model/plan.js';
import type { Done } from './applying.js';

/** The receipt of a change and of what followed from it by itself. */
export function receiptOf(done: readonly Done[], kernel: Kernel, ms: number): Receipt {
  const [first] = done;
  const refused = first?.planned.plan.refused;
  const failed = first?.applied?.failed;
  const times = first?.applied?.ms ?? { ready: 0, swap: 0, stop: 0 };
  return {
    revision: kernel.revision,
    outcome: refused !== undefined ? 'refused' : failed === undefined ? 'done' : 'rolled back',
    plugins: refused !== undefined || failed !== undefined ? [] : linesOf(done, kernel),
    drained: first?.applied?.drained ?? 0,
    buffered: first?.applied?.buffered ?? 0,
    ms: { plan: first?.planned.ms ?? 0, ...times, all: ms },
    ...(failed === undefined ? {} : { failed: { step: failed.step.action, plugin: failed.step.plugin, why: failed.problem.message } }),
    ...(refused === undefined
      ? {}
      : { failed: { step: 'plan' as const, plugin: refused[0]!, why: first!.planned.plan.problems[0]!.message } }),
  };
}

/** One line for each plugin that anything was done with, be it by the change or by what followed from it. */
function linesOf(done: readonly Done[], kernel: Kernel): ReceiptLine[] {
  const stepsOf = new Map<string, Step[]>();
  for (const step of done.flatMap(({ planned }) => planned.plan.steps)) {
    const steps = stepsOf.get(step.plugin);
    if (steps === undefined) stepsOf.set(step.plugin, [step]);
    else steps.push(step);
  }
  const unloaded = new Map(done.flatMap(({ applied }) => applied?.unloaded ?? []).map((record) => [record.key, record]));
  return [...stepsOf].map(([plugin, steps]): ReceiptLine => {
    const of = (action: Step['action']): Step | undefined => steps.find((step) => step.action === action);
    const record = kernel.records.get(plugin);
    const gone = unloaded.get(plugin);
    const heir = done.flatMap(({ applied }) => applied?.inherited.get(plugin) ?? [])[0];
    const escaped = done.flatMap(({ planned }) => planned.left.get(plugin) ?? []);
    return {
      plugin,
      did: didOf(record?.state, {
        isReplaced: record !== undefined && gone !== undefined,
        started: (of('swap') ?? of('start')) !== undefined,
        stopped: of('stop') !== undefined,
        isBeside: of('swap') !== undefined,
        configured: of('configure') !== undefined,
      }),
      version: (record ?? gone)?.manifest.version ?? '',
      generation: (record ?? gone)?.generation ?? steps[0]!.generation,
      ...(gone === undefined || record === undefined ? {} : { previous: gone.generation }),
      ...(done.some(({ applied }) => applied?.handedOver.has(plugin)) ? { handedOver: true as const } : {}),
      ...(escaped.length === 0 ? {} : { escaped }),
      ...(gone === undefined || gone.extension === record?.extension
        ? {}
        : heir === undefined
          ? codeOf(gone.extension.origin.loaded)
          : { code: 'kept' as const, why: `Generation ${heir.by} was given it, and holds it as long as it likes.` }),
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
  readonly configured: boolean;
}

function didOf(state: string | undefined, { isReplaced, isBeside, started, stopped, configured }: Told): ReceiptLine['did'] {
  if (state === undefined) return 'unloaded';
  if (state === 'failed') return 'failed';
  if (state === 'waiting') return 'waits';
  if (isReplaced && (isBeside || !started)) return 'replaced';
  if (started) return stopped ? 'restarted' : 'started';
  if (configured && !stopped) return 'configured';
  return 'stopped';
}
