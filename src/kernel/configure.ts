/** Open this to see how a plugin that runs takes other values of its configuration, and how it gets the ones before back. */
import { MortiseError } from '../problem/error.js';
import type { Token } from '../model/manifest.js';
import type { Waiting } from '../model/thenable.js';
import { around } from './hooks.js';
import type { Kernel } from './kernel.js';
import { callPhase, phasePorts } from './phase.js';
import type { PluginRecord } from './record.js';
import { problemOf } from './fail.js';
import { configOf } from './wire.js';
import type { Built } from '../wiring/siblings.js';

/** Values by key of the plugin that takes them, with all that is wrong with it then. */
export type Reconfigured = ReadonlyMap<string, Pick<PluginRecord, 'config' | 'problems'>>;

/** Whether a plugin runs that takes values itself: it has an `onConfig`, and so has each of its components that is given the configuration. */
export function takesConfig({ state, life, parts }: PluginRecord): boolean {
  if (state !== 'running' || life === undefined) return false;
  const { configClass } = parts;
  const isConfig = (token: Token): boolean => token.kind === 'identifier' && configClass !== undefined && token.id === configClass;
  const holders = life.built.filter(({ part }) => [...part.parameters, ...part.fields.values()].some(isConfig));
  return life.built.some(hasHandler) && holders.every(hasHandler);
}

function hasHandler({ instance }: Built): boolean {
  return typeof Reflect.get(instance, 'onConfig') === 'function';
}

/** Step `configure`. What it answers takes it back. Throws `lifecycle.failed` and `lifecycle.timeout`; then the values before stay. */
export async function configure(
  record: PluginRecord,
  values: Pick<PluginRecord, 'config' | 'problems'>,
  kernel: Kernel,
): Promise<() => Promise<void>> {
  const life = record.life!;
  const before = { config: record.config, problems: record.problems };
  const previous = life.config;
  kernel.secrets.note({ ...record, ...values });
  const { config: next } = configOf({ ...record, ...values });
  const takers = life.built.filter(hasHandler);
  const done: Built[] = [];
  const undo = async (): Promise<void> => {
    Object.assign(record, before);
    life.config = previous;
    for (const built of done.reverse()) await takeBack(built, record, [previous, next], kernel);
  };
  try {
    await around(record, 'onConfig', kernel, async () => {
      for (const built of takers) {
        // Given up by then, it has to be told that the values before count.
        const late = (): void => void takeBack(built, record, [previous, next], kernel);
        await told(built, record, [next, previous], kernel, late);
        done.push(built);
      }
    });
  } catch (thrown) {
    await undo();
    throw thrown;
  }
  Object.assign(record, values);
  life.config = next;
  return undo;
}

function told({ part, instance }: Built, { key }: PluginRecord, args: readonly unknown[], kernel: Kernel, late?: () => void): Waiting {
  return callPhase(instance, args, { plugin: key, component: part.name, method: 'onConfig', phase: 'configure' }, phasePorts(kernel), late);
}

/** Whoever can't take back the values before is told of, and the others do. */
async function takeBack(built: Built, record: PluginRecord, args: readonly unknown[], kernel: Kernel): Promise<void> {
  try {
    await told(built, record, args, kernel);
  } catch (thrown) {
    if (!(thrown instanceof MortiseError)) throw thrown;
    kernel.report({ ...problemOf(record, thrown, 'configure', kernel), severity: 'warning' });
  }
}
