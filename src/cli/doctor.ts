/** Open this to see `mortise doctor`: whether what went is gone, who holds what is not, and what is inside of a host. */
import type { DepartedInfo, Doctor } from '../model/doctor.js';
import type { Dump } from '../model/dump.js';
import { asking } from './carry-out.js';
import { EXIT, type CommandInput, type ExitCode } from './command.js';
import { findConfig } from './config.js';
import { printDump } from './dump.js';
import { tellFailure } from './source.js';

export async function doctor({ flags, out }: CommandInput): Promise<ExitCode> {
  const config = findConfig(flags['config'] as string | undefined, 'doctor --config', out);
  if (config === undefined) return EXIT.usage;
  const isJson = flags['json'] === true;
  try {
    if (flags['dump'] === true) {
      const inside = await asking<Dump>(config, 'dump', []);
      out.data(isJson ? JSON.stringify(inside, null, 2) : printDump(inside));
      return EXIT.done;
    }
    const found = await asking<Doctor>(config, 'doctor', flags['holders'] === true ? ['holders'] : []);
    if (isJson) out.data(JSON.stringify(found, null, 2));
    else {
      out.data(printDoctor(found));
      if (!found.healthy && flags['holders'] !== true) out.talk('mortise doctor --holders tells who holds it.');
    }
    return found.healthy ? EXIT.done : EXIT.unhealthy;
  } catch (error) {
    tellFailure(error, isJson, out);
    return EXIT.failed;
  }
}

function printDoctor({ healthy, departed, escapes }: Doctor): string {
  const gone = departed.filter(({ state }) => state === 'unloaded').length;
  const leaked = departed.filter(({ state }) => state !== 'unloaded');
  const going = gone === 0 ? '' : `; ${gone} ${gone === 1 ? 'generation that went is' : 'generations that went are'} gone`;
  return [
    ...leaked.flatMap(saysLeaked),
    ...escapes.map(
      ({ plugins, what, place, released }) =>
        `code of ${plugins.join(', ')} made ${what} past its context${released ? ', which was ended' : ''} (${place})`,
    ),
    healthy ? `healthy: nothing is alive that should be gone${going}` : `unhealthy: something is left that should be gone${going}`,
  ].join('\n');
}

function saysLeaked({ plugin, version, generation, alive, holder, path = [] }: DepartedInfo): string[] {
  return [
    `${plugin} ${version}, generation ${generation}, went and is alive${alive.length === 0 ? '' : `: ${alive.join(', ')}`}`,
    ...(holder === undefined ? [] : [`  held by ${holder}`]),
    ...(path.length === 0 ? [] : [`  ${path.join(' -> ')}`]),
  ];
}
