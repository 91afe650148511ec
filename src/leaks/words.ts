/** Open this to see how a way through the heap is told: in the words of whoever wrote the code, without what V8 and Node put between. */
import { isCarrier, isFramework, pathOf } from '../facts/place.js';
import { edgeWord, isMark, nodeWord, variableAt } from './heap-words.js';
import type { Step } from './retained.js';
import { follow, placesIn, type Places } from './snapshot-places.js';
import type { Heap } from './snapshot.js';

export interface Retained {
  /** From where it begins to the object: `globalThis.cache`, `Map`, `entry 'x'`, `Presence`. */
  readonly path: readonly string[];
  /** The nearest thing on that path that somebody can do something about: `the global 'cache'`, `an instance of Inbox`. */
  readonly holder: string;
}

interface Way {
  readonly heap: Heap;
  readonly places: Places;
  readonly steps: readonly Step[];
}

/** Something on the way that is told as a whole: whatever led to it is Node's business. */
interface Landmark {
  readonly word: string;
  readonly holder: string;
}

/** What is named only if there is nothing better, best first. */
const FALLBACKS = [instanceOfPackage, anyFunction];
/** What is there in every process: it is what was put into it that counts. */
const EVERYWHERE = new Set(['console', 'process', 'Object', 'Array', 'String', 'Promise', 'Function', 'Map', 'Set']);

export function inWords(heap: Heap, steps: readonly Step[]): Retained {
  const way: Way = { heap, steps, places: placesIn(heap) };
  const begin = Math.max(
    0,
    steps.findLastIndex((_, index) => landmark(way, index) !== undefined),
  );
  const path = steps.slice(begin).flatMap((_, offset) => wordsAt(way, begin + offset, offset === 0));
  return { path, holder: holderOn(way) };
}

function wordsAt(way: Way, index: number, first: boolean): string[] {
  const mark = landmark(way, index);
  const { heap, places, steps } = way;
  if (isMark(heap, steps[index]!.edge)) return [];
  const last = index === steps.length - 1;
  // The table of listeners is an object of Node's.
  const inner = heap.edgeName(steps[index]!.edge) === '_events';
  const node = inner ? undefined : nodeWord(heap, places, steps[index]!.to, last);
  if (mark !== undefined && first)
    return node === undefined || mark.word === node || isResource(way, index) ? [mark.word] : [mark.word, node];
  const edge = edgeWord(heap, steps, index);
  return [edge, node].filter((word) => word !== undefined);
}

function holderOn(way: Way): string {
  for (let index = way.steps.length - 1; index >= 0; index -= 1) {
    const found =
      instanceAt(way, index) ??
      functionAt(way, index) ??
      landmark(way, index)?.holder ??
      listenersAt(way, index) ??
      observersAt(way, index);
    if (found !== undefined) return found;
  }
  for (const fallback of FALLBACKS) {
    for (let index = way.steps.length - 2; index >= 0; index -= 1) {
      const found = fallback(way, index);
      if (found !== undefined) return found;
    }
  }
  return 'Node itself';
}

/** A global, a timer, a module, the listeners of the process. */
function landmark(way: Way, index: number): Landmark | undefined {
  return timerAt(way, index) ?? processAt(way, index) ?? globalAt(way, index) ?? moduleAt(way, index);
}

function isResource(way: Way, index: number): boolean {
  return timerAt(way, index) !== undefined || moduleAt(way, index) !== undefined;
}

function timerAt({ heap, places, steps }: Way, index: number): Landmark | undefined {
  const { to } = steps[index]!;
  const name = heap.nodeName(to);
  if ((name !== 'Timeout' && name !== 'Immediate') || heap.nodeType(to) !== 'object') return undefined;
  if (index === steps.length - 1 || !(places.placeOf(to) ?? 'node:').startsWith('node:')) return undefined;
  const repeat = follow(heap, to, '_repeat');
  const kind = name === 'Immediate' ? 'immediate' : repeat === undefined || heap.nodeType(repeat) === 'number' ? 'interval' : 'timeout';
  const list = steps.slice(0, index).findLast((step) => heap.nodeName(step.to) === 'TimersList');
  const ms = list === undefined ? undefined : heap.edgeName(list.edge);
  const word = `the ${kind}${typeof ms === 'number' ? ` of ${ms} ms` : ''}`;
  const run = follow(heap, to, '_onTimeout') ?? follow(heap, to, '_onImmediate');
  const code = run === undefined ? undefined : (follow(heap, run, 'bound_function') ?? run);
  const place = code === undefined ? undefined : places.placeOf(code);
  return { word, holder: place === undefined ? word : `${word} that calls ${pathOf(place)}` };
}

function globalAt({ heap, steps }: Way, index: number): Landmark | undefined {
  const { from, edge } = steps[index]!;
  if (heap.edgeType(edge) !== 'property' || !isGlobal(heap, from)) return undefined;
  const name = String(heap.edgeName(edge));
  return { word: `globalThis.${name}`, holder: `the global '${EVERYWHERE.has(name) ? dotted(heap, steps.slice(index)) : name}'` };
}

/** `console.log`, `Array.prototype.last`. */
function dotted(heap: Heap, steps: readonly Step[]): string {
  const names: (string | number)[] = [];
  for (const { edge } of steps) {
    if (heap.edgeType(edge) !== 'property') break;
    names.push(heap.edgeName(edge));
    if (names.length > 1 && names.at(-1) !== 'prototype') break;
  }
  return names.join('.');
}

