/** Open this to see what is counted as somebody has it: calls that are tracked, and what the bus has counted of handlers. */
import type { Usage, UsageView } from '../model/usage.js';
import type { Kernel } from './kernel.js';

/** What was counted, as somebody has it whose calls count for `owner`. */
export function usageView(kernel: Kernel, owner: string): UsageView {
  return {
    read: (plugin) => readUsage(kernel, plugin),
    track: (name, work, { plugin = owner } = {}) => kernel.calls.track(plugin, name, work, kernel.clock),
  };
}

function readUsage({ bus, calls }: Kernel, plugin?: string): Usage {
  const handlers = bus.usage().filter((each) => plugin === undefined || each.plugin === plugin);
  return { handlers, calls: calls.list(plugin) };
}
