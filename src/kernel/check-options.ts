/** Open this to see which options of createHost and createApp are refused at once, because they would fail somewhere deep. */
import { isObject } from '../config/plain.js';
import { OWN_KEYS } from '../facts/keys.js';
import type { AppOptions, HostOptions, PermissionOptions } from '../model/options.js';
import { failure } from '../problem/problem.js';
import { kindOf, near } from '../problem/text.js';

type Check = readonly [expected: string, holds: (value: unknown) => boolean];
type Checks = Readonly<Record<string, Check>>;

const has = (value: unknown, ...methods: readonly string[]): boolean =>
  ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
  methods.every((method) => typeof Reflect.get(value, method) === 'function');

const TEXT: Check = ['a text', (value) => typeof value === 'string'];
const FLAG: Check = ['true or false', (value) => typeof value === 'boolean'];
const FUNCTION: Check = ['a function', (value) => typeof value === 'function'];
const LIST: Check = ['a list', (value) => Array.isArray(value)];
const TEXTS: Check = ['a list of texts', (value) => Array.isArray(value) && value.every((item) => typeof item === 'string')];
const OBJECT: Check = ['an object', isObject];
const MS: Check = ['milliseconds above 0', (value) => typeof value === 'number' && value > 0];
const NO_MS: Check = ['milliseconds, or 0', (value) => typeof value === 'number' && value >= 0];
const LEVEL: Check = [
  "'trace', 'debug', 'info', 'warn', 'error' or 'silent'",
  (value) => ['trace', 'debug', 'info', 'warn', 'error', 'silent'].includes(value as string),
];

/** Two that newcomers take for others: the hint is in what is expected. */
const CONFIG: Check = ["the path of a YAML file (values for one plugin are said at 'plugins.<id>.config')", TEXT[1]];
const SETTINGS: Check = ["an object with settings by plugin id (what is to be loaded is said at 'extensions')", isObject];

const APP: Checks = { extensions: LIST, directories: TEXTS, home: TEXT, roots: TEXTS, settingsFolder: TEXT, plugins: SETTINGS };

const HOST: Checks = {
  ...APP,
  name: TEXT,
  config: CONFIG,
  apps: OBJECT,
  kinds: ['a list of kinds: { key, bind }', LIST[1]],
  dialects: ['a list of dialects: { name, recognises, describe }', LIST[1]],
  events: TEXTS,
  log: OBJECT,
  container: ['a Container of inversify', (value) => has(value, 'get', 'bind', 'isCurrentBound')],
  strict: FLAG,
  parallel: FLAG,
  timeouts: OBJECT,
  permissions: OBJECT,
  environment: ['{ prefix, variables } or false', (value) => value === false || isObject(value)],
  signals: FLAG,
  control: ["true, false or 'read'", (value) => typeof value === 'boolean' || value === 'read'],
  state: TEXT,
  live: FLAG,
  escapes: ["'ignore', 'report' or 'release'", (value) => ['ignore', 'report', 'release'].includes(value as string)],
  signal: ['an AbortSignal', (value) => has(value, 'addEventListener', 'removeEventListener')],
  clock: ['a clock: { now, setTimeout, setInterval }', (value) => has(value, 'now', 'setTimeout', 'setInterval')],
};

/** What `createTestHost` takes besides, and otherwise. */
const TEST: Checks = { ...HOST, plugins: LIST, settings: OBJECT, config: OBJECT, fakes: OBJECT, stepwise: FLAG };

const PLUGIN: Checks = { enabled: FLAG, required: FLAG, config: OBJECT };
const LOG: Checks = { level: LEVEL, plugins: OBJECT, sink: FUNCTION };
const PERMISSIONS: Checks = {
  file: TEXT,
  levels: [
    'a map from name to number',
    (value) => isObject(value) && Object.keys(value).length > 0 && Object.values(value).every((level) => Number.isFinite(level)),
  ],
  default: ['a level: a name or a number', (value) => typeof value === 'string' || Number.isFinite(value)],
};
const ENVIRONMENT: Checks = {
  prefix: ["letters, digits and '_'", (value) => typeof value === 'string' && /^[A-Za-z]\w{0,63}$/.test(value)],
  variables: [
    'texts by name',
    (value) => isObject(value) && Object.values(value).every((text) => text === undefined || typeof text === 'string'),
  ],
};
const TIMEOUTS: Checks = { warn: MS, fail: MS, stop: MS, total: MS, grace: NO_MS };

