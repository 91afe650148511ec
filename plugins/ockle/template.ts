/** Open this to see how templates in Ockle's format become forms: from a text, and from the files of a folder. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { checkConfig, type ConfigSchema, type FieldSchema, type Problem } from 'mortise';
import { ockleError, ockleProblem } from './errors.js';
import { Form } from './form.js';
import { percents, readIni, type IniItem } from './ini.js';
import { fieldOf } from './template-item.js';

/** The forms of one or several templates. */
export interface Templates {
  /** By section: `plugins.TimerPluginExample`. */
  readonly forms: ReadonlyMap<string, Form>;
  /** Lines that say nothing: `ockle.bad-template`, with `file:line` and the field. */
  readonly problems: readonly Problem[];
}

/**
 * Reads a template in Ockle's format: sections with items `NAME=["type", default, …]`, and comments above that say what they are for. What does
 * not parse is a problem with file, line and field, and the other items are there all the same.
 *
 * ```ts
 * import { readTemplate } from 'mortise/ockle';
 *
 * const { forms, problems } = readTemplate('[plugins.Timer]\n# seconds\nWAIT_TIME=["int",1]\nLEVEL=["intrange",3]\n', 'Timer.ini');
 * console.log(forms.get('plugins.Timer')!.defaults()); // { WAIT_TIME: 1 }
 * console.log(problems[0]!.place, problems[0]!.field); // Timer.ini:4 plugins.Timer.LEVEL
 * ```
 */
export function readTemplate(text: string, file = 'template'): Templates {
  const { sections, mistakes } = readIni(text);
  const problems = mistakes.map(({ line, why, field }) => bad(`${file}:${line}`, field, why));
  const forms = new Map<string, Form>();
  for (const { name, comment, items } of sections) {
    if (name === '' || forms.has(name)) continue;
    const fields: [string, FieldSchema][] = [];
    for (const item of items) {
      const field = read(item);
      if ('why' in field) problems.push(bad(`${file}:${item.line}`, `${name}.${item.name}`, field.why));
      else fields.push([item.name, field]);
    }
    forms.set(name, new Form(Object.fromEntries(fields), { name, ...docOf(comment) }));
  }
  return { forms, problems };
}

/** The only form of a template, or the one of a section. Throws `ockle.bad-template` with every problem, and `ockle.not-a-form`. */
export function formOf(text: string, { section, file }: { readonly section?: string; readonly file?: string } = {}): Form {
  const { forms, problems } = readTemplate(text, file);
  if (problems.length > 0)
    throw ockleError('ockle.bad-template', {
      ...problems[0]!,
      message: problems.map(({ message }) => message).join(' '),
      details: { problems },
    });
  const found = section === undefined ? [...forms.values()][0] : forms.get(section);
  if (found !== undefined && (section !== undefined || forms.size === 1)) return found;
  throw ockleError('ockle.not-a-form', {
    message:
      section === undefined ? `The template has ${forms.size} sections, and one is expected.` : `The template has no section [${section}].`,
    hint:
      forms.size === 0
        ? 'Write a section: [plugins.Name].'
        : `There ${forms.size === 1 ? 'is' : 'are'} ${[...forms.keys()].map((name) => `[${name}]`).join(', ')}.`,
    ...(file === undefined ? {} : { place: file }),
  });
}

/** Reads every template of a folder, `<Class>.ini` each, as one; a section in two of them is a problem, and the first one counts. */
export function readTemplates(folder: string): Templates {
  const forms = new Map<string, Form>();
  const problems: Problem[] = [];
  const from = new Map<string, string>();
  for (const name of readdirSync(folder)
    .filter((each) => each.endsWith('.ini'))
    .sort()) {
    const file = join(folder, name);
    const found = readTemplate(readFileSync(file, 'utf8'), file);
    problems.push(...found.problems);
    for (const [section, form] of found.forms) {
      const first = from.get(section);
      if (first !== undefined) problems.push(bad(`${file}:1`, section, `the section is in ${basename(first)} already`));
      else {
        from.set(section, file);
        forms.set(section, form);
      }
    }
  }
  return { forms, problems };
}

function read({ name, text, comment }: IniItem): FieldSchema | { readonly why: string } {
  const plain = percents(text);
  if (plain === undefined) return { why: 'has a % that stands alone; write %%' };
  let item: unknown;
  try {
    item = JSON.parse(plain);
  } catch (cause) {
    return { why: `is no JSON list: ${(cause as Error).message}` };
  }
  if (!Array.isArray(item)) return { why: 'is no list like ["int", 1]' };
  const field = fieldOf(item, name);
  if ('why' in field) return field;
  if (FORBIDDEN.has(name)) return { why: 'has a name that is never taken from outside' };
  // A default that the field itself refuses would be refused at every start.
  const wrong =
    field.default === undefined ? [] : checkConfig({ [name]: field } satisfies ConfigSchema, { [name]: field.default }).problems;
  if (wrong.length > 0) return { why: `has a default that is wrong: ${wrong[0]!.message}` };
  return { ...field, ...docOf(comment) };
}

const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

function docOf(comment: readonly string[]): { readonly doc?: string } {
  return comment.length === 0 ? {} : { doc: comment.join('\n') };
}

function bad(place: string, field: string | undefined, why: string): Problem {
  return ockleProblem('ockle.bad-template', {
    message: field === undefined ? `${place}: ${why}.` : `${place}: '${field}' ${why}.`,
    hint: 'An item is NAME=["type", default]: ["int", 1], ["intrange", 1, "1-8"], ["select", false, {"choices": ["a"]}].',
    blame: 'plugin',
    place,
    ...(field === undefined ? {} : { field }),
  });
}
