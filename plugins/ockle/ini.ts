/** Open this to see how the text of a template is read, line by line, as Python's ConfigParser reads it: sections, items, comments. */

/** One item with what stands above it. */
export interface IniItem {
  readonly name: string;
  readonly text: string;
  readonly line: number;
  readonly comment: readonly string[];
}

export interface IniSection {
  readonly name: string;
  readonly line: number;
  readonly comment: readonly string[];
  readonly items: IniItem[];
}

/** What is wrong with a line. */
export interface IniMistake {
  readonly line: number;
  readonly why: string;
  readonly field?: string;
}

export interface Ini {
  readonly sections: readonly IniSection[];
  readonly mistakes: readonly IniMistake[];
}

/** `key=value` and `key: value`, with `#` and `;` before comments; a line that begins with a space goes on with the item above. */
export function readIni(text: string): Ini {
  const sections: { name: string; line: number; comment: string[]; items: (IniItem & { text: string })[] }[] = [];
  const mistakes: IniMistake[] = [];
  let comment: string[] = [];
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  for (const [index, raw] of lines.entries()) {
    const line = index + 1;
    const section = sections.at(-1);
    if (raw.trim() === '') continue;
    if (/^[#;]/.test(raw)) {
      comment.push(raw.slice(1).replace(/^ /, ''));
      continue;
    }
    const head = /^\[(.*)\]\s*$/.exec(raw);
    if (head !== null) {
      const name = head[1]!.trim();
      if (name === '') mistakes.push({ line, why: 'a section has no name' });
      const first = sections.find((each) => each.name === name);
      if (first !== undefined) mistakes.push({ line, why: `the section '${name}' is there already, in line ${first.line}` });
      sections.push({ name, line, comment, items: [] });
      comment = [];
      continue;
    }
    const item = section?.items.at(-1);
    if (/^\s/.test(raw) && item !== undefined) {
      item.text += `\n${raw.trim()}`;
      continue;
    }
    const [, key, value] = /^([^=:]+?)\s*[=:]\s*(.*)$/.exec(raw) ?? [];
    if (key === undefined) mistakes.push({ line, why: `'${raw.trim()}' is neither a [section] nor NAME=["type", default]` });
    else if (section === undefined) mistakes.push({ line, why: `'${key}' stands before the first [section]`, field: key });
    else {
      const twin = section.items.find(({ name }) => name.toLowerCase() === key.trim().toLowerCase());
      if (twin !== undefined)
        mistakes.push({ line, why: `'${key}' is there already, in line ${twin.line}; capitals make no difference`, field: key });
      else section.items.push({ name: key.trim(), text: value!.trim(), line, comment });
    }
    comment = [];
  }
  return { sections, mistakes };
}

/** ConfigParser fills `%(name)s` in, and so a percent sign is written twice. Nothing, where one stands alone. */
export function percents(text: string): string | undefined {
  return /%/.test(text.replaceAll('%%', '')) ? undefined : text.replaceAll('%%', '%');
}

/** The text of sections, which reads as the same. */
export function writeIni(
  sections: readonly {
    readonly name: string;
    readonly doc?: string;
    readonly items: readonly { name: string; doc?: string; text: string }[];
  }[],
): string {
  const above = (doc: string | undefined): string[] =>
    doc === undefined ? [] : doc.split('\n').map((line) => (line === '' ? '#' : `# ${line}`));
  return `${sections
    .map(({ name, doc, items }) =>
      [
        ...above(doc),
        `[${name}]`,
        ...items.flatMap((item) => [...above(item.doc), `${item.name}=${item.text.replaceAll('%', '%%')}`]),
      ].join('\n'),
    )
    .join('\n\n')}\n`;
}
