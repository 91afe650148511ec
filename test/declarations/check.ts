/** Open this to see how what we publish is read by a compiler that is not ours: a project in a fresh folder, and what is said of its files and of ours. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNode } from '../child.js';
import type { Author } from '../package/author.js';

const root = join(import.meta.dirname, '../..');
/** Packages of their own (see test/install.mjs): the `tsc` of an older TypeScript would take the place of ours. */
const older = join(import.meta.dirname, 'typescript/node_modules');

export const compilers: Readonly<Record<string, string>> = {
  'TypeScript 5.9': join(older, 'typescript-5'),
  'TypeScript 6': join(older, 'typescript-6'),
  'TypeScript 7': join(root, 'node_modules/typescript'),
};

/** How a project may be set up: each reads the declarations in another way. */
export const projects = {
  'node16, legacy decorators': { module: 'node16', moduleResolution: 'node16', experimentalDecorators: true, emitDecoratorMetadata: true },
  'nodenext, standard decorators': { module: 'nodenext', moduleResolution: 'nodenext', experimentalDecorators: false },
  'bundler, standard decorators': { module: 'preserve', moduleResolution: 'bundler', experimentalDecorators: false },
  'CommonJS, legacy decorators': {
    module: 'nodenext',
    moduleResolution: 'nodenext',
    experimentalDecorators: true,
    verbatimModuleSyntax: false,
  },
} as const;

/** The strictest that authors use. Nothing is skipped, so our declarations are checked; no types of Node, since they are not ours to ask for. */
const STRICT = {
  target: 'es2022',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noImplicitOverride: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  declaration: true,
  skipLibCheck: false,
  types: [],
  rootDir: '.',
  outDir: 'out',
};

/** The version that `package` really is. */
export function versionOf(compiler: string): string {
  return (JSON.parse(readFileSync(join(compiler, 'package.json'), 'utf8')) as { version: string }).version;
}

/** Links what a project installs beside mortise. */
export function install(project: Author, ...packages: readonly string[]): void {
  for (const name of packages) {
    const link = join(project.home, 'node_modules', name);
    mkdirSync(join(link, '..'), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link, 'junction');
  }
}

/** What a compiler says of the files given by their path in `test`, and of every declaration of mortise that they reach; of nobody else's. */
export async function complaints(
  project: Author,
  compiler: string,
  options: Readonly<Record<string, unknown>>,
  sources: readonly string[],
): Promise<string[]> {
  const folder = mkdtempSync(join(project.home, 'project-'));
  const files = sources.map((source) => source.replace(/.*\//, ''));
  for (const [index, source] of sources.entries()) copyFileSync(join(root, 'test', source), join(folder, files[index]!));
  const type = options['verbatimModuleSyntax'] === false ? 'commonjs' : 'module';
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type }));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...STRICT, ...options }, files }));
  const { code, stdout, stderr } = await runNode([join(compiler, 'bin/tsc'), '--pretty', 'false', '-p', folder], { cwd: folder });
  const said = stdout.split('\n').filter((line) => /^\S.*error TS\d+/.test(line));
  if (code !== 0 && said.length === 0) throw new Error(stdout + stderr);
  return said.filter((line) => !line.includes('node_modules/') || line.includes('node_modules/mortise/'));
}
