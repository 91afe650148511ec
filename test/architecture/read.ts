/** Open this to see what the architecture rules know of a file: its imports, globals, loose types and asynchrony, found by a real parser. */
import { parseSync } from '@swc/core';

export interface Source {
  readonly file: string;
  readonly text: string;
}

/** `names` are those imported; `*` is the namespace, and `default` the default export. `dynamic` is `import()` of a literal or of anything. */
export interface Import {
  readonly from: string;
  readonly kind: 'value' | 'type' | 'dynamic';
  readonly names: readonly string[];
  readonly line: number;
}

/** Something of interest at a line: `Date.now`, `new Date()`, `async`, `any`. */
export interface Mention {
  readonly what: string;
  readonly line: number;
}

export interface Parsed extends Source {
  readonly imports: readonly Import[];
  /** Globals used as values, with the member that is read: `process.exit`, `Math`, `setTimeout`. */
  readonly globals: readonly Mention[];
  /** Calls that end the process, however `process` was come by: `process.exit`, `process.abort`. */
  readonly ends: readonly Mention[];
  readonly asynchrony: readonly Mention[];
  readonly anys: readonly Mention[];
}

type Node = Record<string, unknown> & { type: string; span?: { start: number } };

/** Nodes whose name begins with Ts although they hold values. */
const VALUES = new Set([
  'TsAsExpression',
  'TsConstAssertion',
  'TsEnumDeclaration',
  'TsEnumMember',
  'TsExportAssignment',
  'TsInstantiation',
  'TsModuleBlock',
  'TsModuleDeclaration',
  'TsNonNullExpression',
  'TsParameterProperty',
  'TsSatisfiesExpression',
  'TsTypeAssertion',
]);
/** The mark of an identifier that no declaration of the file binds. */
const UNBOUND = 1;

const ENDS = new Set(['exit', 'reallyExit', 'abort']);
const PROCESS = new Set(['node:process', 'process']);

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
const nodesOf = (value: unknown): Node[] => (Array.isArray(value) ? value.flatMap(nodesOf) : isNode(value) ? [value] : []);

function literal(node: unknown): string | undefined {
  return isNode(node) && node.type === 'StringLiteral' ? (node['value'] as string) : undefined;
}

function nameOf(node: unknown): string | undefined {
  return isNode(node) && (node.type === 'Identifier' || node.type === 'StringLiteral') ? (node['value'] as string) : undefined;
}

/** `a.b` and `a['b']` -> b. */
function memberOf(node: Node): string | undefined {
  const property = node['property'] as Node;
  return property.type === 'Computed' ? literal(property['expression']) : nameOf(property);
}

/** With `verbatimModuleSyntax` an import is only a type import when the whole of it is: `import { type A }` still loads the module. */
function importOf(node: Node, line: number): Import | undefined {
  const from = literal(node['source']);
  if (from === undefined) return undefined;
  const names = nodesOf(node['specifiers']).map((specifier) => {
    if (specifier.type === 'ImportDefaultSpecifier') return 'default';
    if (specifier.type.endsWith('NamespaceSpecifier')) return '*';
    return nameOf(specifier['imported']) ?? nameOf(specifier['orig']) ?? nameOf(specifier['local']) ?? '*';
  });
  return { from, kind: node['typeOnly'] === true ? 'type' : 'value', names: node.type === 'ExportAllDeclaration' ? ['*'] : names, line };
}

