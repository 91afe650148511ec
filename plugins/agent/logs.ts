/** Open this to see where the lines of an app go: to the log of the host, and to a file of its own; and from which level on. */
import { appendFile, mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { consoleLog, type HostOptions, type LogLevel, type LogSink, type LogThreshold } from 'mortise';
import type { AppDefinition } from './definition.js';
import { textOf } from './errors.js';

const LEVELS: readonly LogThreshold[] = ['trace', 'debug', 'info', 'warn', 'error', 'silent'];

interface Logged {
  readonly definition: AppDefinition;
  readonly dir: string;
}

/** The log options of a host whose apps have loggers of their own; the owner's where none has. */
export function logOf(given: HostOptions['log'], agent: Logged, apps: readonly Logged[]): HostOptions['log'] {
  const loggers = [agent, ...apps].filter(({ definition }) => definition.logger !== undefined);
  if (loggers.length === 0) return given;
  const base = given?.sink ?? consoleLog();
  const level = given?.level ?? agent.definition.logger?.level ?? 'info';
  const warn = (message: string): void => base({ time: Date.now(), level: 'warn', plugin: agent.definition.name, message });
  const outputs = new Map(loggers.map((each) => [each.definition.name, outputOf(each, warn)]));
  const sink: LogSink = (record) => {
    const app = record.plugin.includes(':') ? record.plugin.slice(0, record.plugin.indexOf(':')) : agent.definition.name;
    const { threshold = level, write } = outputs.get(app) ?? {};
    if (!passes(record.level, threshold)) return;
    base(record);
    write?.(record);
  };
  // The host lets through what any of them wants; each then keeps to its own.
  const all = [level, ...[...outputs.values()].map(({ threshold }) => threshold ?? level)];
  return { ...given, level: LEVELS[Math.min(...all.map((each) => LEVELS.indexOf(each)))]!, sink };
}

const passes = (level: LogLevel, threshold: LogThreshold): boolean => LEVELS.indexOf(level) >= LEVELS.indexOf(threshold);

function outputOf(
  { definition: { logger }, dir }: Logged,
  warn: (message: string) => void,
): { readonly threshold?: LogThreshold; readonly write?: LogSink } {
  const { filename, level } = logger!;
  const threshold = level === undefined ? {} : { threshold: level };
  if (filename === undefined) return threshold;
  return { ...threshold, write: consoleLog({ color: false, stream: fileStream(resolve(dir, filename), warn) }) };
}

/**
 * The file is open only while lines are written, so whoever logs need not end. One that can't be written takes no line away from the log of the host,
 * which tells of it once, and once more when a later line could be written again.
 */
function fileStream(file: string, warn: (message: string) => void): { write(text: string): unknown } {
  let waiting: string[] = [];
  let isWriting = false;
  let lost = 0;
  /** All that has come by then at once, and again until nothing has. */
  const flush = async (): Promise<void> => {
    let lines: readonly string[] = [];
    try {
      await mkdir(dirname(file), { recursive: true });
      while (waiting.length > 0) {
        lines = waiting;
        waiting = [];
        await appendFile(file, lines.join(''));
        const missing = lost;
        lost = 0;
        if (missing > 0) warn(`The log ${file} is written again; ${missing} of its lines ${missing === 1 ? 'was' : 'were'} lost.`);
      }
    } catch (error) {
      if (lost === 0) warn(`The log ${file} can't be written: ${textOf(error)}`);
      // What came meanwhile would fail alike, and must not pile up.
      lost += lines.length + waiting.length;
      waiting = [];
    }
    isWriting = false;
  };
  return {
    write(text) {
      waiting.push(text);
      if (isWriting) return;
      isWriting = true;
      void flush();
    },
  };
}
