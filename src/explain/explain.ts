/** Open this to see how a question becomes one causal tree, with places and the fix. Pure. */
import { freeze } from '../model/freeze.js';
import type { Explanation, Subject } from '../model/explanation.js';
import { didYouMean, near, quoted } from '../problem/text.js';
import { tellConfig } from './config.js';
import { tellEvent, tellHandler } from './event.js';
import type { Evidence } from './evidence.js';
import { distinct, link } from './link.js';
import { tellNamespace } from './namespace.js';
import { tellOrder } from './order.js';
import { notLoaded, tellPlugin, type Told, type Walk } from './plugin.js';
import { printExplanation } from './print.js';
import { names, split, subjectOf } from './subject.js';

/** Explains anything; never throws. */
export function explain(asked: string | Subject, evidence: Evidence): Explanation {
  const walk: Walk = { evidence, seen: new Set(), fixes: [] };
  const about = typeof asked === 'string' ? subjectOf(asked, evidence) : asked;
  const { says, state, because } = about === undefined ? tellUnknown(asked as string, walk) : tell(about, walk);
  const made = freeze({ about: about ?? unknownAs(asked as string), state, says, because, fixes: distinct(walk.fixes) });
  return Object.freeze(Object.assign(Object.create(explanationText) as Pick<Explanation, 'toString'>, made));
}

const explanationText = {
  toString(this: Omit<Explanation, 'toString'>): string {
    return printExplanation(this);
  },
};

function tell(about: Subject, walk: Walk): Told {
  if ('plugin' in about) return tellPlugin(about.plugin, walk);
  if ('namespace' in about) return tellNamespace(about.namespace, about.app, walk);
  if ('event' in about) return tellEvent(about.event, walk);
  if ('handler' in about) return tellHandler(...split(about.handler, '/', walk.evidence), walk);
  if ('order' in about) return tellOrder(...about.order, walk);
  return tellConfig(...split(about.config, '.', walk.evidence), walk);
}

/** A name with a slash would be a namespace; any other, a plugin. */
function unknownAs(asked: string): Subject {
  return asked.includes('/') ? { namespace: asked } : { plugin: asked };
}

function tellUnknown(asked: string, walk: Walk): Told {
  const { evidence } = walk;
  if (asked.includes('/')) return tellNamespace(asked, undefined, walk);
  const failures = notLoaded(asked, walk);
  walk.fixes.push(
    `Ask for a plugin, namespace, event, handler (plugin/Component.method) or value (plugin.field).${didYouMean(near(asked, new Set(names(evidence))))}`,
  );
  const because = [link('no plugin, namespace, event, handler or value is called so'), ...failures];
  return { says: `Nobody knows ${quoted(asked)} here.`, state: 'unknown', because };
}
