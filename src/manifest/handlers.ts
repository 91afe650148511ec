/** Open this to see how the facts on members come into a manifest: handlers of events, and whatever kinds give a meaning to. */
import { COMMAND, EVENT, OWN_KEYS, type CommandMeta, type OnEventMeta } from '../facts/keys.js';
import type { Fact } from '../model/fact.js';
import type { Kind } from '../model/kind.js';
import { kept } from '../model/list.js';
import type { CommandUse, HandlerInfo, KindUse } from '../model/manifest.js';
import { whyOf } from '../problem/cause.js';
import { problem, type At } from '../problem/problem.js';
import { kindOf, near } from '../problem/text.js';
import type { Complain } from './metadata.js';
import { decoratorOf, placed, whereOf } from './misuse.js';
import type { Part } from './part.js';

export function handlersOf(parts: readonly Part[], events: ReadonlySet<string>, complain: Complain, at: At): readonly HandlerInfo[] {
  return listed(parts, EVENT, (component, fact) => {
    const { event, priority, through, deadline, once } = fact.value as OnEventMeta;
    if (typeof event === 'string' && !event.includes('.') && !event.includes('*') && !events.has(event)) {
      complain(problem('manifest.unknown-event', { event, where: whereOf(component, fact), near: near(event, events) }, placed(at, fact)));
    }
    // What is wrong with any of these is for the kind to say.
    return {
      event: typeof event === 'string' ? event : kindOf(event),
      component,
      method: String(fact.member),
      priority: Number.isFinite(priority) ? priority! : 1000,
      through: through !== undefined,
      once: once === true,
      ...(Number.isFinite(deadline) ? { deadline: deadline! } : undefined),
    };
  });
}

/** What is wrong with any of these is for the kind to say. */
export function commandsOf(parts: readonly Part[]): readonly CommandUse[] {
  return listed(parts, COMMAND, (component, fact) => {
    const { usage } = fact.value as CommandMeta;
    return { usage: typeof usage === 'string' ? usage : kindOf(usage), component, method: String(fact.member) };
  });
}

/** Checks each fact by its kind, and lists those of kinds that are not mortise's own. */
export function kindsOf(parts: readonly Part[], kinds: ReadonlyMap<string, Kind>, complain: Complain, at: At): readonly KindUse[] {
  return listed(parts, undefined, (component, fact) => {
    const kind = kinds.get(fact.key);
    // Without a kind the plugin waits for one: that is for the plan to say.
    const why = kind === undefined ? undefined : checked(kind, fact);
    if (why !== undefined) {
      const details = { decorator: kind!.title ?? decoratorOf(fact.key), where: whereOf(component, fact), why };
      complain(problem('manifest.bad-fact', details, placed(at, fact)));
    }
    if (fact.key.startsWith(OWN_KEYS)) return undefined;
    const { key, member, by } = fact;
    return {
      key,
      component,
      ...(member === undefined ? undefined : { member: String(member) }),
      ...(by === undefined ? undefined : { by }),
    };
  });
}

/** What comes of the facts of all components, or of those of one key. */
function listed<T>(
  parts: readonly Part[],
  key: string | undefined,
  entryOf: (component: string, fact: Fact) => T | undefined,
): readonly T[] {
  const entries: T[] = [];
  for (const { part } of parts) {
    for (const fact of part.facts) {
      if (key !== undefined && fact.key !== key) continue;
      const entry = entryOf(part.name, fact);
      if (entry !== undefined) entries.push(entry);
    }
  }
  return kept(entries);
}

function checked(kind: Kind, fact: Fact): string | undefined {
  try {
    return kind.check?.(fact);
  } catch (cause) {
    return `the check of its kind threw: ${whyOf(cause)}`;
  }
}
