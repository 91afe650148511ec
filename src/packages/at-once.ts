/** Open this to see what mortise stands on: every package that it uses the values of, loaded with it. */
import * as levenshteinPackage from 'fastest-levenshtein';
import * as importMetaResolvePackage from 'import-meta-resolve';
import * as inversifyPackage from 'inversify';
import * as rxjsPackage from 'rxjs';
import 'reflect-metadata/lite';
import RangeClass from 'semver/classes/range.js';
import SemVerClass from 'semver/classes/semver.js';
import * as yamlPackage from 'yaml';

export const reflectMetadata = (): void => {};
export const inversify = () => inversifyPackage;
export const rxjs = () => rxjsPackage;
export const yaml = () => yamlPackage;
export const Range = () => RangeClass;
export const SemVer = () => SemVerClass;
export const importMetaResolve = () => importMetaResolvePackage;
export const levenshtein = () => levenshteinPackage;
export const inversifyReady = async (): Promise<void> => {};
