/** Open this to see how the specs of manifests describe one thing, as it comes out of an attach. */
import { onCommand } from '../../src/kernel/on-command.js';
import { onEvent } from '../../src/kernel/on-event.js';
import { describe as describeAll, type Described } from '../../src/manifest/describe.js';
import type { Attached } from '../../src/model/extension.js';
import type { Kind } from '../../src/model/kind.js';
import { npmVersions } from '../../src/version/npm.js';

export interface Given extends Partial<Omit<Attached, 'registrations'>> {
  readonly namespace?: string;
  readonly events?: readonly string[];
  readonly kindsHere?: readonly Kind[];
}

/** One value registered by the extension `acme` 2.0.0, described where `bind_session` and `close_session` are declared. */
export function described(value: unknown, given: Given = {}): Described {
  return describedAll([{ value, ...(given.namespace === undefined ? {} : { namespace: given.namespace }) }], given)[0]!;
}

export function describedAll(registrations: Attached['registrations'], given: Given = {}): Described[] {
  const { events = ['bind_session', 'close_session'], kindsHere = [], namespace: _, ...rest } = given;
  const attached: Attached = {
    name: 'acme',
    version: '2.0.0',
    source: { kind: 'object', spec: 'acme' },
    dialect: 'extension',
    options: {},
    kinds: [],
    registrations,
    ...rest,
  };
  const kinds = new Map([onEvent, onCommand, ...kindsHere].map((kind) => [kind.key, kind]));
  return describeAll(attached, { versions: npmVersions, events: new Set(events), kinds });
}

/** Each problem as `code field: message`. */
export function said({ problems }: Described): string[] {
  return problems.map(({ code, field, message }) => `${code}${field === undefined ? '' : ` ${field}`}: ${message}`);
}

export function codes({ problems }: Described): string[] {
  return problems.map(({ code }) => code);
}
