/** Open this to see what is wrong with a definition as it is written: everything at once, each with its path. Nothing is run for it. */
import { hasCode } from 'mortise';
import { AgentError, isRecord, kindOf, nearTo, textOf, type Issue } from './errors.js';
import { MS, type Check } from './limits.js';
import { recipeOf } from './making.js';
import { EVENT, EVENTS, isText, JOB_OPTIONS, PIPELINE_OPTIONS, SOURCE_OPTIONS, STEP_OPTIONS, TEXT, type Shape } from './options.js';
import { parseReference, referencesIn } from './reference.js';
import { scheduleOf } from './schedule.js';
import { settingIssues } from './settings.js';

const isReference = (value: unknown): boolean => {
  try {
    return parseReference(value) !== undefined;
  } catch {
    return false;
  }
};
/** A value, or a reference to one, which nobody has resolved yet. */
const orReference = ([expected, holds]: Check): Check => [expected, (value) => isReference(value) || holds(value)];
/** Part of a namespace, and one word of a command. */
const NAME: Check = [
  "1 to 64 letters, digits, '_', '-' and '.'",
  (value) => typeof value === 'string' && /^[A-Za-z0-9_.-]{1,64}$/.test(value),
];
const FLAG: Check = ['true or false', (value) => typeof value === 'boolean'];
const OBJECT: Check = ['an object', isRecord];
const LIST: Check = ['a list', Array.isArray];
const ANY: Check = ['anything', () => true];
const CALLABLE: Check = ['a function or a reference to one', (value) => typeof value === 'function' || isReference(value)];
const TIMEOUT: Check = orReference(MS);
const ARGS: Check = ['a list, or a reference to one', (value) => Array.isArray(value) || isReference(value)];

const APP: Shape = {
  name: ["1 to 64 letters, digits, '_' and '-'", (value) => typeof value === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value)],
  version: TEXT,
  description: TEXT,
  dir: TEXT,
  enabled: FLAG,
  provider: TEXT,
  logger: OBJECT,
  settings: LIST,
  parameters: OBJECT,
  extensions: LIST,
  services: LIST,
  sources: LIST,
  handlers: LIST,
  pipelines: LIST,
  jobs: LIST,
  counters: OBJECT,
  init: CALLABLE,
};
const MADE: Shape = { name: NAME, provider: ANY, factory: ANY, args: ARGS };
const LOGGER: Shape = { filename: TEXT, level: ['trace, debug, info, warn, error or silent', (value) => LEVELS.has(value)] };
const LEVELS: ReadonlySet<unknown> = new Set(['trace', 'debug', 'info', 'warn', 'error', 'silent']);
const STEP: Shape = { name: TEXT, fn: CALLABLE, props: OBJECT, timeout: TIMEOUT, retry: orReference(STEP_OPTIONS['retry']!) };
const TYPES = ['string', 'integer', 'number', 'boolean', 'select', 'list'];
const PARAMETER: Shape = {
  description: TEXT,
  type: [`one of ${TYPES.join(', ')}`, (value) => TYPES.includes(value as string)],
  choices: [
    'a list of texts or numbers',
    (value) => Array.isArray(value) && value.every((each) => ['string', 'number'].includes(typeof each)),
  ],
  setting: ['a key of a setting', (value) => settingIssues([{ property: value, value: 0 }]).length === 0],
  required: FLAG,
  default: ANY,
  secret: FLAG,
};

/** The lists of elements, with what each may say and what it must. */
const ELEMENTS: Readonly<Record<string, { readonly shape: Shape; readonly must: readonly string[] }>> = {
  services: { shape: MADE, must: ['name'] },
  sources: {
    shape: { ...MADE, ...SOURCE_OPTIONS, bindings: orReference(SOURCE_OPTIONS['bindings']!) },
    must: ['name'],
  },
  handlers: { shape: { name: NAME, subscriptions: EVENTS, fn: CALLABLE, props: OBJECT }, must: ['subscriptions', 'fn'] },
  pipelines: {
    shape: {
      name: NAME,
      ...PIPELINE_OPTIONS,
      steps: ['a list of at least one step', (value) => Array.isArray(value) && value.length > 0],
      stopped: EVENT,
      timeout: TIMEOUT,
    },
    must: ['name', 'steps'],
  },
  jobs: {
    shape: {
      name: NAME,
      ...JOB_OPTIONS,
      work: CALLABLE,
      connection: ANY,
      settings: ANY,
      timeout: TIMEOUT,
    },
    must: ['name', 'work'],
  },
};

