/** Open this to see `mortise list`: the table of plugins. */
import type { HostList } from '../control/answers.js';
import { printTable } from '../kernel/report.js';
import type { PluginInfo } from '../model/report.js';
import { EXIT, type CommandInput, type ExitCode } from './command.js';
import { findConfig } from './config.js';
import type { Tone } from './output.js';
import { answerTo, tellFailure } from './source.js';

const TONES: Readonly<Record<string, Tone>> = { running: 'good', failed: 'bad', waiting: 'wait', disabled: 'dim', stopped: 'dim' };

export async function list({ flags, out }: CommandInput): Promise<ExitCode> {
  const config = findConfig(flags['config'] as string | undefined, 'list --config', out);
  if (config === undefined) return EXIT.usage;
  try {
    const { result, isRunning } = await answerTo(config, 'list', [], out);
    const found = result as HostList;
    if (flags['json'] === true) out.data(JSON.stringify({ ...found, isRunning }, null, 2));
    else out.data(printTable(found.plugins, (state, text) => out.paint?.(TONES[state] ?? 'dim', text) ?? text));
    return found.plugins.some((plugin) => isSick(plugin, isRunning)) ? EXIT.unhealthy : EXIT.done;
  } catch (error) {
    tellFailure(error, flags['json'] === true, out);
    return EXIT.failed;
  }
}

/** A plugin that has failed, or a required one that does not run. */
function isSick({ state, required, enabled }: PluginInfo, isRunning: boolean): boolean {
  return state === 'failed' || (required && enabled && state !== (isRunning ? 'running' : 'described'));
}
