/** Open this to see how the receipt of a change reads: one line a plugin, and one for the whole. */
import type { Receipt, ReceiptLine } from '../model/history.js';
import type { Problem } from '../model/problem.js';
import type { PluginInfo, Report } from '../model/report.js';
import type { Tone } from './output.js';

const TONES: Partial<Record<ReceiptLine['did'], Tone>> = { failed: 'bad', waits: 'wait', stopped: 'dim', unloaded: 'dim' };

/** The text of a receipt; the problems are told apart. */
export function printReceipt({ receipt, plugins, problems, ms }: Report, paint: (tone: Tone, text: string) => string): string {
  if (receipt === undefined) return `done in ${Math.round(ms)} ms`;
  const { plugins: lines } = receipt;
  const wide = Math.max(0, ...lines.map(({ did }) => did.length));
  return [
    ...lines.map((line) => `${paint(TONES[line.did] ?? 'good', line.did.padEnd(wide))} ${said(line, reasonOf(line, plugins, problems))}`),
    summary(receipt, paint),
  ].join('\n');
}

/** "hello 1.1.0, generation 2 -> 4; took over its state; its old code can be freed". */
function said(line: ReceiptLine, reason: string | undefined): string {
  const { plugin, version, generation, previous, handedOver, code, why, escaped = [] } = line;
  const generations = previous === undefined ? `generation ${generation}` : `generation ${previous} -> ${generation}`;
  const parts = [
    `${plugin} ${version}, ${generations}`,
    ...(handedOver === true ? ['took over its state'] : []),
    ...(code === 'freeable' ? ['its old code can be freed'] : []),
    ...(code === 'kept' ? [`its old code is kept${why === undefined ? '' : `: ${why.replace(/\.$/, '')}`}`] : []),
    ...escaped.map(({ what, place, released }) => `${released ? 'ended' : 'left'} ${what} (${place})`),
    ...(reason === undefined ? [] : [reason]),
  ];
  return parts.join('; ');
}

/** Why a plugin does not run, unless a problem of this change says it. */
function reasonOf({ plugin, did }: ReceiptLine, plugins: readonly PluginInfo[], problems: readonly Problem[]): string | undefined {
  if ((did !== 'failed' && did !== 'waits') || problems.some((found) => found.plugin === plugin)) return undefined;
  return plugins.find(({ key }) => key === plugin)?.reason?.replace(/\.$/, '');
}

function summary({ outcome, revision, plugins, drained, ms }: Receipt, paint: (tone: Tone, text: string) => string): string {
  const stands = `what ran before serves on; revision ${revision} stands, after ${Math.round(ms.all)} ms`;
  if (outcome === 'rolled back') return `${paint('bad', 'taken back')}: ${stands}`;
  if (outcome === 'refused') return `${paint('bad', 'refused')}: ${stands}`;
  const parts = (['plan', 'ready', 'swap', 'stop'] as const).map((part) => `${part} ${Math.round(ms[part])} ms`);
  const idle = plugins.length === 0 ? '; nothing had to start or stop' : '';
  const deliveries = drained === 0 ? '' : `; ${drained} ${drained === 1 ? 'delivery' : 'deliveries'} drained`;
  return `revision ${revision} (${parts.join(', ')})${deliveries}${idle}`;
}