/** Throws `host.bad-options` and `host.unknown-option`. */
export function checkHostOptions(options: HostOptions): void {
  checkAll(options, HOST, '');
  checkEach(options.kinds, 'kinds', 'a kind: { key, bind }', { key: TEXT, bind: FUNCTION });
  checkEach(options.dialects, 'dialects', 'a dialect: { name, recognises, describe }', { recognises: FUNCTION, describe: FUNCTION });
  checkKinds(options);
  checkPlugins(options, '');
  for (const [name, app] of Object.entries(options.apps ?? {})) checkAppOptions(name, app, `apps.${name}.`);
  if (options.log !== undefined) checkAll(options.log, LOG, 'log.');
  for (const [plugin, level] of Object.entries(options.log?.plugins ?? {})) check(level, LEVEL, `log.plugins.${plugin}`);
  if (options.timeouts !== undefined) checkAll(options.timeouts, TIMEOUTS, 'timeouts.');
  if (options.permissions !== undefined) checkPermissions(options.permissions);
  if (options.environment !== undefined && options.environment !== false) checkAll(options.environment, ENVIRONMENT, 'environment.');
}

/** Throws `host.bad-options` and `host.unknown-option`. */
export function checkPermissions(permissions: PermissionOptions): void {
  checkAll(permissions, PERMISSIONS, 'permissions.');
}

/** Throws `host.bad-options` and `host.unknown-option`; what a host is made from is checked as its options are. */
export function checkTestOptions(options: unknown): void {
  checkAll(options, TEST, '');
}

/** Throws `host.bad-options` and `host.unknown-option`. */
export function checkAppOptions(name: unknown, options: AppOptions, at = ''): void {
  checkAppName(name);
  checkAll(options, { ...APP, enabled: FLAG }, at);
  checkPlugins(options, at);
}

/** Throws `host.bad-options`. */
export function checkAppName(name: unknown): void {
  check(
    name,
    ["1 to 64 letters, digits, '_' and '-'", (value) => typeof value === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value)],
    'app name',
  );
}

/** Throws `host.bad-options`: whoever mistypes `read` must not open more. */
export function checkAccess(access: unknown): void {
  check(access, ["'read' or 'change'", (value) => value === 'read' || value === 'change'], 'access');
}

/** Of a list of objects, each with the fields that are called; it may have others. */
function checkEach(list: readonly unknown[] = [], field: string, expected: string, wanted: Checks): void {
  for (const [index, each] of list.entries()) {
    check(each, [expected, has], `${field}[${index}]`);
    for (const [name, one] of Object.entries(wanted)) check(Reflect.get(each as object, name), one, `${field}[${index}].${name}`);
  }
}

/** A kind of mortise's own can't be replaced, and of two with one key nobody could say which is meant. */
function checkKinds({ kinds = [] }: HostOptions): void {
  const keys = new Set<string>();
  for (const [index, { key }] of kinds.entries()) {
    const isFree: Check = [`a key of its own, not beginning with '${OWN_KEYS}'`, () => !key.startsWith(OWN_KEYS) && !keys.has(key)];
    check(key, isFree, `kinds[${index}].key`);
    keys.add(key);
  }
}

function checkPlugins({ plugins = {} }: AppOptions, at: string): void {
  for (const [id, settings] of Object.entries(plugins)) checkAll(settings, PLUGIN, `${at}plugins.${id}.`);
}

function checkAll(options: unknown, checks: Checks, at: string): void {
  check(options, OBJECT, at === '' ? 'options' : at.slice(0, -1));
  const unknown = Object.keys(options as object).find((field) => !Object.hasOwn(checks, field));
  if (unknown !== undefined) {
    const field = `${at}${unknown}`;
    throw failure('host.unknown-option', { field, near: near(unknown, Object.keys(checks)) }, { field });
  }
  for (const [field, wanted] of Object.entries(checks)) {
    const value = (options as Record<string, unknown>)[field];
    if (value !== undefined) check(value, wanted, `${at}${field}`);
  }
}

function check(value: unknown, [expected, holds]: Check, field: string): void {
  if (!holds(value)) throw failure('host.bad-options', { field, expected, seen: kindOf(value) }, { field });
}
