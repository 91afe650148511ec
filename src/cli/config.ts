/** Open this to see which configuration a command is about. */
import { basename, dirname, join, parse, resolve } from 'node:path';
import type { HostOptions } from '../model/options.js';
import { nodeFiles } from '../platform/files.js';
import { readYaml } from '../platform/yaml.js';
import type { Output } from './output.js';

/** A configuration file. */
export interface Config {
  readonly path: string;
  readonly file: string;
  /** Where its host answers: at the file, or, for a module that makes a host, at its folder. */
  readonly asked: string;
  /** What was switched by command, over a restart: `.mortise/mortise.state.json` beside the file. */
  readonly state: string;
}

const DEFAULT_NAME = 'mortise.yaml';
/** What may be called so instead, and is taken only by its name. */
const NEIGHBOURS = ['mortise.yml', 'mortise.json'];
const TYPESCRIPT = /\.([cm]?)tsx?$/;

/** The file that is named, or the `mortise.yaml` of the folder that is named, or that of the working directory; nothing, and a word why, if it is not there or is TypeScript. */
export function findConfig(given: string | undefined, command: string, out: Output): Config | undefined {
  const named = resolve(given ?? DEFAULT_NAME);
  const path = nodeFiles.kind(named) === 'directory' ? join(named, DEFAULT_NAME) : named;
  const isThere = nodeFiles.kind(path) === 'file';
  if (isThere && TYPESCRIPT.test(path)) {
    const compiled = given!.replace(TYPESCRIPT, '.$1js');
    out.talk(
      `mortise: ${path} is TypeScript, and is not run as it is.\n  Compile it, and name what comes of it: mortise ${command} ${compiled}`,
    );
    return undefined;
  }
  if (isThere)
    return {
      path,
      file: basename(path),
      asked: isModule(path) ? dirname(path) : path,
      state: join(dirname(path), '.mortise', `${parse(path).name}.state.json`),
    };
  const absent = given === undefined ? `there is no ${DEFAULT_NAME} here` : `there is no file ${path}`;
  const next = given === undefined ? 'Name a configuration' : 'Correct the path';
  const neighbour =
    basename(path) === DEFAULT_NAME ? NEIGHBOURS.find((name) => nodeFiles.kind(join(dirname(path), name)) === 'file') : undefined;
  out.talk(
    neighbour === undefined
      ? `mortise: ${absent}.\n  ${next}: mortise ${command} path/to/${DEFAULT_NAME}`
      : `mortise: ${absent}, but ${neighbour}.\n  Name it: mortise ${command} ${join(named === path ? dirname(given ?? '.') : given!, neighbour)}`,
  );
  return undefined;
}

/** What a host is made with that a configuration file describes. Its home is the folder of that file, unless the file names another one from there. */
export function optionsOf({ path, state }: Config): Pick<HostOptions, 'home' | 'config' | 'state'> {
  return { home: resolve(dirname(path), homeIn(path) ?? '.'), config: path, state };
}

/** What can't be read is told by the host that reads it. */
function homeIn(path: string): string | undefined {
  try {
    const { home } = readYaml(nodeFiles.read(path), path).value as { readonly home?: unknown };
    return typeof home === 'string' ? home : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a configuration is code: a module whose default export is a host. */
export const isModule = (path: string): boolean => /\.[cm]?js$/.test(path);
