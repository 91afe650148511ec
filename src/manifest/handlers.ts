/** Open this to see how the facts on members come into a manifest: handlers of events, and whatever kinds give a meaning to. */
import { COMMAND, EVENT, OWN_KEYS, type CommandMeta, type OnEventMeta } from '../facts/keys.js';
import type { Fact } from '../model/fact.js';
import type { Kind } from '../model/kind.js';
import type { CommandUse, HandlerInfo, KindUse } from '../model/manifest.js';
import { whyOf } from '../problem/cause.js';
import { problem, type At } from '../problem/problem.js';
import { kindOf, near } from '../problem/text.js';
import type { Complain } from './metadata.js';
import { decoratorOf, placed, whereOf } from './misuse.js';
import type { Part } from './part.js';

export function handlersOf(parts: readonly Part[], events: ReadonlySet<string>, complain: Complain, at: At): HandlerInfo[] {
  return each(parts, EVENT).map(([component, fact]) => {
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
      ...(Number.isFinite(deadline) ? { deadline: deadline! } : {}),
    };
  });
}

/** What is wrong with any of these is for the kind to say. */
export function commandsOf(parts: readonly Part[]): CommandUse[] {
  return each(parts, COMMAND).map(([component, fact]) => {
    const { usage } = fact.value as CommandMeta;
    return { usage: typeof usage === 'string' ? usage : kindOf(usage), component, method: String(fact.member) };
  });
}

/** Checks each fact by its kind, and lists those of kinds that are not mortise's own. */
export function kindsOf(parts: readonly Part[], kinds: ReadonlyMap<string, Kind>, complain: Complain, at: At): KindUse[] {
  const uses: KindUse[] = [];
  for (const [component, fact] of each(parts)) {
    const kind = kinds.get(fact.key);
    const where = whereOf(component, fact);
    // Without a kind the plugin waits for one: that is for the plan to say.
    if (kind !== undefined) {
      const why = checked(kind, fact);
      if (why !== undefined)
        complain(problem('manifest.bad-fact', { decorator: kind.title ?? decoratorOf(fact.key), where, why }, placed(at, fact)));
    }
    if (!fact.key.startsWith(OWN_KEYS)) {
      uses.push({ key: fact.key, component, ...(fact.member === undefined ? {} : { member: String(fact.member) }) });
    }
  }
  return uses;
}

function each(parts: readonly Part[], key?: string): [component: string, fact: Fact][] {
  return parts.flatMap(({ part }) =>
    part.facts.filter((fact) => key === undefined || fact.key === key).map((fact): [string, Fact] => [part.name, fact]),
  );
}

function checked(kind: Kind, fact: Fact): string | undefined {
  try {
    return kind.check?.(fact);
  } catch (cause) {
    return `the check of its kind threw: ${whyOf(cause)}`;
  }
}
