/** Open this to see how a form documents itself, as Markdown. */
import type { ConfigSchema, FieldSchema } from 'mortise';

/** A heading, what the form is for, and a table of its fields. */
export function documentationOf(name: string, doc: string | undefined, schema: ConfigSchema): string {
  const rows = Object.entries(schema).flatMap(([key, field]) => rowsOf(key, field));
  const head = [`## ${name}`, ...(doc === undefined ? [] : ['', doc])];
  if (rows.length === 0) return `${[...head, '', 'Nothing can be set.'].join('\n')}\n`;
  return `${[...head, '', '| Field | Takes | Default | Means |', '| --- | --- | --- | --- |', ...rows].join('\n')}\n`;
}

function rowsOf(path: string, field: FieldSchema): string[] {
  const inner = field.type === 'object' ? Object.entries(field.fields ?? {}).flatMap(([key, each]) => rowsOf(`${path}.${key}`, each)) : [];
  return [`| \`${path}\` | ${cell(taken(field))} | ${cell(defaultOf(field))} | ${cell(field.doc ?? '')} |`, ...inner];
}

function defaultOf(field: FieldSchema): string {
  if (field.default !== undefined) return field.secret === true ? 'a secret' : `\`${JSON.stringify(field.default)}\``;
  return field.required === false ? 'none' : field.type === 'object' && field.required === undefined ? 'of its fields' : 'must be given';
}

function taken(field: FieldSchema): string {
  const { min, max, unit, choices = [], of, pattern, multichoice } = field;
  const range =
    min !== undefined && max !== undefined
      ? ` from ${min} to ${max}`
      : min !== undefined
        ? ` from ${min} on`
        : max === undefined
          ? ''
          : ` up to ${max}`;
  const measure = unit === undefined ? '' : ` in ${unit}`;
  switch (field.type) {
    case 'integer':
      return `an integer${range}${measure}`;
    case 'number':
      return `a number${range}${measure}`;
    case 'boolean':
      return 'true or false';
    case 'select':
      return `one of ${choices.map((choice) => `\`${JSON.stringify(choice)}\``).join(', ')}`;
    case 'list':
      return `a list${field.ordered === true ? ' in order' : ''}${field.unique === true ? ' without twins' : ''} of: ${multichoice === undefined ? taken(of ?? { type: 'any' }) : `what \`${multichoice}\` offers`}`;
    case 'map':
      return `names, each with: ${taken(of ?? { type: 'any' })}`;
    case 'object':
      return 'fields of its own';
    case 'string':
      if (multichoice !== undefined) return `one that \`${multichoice}\` offers`;
      return `${field.isName === true ? 'a name' : field.secret === true ? 'a secret text' : 'a text'}${pattern === undefined ? '' : ` that matches \`${pattern}\``}`;
    default:
      return 'anything';
  }
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`).replaceAll('\n', '<br>');
}
