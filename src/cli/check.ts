/** Open this to see `mortise check`: whether everything that is listed would start. */
import type { Problem } from '../model/problem.js';
import { MortiseError } from '../problem/error.js';
import { printProblems } from '../problem/proof.js';
import { EXIT, type CommandInput, type ExitCode } from './command.js';
import { findConfig } from './config.js';
import { rehearsed, tellFailure } from './source.js';

const LIST_SOMETHING = 'List files or packages under extensions, or folders of plugins under directories.';

const OF_VERSIONS: ReadonlySet<string> = new Set(['plan.version-mismatch', 'plan.engine-mismatch']);

export async function check({ arguments: [given], flags, out }: CommandInput): Promise<ExitCode> {
  const config = findConfig(given ?? (flags['config'] as string | undefined), 'check', out);
  if (config === undefined) return EXIT.usage;
  try {
    return await rehearsed(config, out, async (host, { steps }, rehearsal) => {
      const missing = requiredProblem(() => rehearsal.check());
      const problems = [...host.problems, ...missing];
      const errors = problems.filter(({ severity }) => severity === 'error');
      const plugins = host.list().length;
      const starts = steps.filter(({ action }) => action === 'start').length;
      // A file without a mistake that lists nothing is a mistake all the same.
      const ok = errors.length === 0 && plugins > 0;
      if (flags['json'] === true) out.data(JSON.stringify({ ok, plugins, starts, problems }, null, 2));
      else {
        const told = problems.filter(({ severity }) => severity !== 'note');
        const warnings = told.length - errors.length;
        const summary = `${starts} of ${count(plugins, 'plugin')} would start; ${count(errors.length, 'error')}, ${count(warnings, 'warning')}`;
        out.data([...printProblems(told), out.paint?.(ok ? 'good' : 'bad', summary) ?? summary].join('\n'));
        if (errors.length > 0) out.talk('mortise why <plugin> tells more.');
        else if (!ok) out.talk(`mortise: ${config.file} lists nothing that could start.\n  ${LIST_SOMETHING}`);
      }
      if (ok) return EXIT.done;
      // That a required plugin would not start is what comes of the others.
      const causes = errors.filter((found) => !missing.includes(found));
      return causes.length > 0 && causes.every(({ code }) => OF_VERSIONS.has(code)) ? EXIT.incompatible : EXIT.failed;
    });
  } catch (error) {
    tellFailure(error, flags['json'] === true, out);
    return EXIT.failed;
  }
}

function requiredProblem(verify: () => void): Problem[] {
  try {
    verify();
    return [];
  } catch (error) {
    if (error instanceof MortiseError) return [error.problem];
    throw error;
  }
}

function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? '' : 's'}`;
}
