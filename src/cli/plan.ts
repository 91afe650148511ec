/** Open this to see `mortise plan`: what a start, or a change after it, would do. */
import { requestOf, type AskedChange } from '../control/request.js';
import { nodeFiles } from '../platform/files.js';
import { printProblems } from '../problem/proof.js';
import { near, didYouMean, quoted } from '../problem/text.js';
import { specOf } from './asked.js';
import { EXIT, type CommandInput, type ExitCode } from './command.js';
import { findConfig } from './config.js';
import { rehearsed, tellFailure } from './source.js';

const ACTIONS = ['load', 'unload', 'enable', 'disable'] as const;

export async function plan({ arguments: [action, ...names], flags, out }: CommandInput): Promise<ExitCode> {
  if (action !== undefined && !(ACTIONS as readonly string[]).includes(action)) {
    out.talk(
      `mortise: there is no change ${quoted(action)}.${didYouMean(near(action, ACTIONS))}\n  mortise plan [load <file or package> | unload <id> | enable <id> | disable <id>]`,
    );
    return EXIT.usage;
  }
  if (action !== undefined && names.length === 0) {
    out.talk(
      `mortise: plan ${action} wants ${action === 'load' ? 'a file or a package' : 'the id of a plugin'}.\n  mortise plan ${action} <${action === 'load' ? 'file or package' : 'id'}>`,
    );
    return EXIT.usage;
  }
  const config = findConfig(flags['config'] as string | undefined, 'plan --config', out);
  if (config === undefined) return EXIT.usage;
  try {
    return await rehearsed(config, out, async (host, started, rehearsal) => {
      const known = action === undefined ? 0 : host.problems.length;
      const made =
        action === undefined
          ? started
          : await rehearsal.change(
              requestOf(changeOf(action, names), {
                host,
                home: host.parts.owned.settings().host.home,
                files: nodeFiles,
                configured: () => undefined,
              }),
            );
      out.data(flags['json'] === true ? JSON.stringify(made, null, 2) : String(made));
      // What could not be read or attached has no step in a plan.
      const failed = host.problems
        .slice(known)
        .filter(({ severity, phase }) => severity === 'error' && (phase === 'read' || phase === 'attach'));
      for (const text of printProblems(failed)) out.talk(text);
      return made.steps.length > 0 ? EXIT.changes : failed.length > 0 ? EXIT.failed : EXIT.done;
    });
  } catch (error) {
    tellFailure(error, flags['json'] === true, out);
    return EXIT.failed;
  }
}

function changeOf(action: string, names: readonly string[]): AskedChange {
  return action === 'load' ? { load: names.map(specOf) } : { [action]: names };
}