/** Everything that is wrong. `now` decides whether a schedule has any time left. Throws `agent.no-croner`. */
export function definitionIssues(given: unknown, now: number, { isAgent = false }: { readonly isAgent?: boolean } = {}): Issue[] {
  if (!isRecord(given)) return [{ path: '', message: `a definition is an object, but this is ${kindOf(given)}` }];
  const issues = shapeIssues(given, isAgent ? { ...APP, apps: LIST } : APP, ['name'], '');
  if (isRecord(given['logger'])) issues.push(...shapeIssues(given['logger'], LOGGER, [], 'logger'));
  if (given['settings'] !== undefined) issues.push(...settingIssues(given['settings']));
  for (const [name, parameter] of entriesOf(given['parameters']))
    issues.push(...shapeIssues(parameter, PARAMETER, [], `parameters.${name}`));
  for (const [name, events] of entriesOf(given['counters']))
    if (!NAME[1](name)) issues.push({ path: 'counters', message: `counters has a name that is not ${NAME[0]}: ${kindOf(name)}` });
    else if (!EVENTS[1](events))
      issues.push({ path: `counters.${name}`, message: `counters.${name} must be ${EVENTS[0]}, but is ${kindOf(events)}` });
  for (const [list, { shape, must }] of Object.entries(ELEMENTS)) {
    const names = new Map<string, string>();
    for (const [path, element] of itemsOf(given[list], list)) {
      issues.push(...shapeIssues(element, shape, must, path));
      if (!isRecord(element)) continue;
      issues.push(...elementIssues(list, element, path, now));
      const { name } = element;
      if (!isText(name)) continue;
      // Ids have no capital letters, so names that differ in nothing else are one.
      const slug = slugOf(name);
      if (names.has(slug)) issues.push({ path: `${path}.name`, message: `'${name}' is the name of ${names.get(slug)!} already` });
      else names.set(slug, path);
    }
  }
  return issues;
}

/** A name as an id can have it. */
export function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9_.-]+/g, '-')
    .slice(0, 48);
}

/** Throws `agent.bad-definition` with all issues, and `agent.no-croner`. */
export function checkDefinition(given: unknown, now: number, options: { readonly isAgent?: boolean; readonly place?: string } = {}): void {
  const issues = definitionIssues(given, now, options);
  if (issues.length === 0) return;
  const { name } = Object(given) as { name?: unknown };
  const [first] = issues;
  throw new AgentError('agent.bad-definition', {
    message: `The definition of ${isText(name) ? `'${name}'` : 'an app'} ${options.place === undefined ? '' : `(${options.place}) `}is wrong: ${issues.map(({ message }) => message).join('; ')}.`,
    hint: 'Mend it; nothing of it was started.',
    field: first!.path,
    issues,
    ...(options.place === undefined ? {} : { place: options.place }),
  });
}

function elementIssues(list: string, element: Readonly<Record<string, unknown>>, path: string, now: number): Issue[] {
  const issues: Issue[] = [];
  const attempt = (at: string, work: () => unknown): void => {
    try {
      work();
    } catch (thrown) {
      // A package that is not installed is nothing that is wrong in a definition.
      if (hasCode(thrown, 'agent.no-croner')) throw thrown;
      issues.push({ path: at, message: thrown instanceof AgentError ? thrown.problem.message.replace(/\.$/, '') : textOf(thrown) });
    }
  };
  attempt(path, () => referencesIn(element));
  if (list === 'services' || list === 'sources') {
    const isReferred = isReference(element['provider'] ?? element['factory']);
    if (!isReferred) attempt(path, () => recipeOf(element, path));
  }
  if (list === 'pipelines') {
    if (element['done'] !== undefined && element['stopped'] !== undefined)
      issues.push({ path: `${path}.stopped`, message: `${path}.stopped is another word for done, so only one of them can be said` });
    for (const [at, step] of itemsOf(element['steps'], `${path}.steps`)) issues.push(...shapeIssues(step, STEP, ['fn'], at));
  }
  const { schedule } = element;
  if (list === 'jobs' && schedule !== undefined && referencesIn(schedule).length === 0)
    attempt(`${path}.schedule`, () => scheduleOf(schedule, `${path}.schedule`, now));
  return issues;
}

function shapeIssues(given: unknown, shape: Shape, must: readonly string[], at: string): Issue[] {
  if (!isRecord(given)) return [{ path: at, message: `${at} must be an object, but is ${kindOf(given)}` }];
  const path = (key: string): string => (at === '' ? key : `${at}.${key}`);
  const issues: Issue[] = [];
  for (const key of must)
    if (!Object.hasOwn(given, key) || given[key] === undefined)
      issues.push({ path: path(key), message: `${path(key)} is missing; it is ${shape[key]![0]}` });
  for (const [key, value] of Object.entries(given)) {
    if (!Object.hasOwn(shape, key))
      issues.push({ path: path(key), message: `${path(key)} is not known. ${nearTo(key, Object.keys(shape))}`.replace(/[.]$/, '') });
    else if (value !== undefined && !shape[key]![1](value))
      issues.push({ path: path(key), message: `${path(key)} must be ${shape[key]![0]}, but is ${kindOf(value)}` });
  }
  return issues;
}

function entriesOf(value: unknown): [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : [];
}

function itemsOf(value: unknown, at: string): [string, unknown][] {
  return Array.isArray(value) ? value.map((each: unknown, index) => [`${at}[${index}]`, each]) : [];
}