export function read({ file, text }: Source): Parsed {
  const starts = [0];
  for (const [index, byte] of Buffer.from(text).entries()) if (byte === 10) starts.push(index + 1);
  const lineOf = (node: Node, at = (node.span?.start ?? 1) - 1): number => starts.findLastIndex((start) => start <= at) + 1;

  const imports: Import[] = [];
  const globals: Mention[] = [];
  const ends: Mention[] = [];
  const asynchrony: Mention[] = [];
  const anys: Mention[] = [];

  function global(node: Node, suffix = ''): void {
    globals.push({ what: `${node['value'] as string}${suffix}`, line: lineOf(node) });
  }
  const processes = new Set(['process']);
  /** `process`, whatever it was imported as, and `globalThis.process`. */
  const isProcess = (node: Node): boolean =>
    node.type === 'MemberExpression' ? memberOf(node) === 'process' : processes.has(nameOf(node) ?? '');
  const isGlobal = (node: unknown, inType: boolean): node is Node =>
    !inType && isNode(node) && node.type === 'Identifier' && node['ctxt'] === UNBOUND;

  function visit(node: Node, typed: boolean): void {
    const inType = typed || (node.type.startsWith('Ts') && !VALUES.has(node.type));
    const line = lineOf(node);
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration': {
        const found = importOf(node, line);
        if (found !== undefined) imports.push(found);
        if (found !== undefined && PROCESS.has(found.from)) {
          for (const name of found.names) if (ENDS.has(name)) ends.push({ what: `process.${name}`, line });
          for (const each of nodesOf(node['specifiers'])) if (each.type !== 'ImportSpecifier') processes.add(nameOf(each['local']) ?? '');
        }
        if (node.type === 'ExportNamedDeclaration') break;
        return;
      }
      case 'TsImportEqualsDeclaration': {
        const from = literal((node['moduleRef'] as Node)['expression']);
        if (from !== undefined) imports.push({ from, kind: node['isTypeOnly'] === true ? 'type' : 'value', names: ['*'], line });
        return;
      }
      case 'TsImportType':
        imports.push({ from: literal(node['argument']) ?? '', kind: 'type', names: ['*'], line });
        break;
      case 'CallExpression':
        if ((node['callee'] as Node).type === 'Import') {
          const [first] = node['arguments'] as { expression: Node }[];
          imports.push({ from: literal(first?.expression) ?? '', kind: 'dynamic', names: ['*'], line });
        }
        break;
      case 'NewExpression':
        if (isGlobal(node['callee'], inType) && nameOf(node['callee']) === 'Date') {
          global(
            node['callee'],
            nodesOf((node['arguments'] as { expression: Node }[]).map((each) => each.expression)).length === 0 ? '()' : '(value)',
          );
          for (const each of node['arguments'] as { expression: Node }[]) visit(each.expression, inType);
          return;
        }
        break;
      case 'MemberExpression':
        if (ENDS.has(memberOf(node) ?? '') && isProcess(node['object'] as Node)) ends.push({ what: `process.${memberOf(node)}`, line });
        if (isGlobal(node['object'], inType)) {
          const member = memberOf(node);
          global(node['object'], member === undefined ? '' : `.${member}`);
          for (const each of nodesOf(node['property'])) if (each.type === 'Computed') visit(each, inType);
          return;
        }
        break;
      case 'Identifier':
        if (isGlobal(node, inType)) global(node);
        break;
      case 'AwaitExpression':
        asynchrony.push({ what: 'await', line });
        break;
      case 'TsKeywordType':
        if (node['kind'] === 'any') anys.push({ what: 'any', line });
        break;
      default:
    }
    const body = node['function'] as { async?: boolean } | undefined;
    if (node['async'] === true || body?.async === true) asynchrony.push({ what: 'async', line });
    if (node.type === 'ForOfStatement' && node['await'] === true) asynchrony.push({ what: 'for await', line });
    for (const [key, child] of Object.entries(node)) if (key !== 'span') descend(child, inType);
  }

  /** Also through the plain objects that swc uses for arguments and array elements. */
  function descend(value: unknown, inType: boolean): void {
    if (Array.isArray(value)) for (const each of value) descend(each, inType);
    else if (isNode(value)) visit(value, inType);
    else if (typeof value === 'object' && value !== null)
      for (const [key, each] of Object.entries(value)) if (key !== 'span') descend(each, inType);
  }

  descend(parseSync(text, { syntax: 'typescript', decorators: true, target: 'es2022' }).body, false);
  return { file, text, imports, globals, ends, asynchrony, anys };
}
