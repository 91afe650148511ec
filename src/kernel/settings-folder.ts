/** Open this to see how the settings folder is read: one YAML or JSON file for each plugin. */
import { join } from 'node:path';
import type { FilesPort } from '../model/ports.js';
import type { Problem } from '../model/problem.js';
import { readYaml, type YamlText } from '../platform/yaml.js';
import { whyOf } from '../problem/cause.js';
import { problem } from '../problem/problem.js';

/** What the folder says of one plugin. */
export interface SettingsOf {
  readonly file: string;
  readonly text: YamlText;
  /** Why it counts for nothing, as errors of the plugin. */
  readonly problems: readonly Problem[];
}

export type SettingsFolder = ReadonlyMap<string, SettingsOf>;

const ENDS = /\.(ya?ml|json)$/;

/** By id of the plugin; those of a scope (`@acme/tax`) stand in a folder of the scope. A folder that is not there is a problem. */
export function readFolder(path: string, files: FilesPort, problems: Problem[]): SettingsFolder {
  const found = new Map<string, SettingsOf>();
  try {
    for (const name of files.list(path)) {
      const whole = join(path, name);
      if (name.startsWith('@') && files.kind(whole) === 'directory')
        for (const inner of files.list(whole)) take(`${name}/${inner}`, join(whole, inner), files, found);
      else take(name, whole, files, found);
    }
  } catch (cause) {
    problems.push(problem('config.not-readable', { file: path, why: whyOf(cause) }, { field: 'settingsFolder', cause }));
  }
  return found;
}

function take(name: string, file: string, files: FilesPort, found: Map<string, SettingsOf>): void {
  if (!ENDS.test(name) || files.kind(file) !== 'file') return;
  const id = name.replace(ENDS, '');
  const text = textOf(file, files);
  const before = found.get(id);
  if (before === undefined) found.set(id, { file, text, problems: text.problems });
  else {
    const field = `plugins.${id}.config`;
    const twice = problem('config.overlapping', { field, first: before.file, second: file }, { field, place: `${file}:1:1` });
    found.set(id, { ...before, problems: [...before.problems, twice] });
  }
}

function textOf(file: string, files: FilesPort): YamlText {
  try {
    return readYaml(files.read(file), file);
  } catch (cause) {
    const problems = [problem('config.not-readable', { file, why: whyOf(cause) }, { cause })];
    return { source: '', value: {}, problems, locate: () => undefined };
  }
}
