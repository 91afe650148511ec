/** Open this to read what can go wrong with hooks around the steps of plugins, with checks of their health and with code around methods. */
import { entry } from '../entry.js';
import { quoted, quotedList, seconds, shown } from '../text.js';

/** Whose hook it is, and around what. */
export interface OfHook {
  readonly when: string;
  readonly step: string;
  readonly plugin: string;
  readonly owner: string;
}

const whose = ({ owner }: OfHook): string => (owner === 'host' ? 'A hook of the host' : `A hook of ${quoted(owner)}`);

export const watchingProblems = {
  'hook.failed': entry<OfHook & { readonly why: string }>(
    'warning',
    'plugin',
    'A hook around the steps of other plugins threw or rejected. The step went on.',
    (d) => `${whose(d)} ${d.when} ${d.step} of ${quoted(d.plugin)} failed: ${d.why}`,
    () => 'Mend the hook at the line that threw. The step went on as if it were not there.',
  ),
  'hook.timeout': entry<OfHook & { readonly ms: number }>(
    'warning',
    'plugin',
    'A hook around the steps of other plugins did not end in time. The step went on without it.',
    (d) => `${whose(d)} ${d.when} ${d.step} of ${quoted(d.plugin)} did not end within ${seconds(d.ms)}.`,
    () => 'The step went on without it. Do long work beside the hook, or raise timeouts.warn.',
  ),
  'hook.bad-call': entry<{ readonly call: string; readonly why: string; readonly steps: readonly string[] }>(
    'error',
    'plugin',
    'What was registered as a hook is none, or for a step that there is not.',
    (d) => `hooks.${d.call}: ${d.why}.`,
    (d) => `Write hooks.${d.call}(step, function), where the step is one of ${quotedList(d.steps)}.`,
  ),
  'health.bad-check': entry<{ readonly name: string; readonly why: string }>(
    'error',
    'plugin',
    'What was declared as a check of health is none.',
    (d) => `The health check ${quoted(d.name)} was not taken: ${d.why}.`,
    () => "Write health.add('name', (signal) => boolean, { affects: 'live' | 'ready' | 'degraded', timeout: milliseconds }).",
  ),
  'around.after-failed': entry<{ readonly method: string; readonly why: string }>(
    'warning',
    'plugin',
    'What @Around runs after a method threw or rejected. What the method gave or threw was passed on all the same.',
    (d) => `What runs after ${shown(d.method)} failed: ${d.why}`,
    () => 'Mend it at the line that threw. Whoever called the method noticed nothing.',
  ),
};
