/** Open this to see every compiler that authors use, and how each is asked to compile one file. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { transformSync as swc, type Options as SwcOptions } from '@swc/core';
import { transformSync as esbuild } from 'esbuild';
import { transformSync as oxc } from 'oxc-transform';
import { runNode } from '../child.js';

export type Mode = 'legacy' | 'legacy with metadata' | 'standard';

export interface Compiler {
  readonly name: string;
  readonly mode: Mode;
  /** Compiles a source to a module at `output`. */
  compile(source: string, output: string): Promise<void> | void;
}

const root = join(import.meta.dirname, '../..');

function write(output: string, code: string): void {
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, code);
}

function tsc(mode: Mode, define: boolean): Compiler {
  return {
    name: `tsc 7, ${mode}, useDefineForClassFields ${define}`,
    mode,
    async compile(source, output) {
      const folder = dirname(output);
      mkdirSync(folder, { recursive: true });
      const config = join(folder, 'tsconfig.json');
      const compilerOptions = {
        target: 'es2022',
        module: 'nodenext',
        rootDir: relative(folder, dirname(source)),
        outDir: '.',
        strict: true,
        skipLibCheck: true,
        types: ['node'],
        typeRoots: [relative(folder, join(root, 'node_modules/@types'))],
        useDefineForClassFields: define,
        experimentalDecorators: mode !== 'standard',
        emitDecoratorMetadata: mode === 'legacy with metadata',
      };
      writeFileSync(config, JSON.stringify({ compilerOptions, files: [relative(folder, source)] }));
      const { code, stdout } = await runNode([join(root, 'node_modules/typescript/bin/tsc'), '-p', config]);
      if (code !== 0) throw new Error(stdout);
    },
  };
}

function bySwc(mode: Mode, version: '2022-03' | '2023-11' | undefined, define: boolean): Compiler {
  const decorators =
    version === undefined
      ? { legacyDecorator: true, decoratorMetadata: mode === 'legacy with metadata', useDefineForClassFields: define }
      : { decoratorVersion: version, useDefineForClassFields: define };
  return {
    name: `swc, ${version ?? mode}, useDefineForClassFields ${define}`,
    mode,
    compile(source, output) {
      const options = {
        filename: source,
        jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true }, transform: decorators },
        module: { type: 'es6' },
      } as SwcOptions;
      write(output, swc(readFileSync(source, 'utf8'), options).code);
    },
  };
}

function byEsbuild(mode: 'legacy' | 'standard', define: boolean): Compiler {
  return {
    name: `esbuild, ${mode}, useDefineForClassFields ${define}`,
    mode,
    compile(source, output) {
      const compilerOptions = { experimentalDecorators: mode === 'legacy', useDefineForClassFields: define };
      write(
        output,
        esbuild(readFileSync(source, 'utf8'), { loader: 'ts', target: 'es2022', format: 'esm', tsconfigRaw: { compilerOptions } }).code,
      );
    },
  };
}

function byOxc(mode: 'legacy' | 'legacy with metadata', define: boolean): Compiler {
  return {
    name: `oxc, ${mode}, useDefineForClassFields ${define}`,
    mode,
    compile(source, output) {
      const decorator = { legacy: true, emitDecoratorMetadata: mode === 'legacy with metadata' };
      const { code, errors } = oxc(source, readFileSync(source, 'utf8'), {
        lang: 'ts',
        target: 'es2022',
        decorator,
        // Its two words for useDefineForClassFields: false.
        assumptions: { setPublicClassFields: !define },
        typescript: { removeClassFieldsWithoutInitializer: !define },
      });
      if (errors.length > 0) throw new Error(errors.map((error) => error.message).join('\n'));
      write(output, code);
    },
  };
}

export const compilers: readonly Compiler[] = [
  ...[true, false].flatMap((define) => [
    tsc('legacy', define),
    tsc('legacy with metadata', define),
    tsc('standard', define),
    bySwc('legacy', undefined, define),
    bySwc('legacy with metadata', undefined, define),
    bySwc('standard', '2022-03', define),
    bySwc('standard', '2023-11', define),
    byEsbuild('legacy', define),
    byEsbuild('standard', define),
    byOxc('legacy', define),
    byOxc('legacy with metadata', define),
  ]),
];
