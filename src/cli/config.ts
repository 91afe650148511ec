/** Open this to see which configuration a command is about. */
import { basename, dirname, join, parse, resolve } from 'node:path';
import { nodeFiles } from '../platform/files.js';
import type { Output } from './output.js';

/** A configuration file, with the folder that is the home of its host. */
export interface Config {
  readonly path: string;
  readonly home: string;
  readonly file: string;
  /** Where its host answers: at the file, or, for a module that makes a host, at its folder. */
  readonly asked: string;
  /** What was switched by command, over a restart: `.mortise/mortise.state.json` in home. */
  readonly state: string;
}

const DEFAULT_NAME = 'mortise.yaml';

/** The file that is named, or the `mortise.yaml` of the folder that is named, or that of the working directory; nothing, and a word why, if it is not there. */
export function findConfig(given: string | undefined, command: string, out: Output): Config | undefined {
  const named = resolve(given ?? DEFAULT_NAME);
  const path = nodeFiles.kind(named) === 'directory' ? join(named, DEFAULT_NAME) : named;
  if (nodeFiles.kind(path) === 'file')
    return {
      path,
      home: dirname(path),
      file: basename(path),
      asked: isModule(path) ? dirname(path) : path,
      state: join('.mortise', `${parse(path).name}.state.json`),
    };
  out.talk(
    given === undefined
      ? `mortise: there is no ${DEFAULT_NAME} here.\n  Name a configuration: mortise ${command} path/to/${DEFAULT_NAME}`
      : `mortise: there is no file ${path}.\n  Correct the path: mortise ${command} path/to/${DEFAULT_NAME}`,
  );
  return undefined;
}

/** Whether a configuration is code: a module whose default export is a host. */
export const isModule = (path: string): boolean => /\.[cm]?js$/.test(path);
