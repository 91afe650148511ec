/** Open this to see which options createAgent and the decorators take, and what is said of wrong ones. */
import { checkOptions, type ConfigSchema } from 'mortise';
import { AgentError, isRecord, kindOf, nearTo } from './errors.js';
import { MS, TRIES, unknownOfRetry, type Check } from './limits.js';

/** What may be said, by name. */
export type Shape = Readonly<Record<string, Check>>;

export const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
export const TEXT: Check = ['a text', isText];
export const EVENT: Check = ['the name of an event', isText];
export const EVENTS: Check = [
  'a name of an event, or a list of them',
  (value) => isText(value) || (Array.isArray(value) && value.length > 0 && value.every(isText)),
];

/** What decorators take. In a definition it may be said as well, and references beside values. */
export const JOB_OPTIONS: Shape = { schedule: ['a schedule of cron', (value) => isText(value) || isRecord(value)], timeout: MS };
export const PIPELINE_OPTIONS: Shape = {
  subscriptions: EVENTS,
  success: EVENT,
  failed: EVENT,
  done: EVENT,
  timeout: MS,
  overlap: ['parallel, queue, latest or drop', (value) => ['parallel', 'queue', 'latest', 'drop'].includes(value as string)],
};
export const STEP_OPTIONS: Shape = {
  timeout: MS,
  retry: [
    'a number of tries, or { count, delay, factor }',
    (value) => unknownOfRetry(value) === undefined && TRIES[1](isRecord(value) ? value['count'] : value),
  ],
};
export const SOURCE_OPTIONS: Shape = {
  url: TEXT,
  bindings: ['a map from external events to those of the app', (value) => isRecord(value) && Object.values(value).every(isText)],
};

/** What is wrong with the options of a decorator, in one clause; nothing, if they are fine. */
export function whyNotOptions(options: unknown, shape: Shape): string | undefined {
  if (!isRecord(options)) return `the options are ${kindOf(options)} instead of an object`;
  for (const [name, value] of Object.entries(options)) {
    const check = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (check === undefined) {
      const meant = nearTo(name, Object.keys(shape));
      return `the option '${name}' means nothing (${meant[0]!.toLowerCase()}${meant.slice(1).replace(/\.$/, '')})`;
    }
    if (value !== undefined && !check[1](value)) return `${name} is ${kindOf(value)} instead of ${check[0]}`;
  }
  return undefined;
}

const AGENT_OPTIONS: ConfigSchema = { state: { type: 'string', required: false }, permission: { type: 'any', required: false } };

/** Throws `agent.bad-options`. */
export function checkAgentOptions(options: unknown): void {
  const wrong = checkOptions(AGENT_OPTIONS, options, "createAgent can't make an agent");
  if (wrong !== undefined) throw new AgentError('agent.bad-options', wrong);
}
