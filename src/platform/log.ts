/** Open this to see what becomes of a log line: who may speak, and where it is written. */
import { inspect, types } from 'node:util';
import type { LoggerView } from '../model/context.js';
import type { ClockPort, LogLevel, LogRecord, LogSink, LogThreshold } from '../model/ports.js';
import { causeBehind, causeOf, whyOf } from '../problem/cause.js';

const RANK: Readonly<Record<LogThreshold, number>> = { trace: 0, debug: 1, info: 2, warn: 3, error: 4, silent: 5 };

type Fields = Readonly<Record<string, unknown>>;

export interface Logs {
  /** The logger of a plugin; the threshold is read at each line, so a logger that is held follows `setLevel`. */
  logger(plugin: string): LoggerView;
  setLevel(plugin: string, level: LogThreshold): void;
  /** One line, for whoever writes for many plugins. */
  write(plugin: string, level: LogLevel, message: unknown, fields: unknown): void;
}

export interface LogsOptions {
  readonly sink: LogSink;
  readonly clock: Pick<ClockPort, 'now'>;
  readonly levels: { readonly default: LogThreshold; readonly plugins?: Readonly<Record<string, LogThreshold>> };
}

/** One logger for each plugin in front of one sink. Whatever the sink does, a line of log never fails its writer. */
export function createLogs({ sink, clock, levels }: LogsOptions): Logs {
  const thresholds = new Map(Object.entries(levels.plugins ?? {}));
  const enabled = (plugin: string, level: LogLevel): boolean => RANK[level] >= RANK[thresholds.get(plugin) ?? levels.default];

  function write(plugin: string, level: LogLevel, message: unknown, fields: unknown): void {
    if (!enabled(plugin, level)) return;
    try {
      const result: unknown = sink({ time: clock.now(), level, plugin, ...said(message, fields) });
      if (result instanceof Promise) result.catch(() => {});
    } catch {
      // There is nobody left to tell.
    }
  }

  return {
    logger: (plugin) => ({
      trace: (message, fields) => write(plugin, 'trace', message, fields),
      debug: (message, fields) => write(plugin, 'debug', message, fields),
      info: (message, fields) => write(plugin, 'info', message, fields),
      warn: (message, fields) => write(plugin, 'warn', message, fields),
      error: (message, fields) => write(plugin, 'error', message, fields),
      enabled: (level) => enabled(plugin, level),
    }),
    setLevel: (plugin, level) => void thresholds.set(plugin, level),
    write,
  };
}

/** Authors without types also log an error alone, or an error or a bare value where the fields go. */
function said(message: unknown, fields: unknown): Pick<LogRecord, 'message' | 'fields'> {
  if (isError(message)) return { message: whyOf(message), fields: { error: message, ...said('', fields).fields } };
  const text = typeof message === 'string' ? message : short(message);
  if (fields === undefined) return { message: text };
  if (isError(fields)) return { message: text, fields: { error: fields } };
  return { message: text, fields: typeof fields === 'object' && fields !== null ? (fields as Fields) : { value: fields } };
}

/** What `consoleLog` writes to: `process.stderr`, or anything with a `write`. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

const COLOURS: Readonly<Record<LogLevel, number>> = { trace: 90, debug: 36, info: 32, warn: 33, error: 31 };
const WIDEST_NAME = 24;

/**
 * One readable line for each record, on stderr: `12:03:04.123 INFO  presence  user bound uid=u7`, in local time.
 * Further lines of a message and the stacks of errors stand below it, indented. Coloured on a terminal, unless NO_COLOR is set.
 */
export function consoleLog(options: { stream?: TextStream; color?: boolean } = {}): LogSink {
  const stream = options.stream ?? process.stderr;
  const coloured = options.color ?? (stream.isTTY === true && !process.env['NO_COLOR']);
  const paint = (text: string, colour: number): string => (coloured ? `\u001b[${colour}m${text}\u001b[39m` : text);
  let width = 0;
  return ({ time, level, plugin, message, fields = {} }) => {
    const name = visible(plugin, /[\n\t]/g);
    width = Math.min(WIDEST_NAME, Math.max(width, name.length));
    const [first, ...below] = visible(message).split('\n');
    const stacks: string[] = [];
    let line = `${paint(timeOfDay(time), 90)} ${paint(level.toUpperCase().padEnd(5), COLOURS[level])} ${name.padEnd(width)}  ${first}`;
    for (const [key, value] of Object.entries(fields)) {
      if (isError(value)) stacks.push(...`${visible(key)}: ${visible(stackOf(value))}`.split('\n'));
      else line += ` ${visible(key, /[\n\t]/g)}=${short(value)}`;
    }
    stream.write([line, ...[...below, ...stacks].map((text) => `    ${text}`), ''].join('\n'));
  };
}

function timeOfDay(time: number): string {
  const at = new Date(time);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

/** What could move the cursor, colour the terminal or turn the direction of the text, shown instead of obeyed. */
// oxlint-disable-next-line no-control-regex -- these are the characters it is about
const UNRULY = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

function visible(text: string, also?: RegExp): string {
  const escape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const shown = text.replace(UNRULY, escape);
  return also === undefined ? shown : shown.replace(also, escape);
}

/** A value of a field in a few words, on one line. */
function short(value: unknown): string {
  if (typeof value === 'string' && /^[^\s"'=\\]{1,200}$/.test(value)) return visible(value);
  try {
    const text = inspect(value, { depth: 2, breakLength: Infinity, compact: true, maxArrayLength: 10, maxStringLength: 200 });
    const line = visible(text.replace(/\n\s*/g, ' '));
    return line.length > 500 ? `${line.slice(0, 500)}…` : line;
  } catch {
    return '(unreadable)';
  }
}

/** What somebody sees who looks into a value, as far as anybody writes it down; nothing of one that can't be read. */
export function insideOf(value: object): string {
  try {
    return inspect(value, { depth: 6, breakLength: Infinity, maxArrayLength: 1_000, maxStringLength: 10_000 });
  } catch {
    return '';
  }
}

function isError(value: unknown): value is Error {
  try {
    return types.isNativeError(value) || value instanceof Error;
  } catch {
    return false;
  }
}

/** The stack of an error and of what caused it. */
function stackOf(error: unknown): string {
  const stacks: string[] = [];
  for (let at = error; isError(at) && stacks.length < 5; at = causeBehind(at)) {
    const { name, message, stack } = causeOf(at);
    stacks.push(stack ?? `${name}: ${message}`);
  }
  return stacks.join('\ncaused by: ');
}

/** A logger like pino's: a method for each level, first the fields, then the message. */
export type PinoLike = Readonly<Record<LogLevel, (fields: object, message: string) => void>>;

/**
 * Hands every record to a pino logger, with the plugin as a field. pino writes its own time and keeps to its own level.
 * pino prints an error only under `err`; under another name it goes in as name, message and stack.
 */
export function pinoLog(logger: PinoLike): LogSink {
  return ({ level, plugin, message, fields = {} }: LogRecord) => {
    const plain = Object.entries(fields).map(([key, value]) => [key, key !== 'err' && isError(value) ? causeOf(value) : value]);
    logger[level]({ ...Object.fromEntries(plain), plugin }, message);
  };
}
