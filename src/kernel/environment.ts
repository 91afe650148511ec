/** Open this to see how the environment sets values of configurations: by variables, or by files that variables name. */
import { resolve } from 'node:path';
import { meantBy, startOf, variablesOf, type Variable } from '../config/variables.js';
import { dotted } from '../config/issue.js';
import { FORBIDDEN, isObject } from '../config/plain.js';
import { NONE } from '../model/list.js';
import type { Manifest } from '../model/manifest.js';
import type { EnvironmentOptions } from '../model/options.js';
import type { FilesPort } from '../model/ports.js';
import type { Problem } from '../model/problem.js';
import { environmentVariables } from '../platform/runtime.js';
import { readLine } from '../platform/yaml-line.js';
import { whyOf } from '../problem/cause.js';
import { problem } from '../problem/problem.js';
import { near } from '../problem/text.js';

/** What the environment says of one plugin. */
export interface FromEnvironment {
  readonly values: Record<string, unknown>;
  /** By path, with dots: the variable, and the file that it names. */
  readonly sources: ReadonlyMap<string, { readonly variable: string; readonly file?: string }>;
  readonly problems: Problem[];
}

const NOTHING: FromEnvironment = { values: {}, sources: new Map(), problems: [] };
const FILE = '_FILE';

/** The variables of one host. */
export class Environment {
  readonly #prefix: string;
  readonly #variables: Readonly<Record<string, string | undefined>>;

  constructor(
    options: EnvironmentOptions | false | undefined,
    readonly home: string,
    readonly files: FilesPort,
  ) {
    const { prefix = 'MORTISE', variables = environmentVariables() } = options === false ? { variables: {} } : (options ?? {});
    this.#prefix = prefix;
    this.#variables = variables;
  }

  /** Values by field; those of objects stand inside. */
  of(app: string | undefined, { id, config }: Manifest): FromEnvironment {
    if (config === undefined || !this.#isUsed()) return NOTHING;
    const values: Record<string, unknown> = {};
    const sources = new Map<string, { readonly variable: string; readonly file?: string }>();
    const problems: Problem[] = [];
    const root = [...(app === undefined ? [] : ['apps', app]), 'plugins', id, 'config'].join('.');
    const taken = new Map<string, Variable>();
    const variables = variablesOf(config, this.#prefix, app === undefined ? [id] : [app, id]);
    const names = new Set(variables.map(({ name }) => name));
    for (const variable of variables) {
      const { name, path } = variable;
      const field = dotted(root, path);
      const other = taken.get(name);
      taken.set(name, variable);
      const text = this.#variables[name];
      // Of `cert` and `certFile`, the variable of the one is no file of the other.
      const file = names.has(`${name}${FILE}`) ? undefined : this.#variables[`${name}${FILE}`];
      if (text === undefined && file === undefined) continue;
      const overlaps = (first: string, second: string): void =>
        void problems.push(problem('config.overlapping', { field, first, second }, { field, place: name }));
      if (other !== undefined) overlaps(`the variable ${name}`, `the same variable for '${other.path.join('.')}'`);
      else if (text !== undefined && file !== undefined) overlaps(`the variable ${name}`, `${name}${FILE}`);
      else {
        const given = text ?? this.#read(`${name}${FILE}`, file!, field, problems);
        if (given === undefined) continue;
        if (!put(values, path, meantBy(given, variable.field, readLine))) continue;
        sources.set(path.join('.'), { variable: text === undefined ? `${name}${FILE}` : name, ...(file === undefined ? {} : { file }) });
      }
    }
    return { values, sources, problems };
  }

  /** Variables that begin as those of mortise do, and set nothing that any of these plugins has. */
  unknown(plugins: readonly { readonly app: string | undefined; readonly manifest: Manifest }[]): Problem[] {
    const ownerOf = (app: string | undefined, id: string): string[] => (app === undefined ? [id] : [app, id]);
    const known = new Set(
      plugins.flatMap(({ app, manifest: { id, config = {} } }) =>
        variablesOf(config, this.#prefix, ownerOf(app, id)).flatMap(({ name }) => [name, `${name}${FILE}`]),
      ),
    );
    const given = Object.keys(this.#variables).filter((name) => name.startsWith(`${this.#prefix}__`) && !known.has(name));
    if (given.length === 0) return [];
    const bare = plugins.filter(({ manifest: { config = {} } }) => Object.keys(config).length === 0);
    return given.map((variable) => {
      const of = bare.find(({ app, manifest: { id } }) => variable.startsWith(`${startOf(this.#prefix, ownerOf(app, id))}__`));
      const details = of === undefined ? { near: near(variable, known) } : { near: NONE, bare: of.manifest.id };
      return problem('config.unknown-variable', { variable, ...details }, { place: variable });
    });
  }

  /** Secrets are written into files with a line of their own. */
  #read(name: string, file: string, field: string, problems: Problem[]): string | undefined {
    try {
      return this.files.read(resolve(this.home, file)).replace(/\r?\n$/, '');
    } catch (cause) {
      problems.push(problem('config.not-readable', { file, why: whyOf(cause) }, { field, place: name, severity: 'error' }));
      return undefined;
    }
  }

  #isUsed(): boolean {
    return Object.keys(this.#variables).some((name) => name.startsWith(`${this.#prefix}__`));
  }
}

/** Puts a value into objects of objects; a whole object comes before its parts. */
function put(values: Record<string, unknown>, path: readonly (string | number)[], value: unknown): boolean {
  if (path.some((key) => FORBIDDEN.has(String(key)))) return false;
  let at = values;
  for (const key of path.slice(0, -1)) {
    const inner = Object.hasOwn(at, key) ? at[key] : undefined;
    const next = isObject(inner) ? inner : {};
    at[key] = next;
    at = next;
  }
  at[path.at(-1)!] = value;
  return true;
}
