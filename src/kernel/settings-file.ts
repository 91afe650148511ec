/** Open this to see what `mortise.yaml` may hold. */
import { isPlain } from '../config/plain.js';
import type { ConfigSchema, FieldSchema } from '../model/manifest.js';

const LEVEL: FieldSchema = { type: 'select', choices: ['trace', 'debug', 'info', 'warn', 'error', 'silent'] };
const MS: FieldSchema = { type: 'integer', min: 1, unit: 'ms' };
const TEXTS: FieldSchema = { type: 'list', of: { type: 'string' } };

const PLUGIN: FieldSchema = {
  type: 'object',
  fields: {
    enabled: { type: 'boolean', required: false },
    required: { type: 'boolean', required: false },
    config: { type: 'map', of: { type: 'any' }, required: false },
  },
};

const APP: ConfigSchema = {
  // What an entry may be is read where those of code are, so that both are told alike.
  extensions: { type: 'list', of: { type: 'any' }, required: false },
  directories: { ...TEXTS, required: false },
  home: { type: 'string', required: false },
  roots: { ...TEXTS, required: false },
  settingsFolder: { type: 'string', required: false },
  plugins: { type: 'map', of: PLUGIN, required: false },
};

/** What `mortise.yaml` may hold. */
export const FILE: ConfigSchema = {
  ...APP,
  name: { type: 'string', required: false },
  apps: { type: 'map', of: { type: 'object', fields: { ...APP, enabled: { type: 'boolean', required: false } } }, required: false },
  events: { ...TEXTS, required: false },
  parallel: { type: 'boolean', required: false },
  permissions: {
    type: 'object',
    required: false,
    fields: {
      file: { type: 'string', required: false },
      levels: { type: 'map', of: { type: 'number' }, required: false },
      // A name or a number.
      default: { type: 'any', required: false },
    },
  },
  environment: { type: 'object', required: false, fields: { prefix: { type: 'string', pattern: '^[A-Za-z]\\w{0,63}$', required: false } } },
  log: {
    type: 'object',
    required: false,
    fields: { level: { ...LEVEL, required: false }, plugins: { type: 'map', of: LEVEL, required: false } },
  },
  timeouts: {
    type: 'object',
    required: false,
    fields: {
      warn: { ...MS, required: false },
      fail: { ...MS, required: false },
      stop: { ...MS, required: false },
      total: { ...MS, required: false },
      grace: { ...MS, min: 0, required: false },
    },
  },
};

/** The sections of a file in which something stands: of one in which all is commented out, YAML says `null`. What has a name in a map keeps it. */
export function filledSections(value: unknown): unknown {
  return filled({ type: 'object', fields: FILE }, value);
}

function filled(field: FieldSchema, value: unknown): unknown {
  if (!isPlain(value)) return value;
  const entries = Object.entries(value).flatMap(([key, inner]) => {
    const of = field.type === 'map' ? field.of : Object.hasOwn(field.fields ?? {}, key) ? field.fields![key] : undefined;
    if (of === undefined) return [[key, inner] as const];
    if (inner !== null || !SECTIONS.has(of.type)) return [[key, filled(of, inner)] as const];
    return field.type === 'map' ? [[key, {}] as const] : [];
  });
  return Object.fromEntries(entries);
}

const SECTIONS: ReadonlySet<FieldSchema['type']> = new Set<FieldSchema['type']>(['object', 'map', 'list']);