/** The root of a heap has a short cut to each global object. */
function isGlobal(heap: Heap, node: number): boolean {
  for (let edge = heap.first[0]!; edge < heap.first[1]!; edge += 1) {
    if (heap.edgeTo(edge) === node && heap.edgeType(edge) === 'shortcut') return true;
  }
  return false;
}

/** An ES module is a thing of Node's with a url, or the generator that runs it; one of CommonJS is an object with a file name. */
function moduleAt({ heap, places, steps }: Way, index: number): Landmark | undefined {
  const { from, to } = steps[index]!;
  if (index === steps.length - 1) return undefined;
  const name = heap.nodeName(to);
  const named = name === 'ModuleWrap' ? follow(heap, to, 'url') : name === 'Module' ? follow(heap, to, 'filename') : undefined;
  const running = heap.nodeName(from) === 'system / SourceTextModule' ? places.placeOf(to)?.replace(/:\d+:\d+$/, '') : undefined;
  const file = named !== undefined && heap.nodeType(named) === 'string' ? heap.nodeName(named) : running;
  if (file === undefined) return undefined;
  const word = `the module ${pathOf(file)}`;
  const variable = steps
    .slice(index + 1)
    .map((step) => variableAt(heap, step))
    .find((found) => found !== undefined);
  return { word, holder: variable === undefined ? word : `the variable '${variable}' of ${word}` };
}

function processAt({ heap, steps }: Way, index: number): Landmark | undefined {
  const { to } = steps[index]!;
  const next = steps[index + 1];
  if (heap.nodeName(to) !== 'process' || next === undefined || heap.edgeName(next.edge) !== '_events') return undefined;
  return { word: 'process', holder: 'the process' };
}

/** `emitter._events.data`, one function or a list of them. */
function listenersAt({ heap, steps }: Way, index: number): string | undefined {
  const { edge, from } = steps[index]!;
  if (heap.edgeName(edge) === '<symbol kEvents>') return `the listeners of ${instance(heap.nodeName(from))}`;
  const before = steps[index - 1];
  if (before === undefined || heap.edgeName(before.edge) !== '_events' || heap.edgeType(edge) !== 'property') return undefined;
  const event = `'${heap.edgeName(edge)}'`;
  const emitter = heap.nodeName(before.from);
  return emitter === 'process' ? `the listeners of process ${event}` : `the listeners of ${event} of ${instance(emitter)}`;
}

/** What subscribed to a subject of rxjs is in its list of observers. */
function observersAt({ heap, places, steps }: Way, index: number): string | undefined {
  const { edge, from } = steps[index]!;
  const name = heap.edgeName(edge);
  if ((name !== 'observers' && name !== 'currentObservers') || !isCarrier(places.placeOf(from) ?? '')) return undefined;
  return `the observers of ${withArticle(heap.nodeName(from))}`;
}

/** An instance of a class that somebody wrote; not those of rxjs and inversify, which are everywhere, and not the object itself. */
function instanceAt(way: Way, index: number): string | undefined {
  const place = instancePlace(way, index);
  if (place === undefined || place.startsWith('node:') || isCarrier(place)) return undefined;
  return `${instance(way.heap.nodeName(way.steps[index]!.to))}${isFramework(place) ? ' of mortise' : ''}`;
}

function instanceOfPackage(way: Way, index: number): string | undefined {
  return instancePlace(way, index) === undefined ? undefined : instance(way.heap.nodeName(way.steps[index]!.to));
}

function instancePlace({ heap, places, steps }: Way, index: number): string | undefined {
  const { to } = steps[index]!;
  if (index === steps.length - 1 || heap.nodeType(to) !== 'object') return undefined;
  // What runs has a place as well, but no class.
  if (/^(?:Object|Generator|system \/ .*|)$/.test(heap.nodeName(to))) return undefined;
  return places.placeOf(to);
}

/** A function that somebody has under a name, or that waits for something; one that was handed to somebody is told by whom it was handed to. */
function functionAt(way: Way, index: number): string | undefined {
  const { heap, places, steps } = way;
  const { from, to } = steps[index]!;
  if (index === steps.length - 1 || heap.nodeName(from) === 'system / SourceTextModule') return undefined;
  const waits = heap.nodeName(to) === 'Generator';
  if (!waits && variableAt(heap, steps[index]!) === undefined) return undefined;
  return (places.placeOf(to) ?? 'node:').startsWith('node:') ? undefined : anyFunction(way, index);
}

function anyFunction({ heap, places, steps }: Way, index: number): string | undefined {
  const { to } = steps[index]!;
  const waits = heap.nodeName(to) === 'Generator';
  if (heap.nodeType(to) !== 'closure' && !waits) return undefined;
  const word = nodeWord(heap, places, to, false)?.replace(/^(?:an?|the) /, 'the ');
  const variable = waits ? undefined : variableBehind(heap, steps.slice(index + 1));
  return variable === undefined ? word : `the variable '${variable}' of ${word}`;
}

/** The contexts of a function and of those around it stand between it and a variable. */
function variableBehind(heap: Heap, steps: readonly Step[]): string | undefined {
  const first = steps.find(({ to }) => heap.nodeName(to) !== 'system / Context');
  return first === undefined ? undefined : variableAt(heap, first);
}

function instance(name: string): string {
  return `an instance of ${name}`;
}

function withArticle(name: string): string {
  return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
}
