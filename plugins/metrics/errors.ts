/** Open this to see the errors of the metrics: each a coded problem. */
import { MortiseError, type Problem } from 'mortise';

/** What an error says besides its code. */
interface Told extends Pick<Problem, 'message' | 'hint' | 'field'> {
  readonly cause?: unknown;
}

/** `metrics.missing-package`, `metrics.taken-name` or `metrics.bad-options`. */
export class MetricsError extends MortiseError {
  override readonly name: string = 'MetricsError';

  constructor(code: `metrics.${string}`, { cause, ...told }: Told) {
    super({ code, severity: 'error', blame: 'host', ...told }, cause === undefined ? {} : { cause });
  }
}

/** Loads a package that only one setting needs. Throws `metrics.missing-package`. */
export async function needed<T>(name: string, what: string, setting: 'prometheus' | 'openTelemetry', load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new MetricsError('metrics.missing-package', {
      message: `${what} needs the package ${name}, which is not installed.`,
      hint: `Run \`npm install ${name}\`, or set ${setting}: false in the configuration of the plugin metrics.`,
      cause,
    });
  }
}
