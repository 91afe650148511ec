/** Open this to see how a question becomes one causal tree, with places and the fix. Pure. */
import { freeze } from '../model/freeze.js';
import type { Explanation, Subject } from '../model/explanation.js';
import { didYouMean, kindOf, near, quoted } from '../problem/text.js';
import { tellConfig } from './config.js';
import { tellEvent, tellHandler } from './event.js';
import type { Evidence } from './evidence.js';
import { distinct, link } from './link.js';
import { notLoaded } from './listed.js';
import { tellNamespace } from './namespace.js';
import { tellOrder } from './order.js';
import { tellPlugin } from './plugin.js';
import { printExplanation } from './print.js';
import { asSubject, handlerNames, names, split, subjectOf } from './subject.js';
import { plugins, walkOver, type Told, type Walk } from './walk.js';

/** Explains anything; never throws, whatever is asked. */
export function explain(asked: unknown, evidence: Evidence): Explanation {
  const walk = walkOver(evidence);
  const about = typeof asked === 'string' ? subjectOf(asked, evidence) : asSubject(asked);
  const { says, state, because } = about === undefined ? tellUnknown(asked, walk) : tell(about, walk);
  const fixes = distinct([...walk.first, ...walk.fixes]);
  const made = freeze({ about: about ?? unknownAs(asked), state, says, because, fixes });
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
function unknownAs(asked: unknown): Subject {
  const name = typeof asked === 'string' ? asked : kindOf(asked);
  return name.includes('/') ? { namespace: name } : { plugin: name };
}

const ASK = 'Ask for a plugin, namespace, event, handler (plugin/Component.method), value (plugin.field) or order (a before b).';

function tellUnknown(asked: unknown, walk: Walk): Told {
  const { evidence } = walk;
  if (typeof asked !== 'string') {
    walk.fixes.push(ASK);
    return { says: `There is nothing to explain about ${kindOf(asked)}.`, state: 'unknown', because: [link('it names nothing')] };
  }
  const name = asked.trim();
  if (name.includes('/')) {
    const told = tellNamespace(name, undefined, walk);
    const meant = told.state === 'unknown' ? near(name, handlerNames(evidence)) : [];
    if (meant.length > 0) walk.fixes.push(`If it is a handler, it is asked for as plugin/Component.method.${didYouMean(meant)}`);
    return told;
  }
  if (evidence.host.state === 'new' && evidence.resolution.nodes.size === 0) return { ...tellPlugin(name, walk), state: 'unknown' };
  if ([...plugins(walk)].some(({ manifest }) => manifest.extension === name)) return tellPlugin(name, walk);
  const failures = notLoaded(name, walk);
  walk.fixes.push(`${ASK}${didYouMean(near(name, new Set(names(evidence))))}`);
  const because = [link('no plugin, namespace, event, handler or value is called so'), ...failures];
  return { says: `Nobody knows ${quoted(asked)} here.`, state: 'unknown', because };
}
