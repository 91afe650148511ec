/** Open this to see how the names that an entry point exports are found. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseSync, type ModuleItem } from '@swc/core';

/** Every exported name of a source file, sorted; types are marked. */
export function exportsOf(file: string): string[] {
  return [...namesOf(file)].map(([name, isType]) => (isType ? `type ${name}` : name)).sort((a, b) => (a < b ? -1 : 1));
}

function namesOf(file: string): Map<string, boolean> {
  const names = new Map<string, boolean>();
  const { body } = parseSync(readFileSync(file, 'utf8'), { syntax: 'typescript', decorators: true, target: 'es2022' });
  for (const item of body) for (const [name, isType] of exported(item, file)) names.set(name, isType && names.get(name) !== false);
  return names;
}

function exported(item: ModuleItem, file: string): [string, boolean][] {
  const target = (source: string): string => join(dirname(file), source.replace(/\.js$/, '.ts'));
  switch (item.type) {
    case 'ExportAllDeclaration': {
      const all = [...namesOf(target(item.source.value))];
      return (item as { typeOnly?: boolean }).typeOnly === true ? all.map(([name]) => [name, true]) : all;
    }
    case 'ExportNamedDeclaration':
      return item.specifiers.flatMap((specifier): [string, boolean][] => {
        if (specifier.type !== 'ExportSpecifier') return [];
        const name = (specifier.exported ?? specifier.orig).value;
        const isType = item.typeOnly || specifier.isTypeOnly;
        const inner = item.source === null || isType ? undefined : namesOf(target(item.source!.value)).get(specifier.orig.value);
        return [[name, isType || inner === true]];
      });
    case 'ExportDeclaration': {
      const { declaration } = item;
      if (declaration.type === 'VariableDeclaration')
        return declaration.declarations.map(({ id }) => [(id as { value: string }).value, false]);
      if (declaration.type === 'TsInterfaceDeclaration' || declaration.type === 'TsTypeAliasDeclaration')
        return [[declaration.id.value, true]];
      if (declaration.type === 'ClassDeclaration' || declaration.type === 'FunctionDeclaration')
        return [[declaration.identifier.value, false]];
      return [];
    }
    default:
      return [];
  }
}
