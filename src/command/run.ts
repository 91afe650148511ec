/** Open this to see a command run: its handler is called with the arguments by name, and what goes wrong comes to the nearest who handles it. */
import { firstOutside } from '../facts/place.js';
import type { CommandCatch, CommandValue } from '../model/command.js';
import { causeOf, whyOf } from '../problem/cause.js';
import { hasCode, type MortiseError } from '../problem/error.js';
import { failure } from '../problem/problem.js';
import { type Access, calledBy, type Place } from './access.js';
import { usageOf } from './declare.js';
import { errorOf, type Way } from './miss.js';
import { type Match, parse } from './parse.js';
import type { CommandOwner } from './registry.js';

/** Resolves with what the handler returns. Rejects with a coded error, whatever is typed and whatever is thrown. */
export async function run(line: string, access: Access): Promise<unknown> {
  const found = parse(line, access);
  if ('error' in found) {
    const error = errorOf(found, line, access);
    return handled(
      listOf<Way>(found.way).map(({ place }) => place),
      error,
      error,
      access,
    );
  }
  const matches = listOf<Match>(found.first);
  const { node, owner } = found.runs;
  // Where a redirect leads back to an argument, what was typed last counts.
  const args = argumentsOf(matches);
  try {
    return await calledBy(owner, () => node.run!(args, access.source));
  } catch (thrown) {
    const places = matches.map(({ place }) => place);
    return handled([...places, found.runs], failed(places, owner, thrown), thrown, access);
  }
}

/** What the nearest handler of an error answers; without one it is thrown. */
async function handled(places: readonly Place[], error: MortiseError, thrown: unknown, { source }: Access): Promise<unknown> {
  const here = places.at(-1)?.node;
  for (const { node, owner } of [...places].reverse()) {
    const isThere = ({ where }: CommandCatch): boolean => where === undefined || (where === 'here') === (node === here);
    const found = node.catches?.find((each) => isThere(each) && isOf(each.of, error, thrown));
    if (found === undefined) continue;
    try {
      return await calledBy(owner, () => found.handle(meantBy(found.of, error, thrown), source) as unknown);
    } catch (cause) {
      if (cause === error || cause === thrown) break;
      throw failed(places, owner, cause);
    }
  }
  throw error;
}

/** At the line that threw, which is the one to mend. */
function failed(places: readonly Place[], { plugin }: CommandOwner, cause: unknown): MortiseError {
  const details = { usage: usageOf(places.map((place) => place.node)), why: whyOf(cause) };
  const place = firstOutside(causeOf(cause).stack ?? '');
  return failure('command.failed', details, { plugin, ...(place === undefined ? {} : { place }), cause });
}

function isOf(of: CommandCatch['of'], error: MortiseError, thrown: unknown): boolean {
  // What a handler throws keeps its own code.
  if (typeof of === 'string') return hasCode(error, of);
  try {
    return thrown instanceof of;
  } catch {
    return false;
  }
}

/** By name; what was typed several times by way of redirects counts as its node says. */
function argumentsOf(matches: readonly Match[]): Readonly<Record<string, CommandValue | readonly CommandValue[]>> {
  const args = new Map<string, CommandValue | readonly CommandValue[]>();
  for (const { place, value } of matches) {
    const { node } = place;
    if (node.kind === 'literal') {
      if (node.count !== undefined) args.set(node.count, ((args.get(node.count) ?? 0) as number) + 1);
    } else if (node.accumulate === true) args.set(node.name, [...((args.get(node.name) ?? []) as readonly CommandValue[]), value!]);
    else args.set(node.name, value!);
  }
  return Object.fromEntries(args);
}

/** A code is that of what mortise says, or of what a handler threw. */
function meantBy(of: CommandCatch['of'], error: MortiseError, thrown: unknown): unknown {
  return typeof of === 'string' && hasCode({ code: error.code }, of) ? error : thrown;
}

function listOf<L extends { readonly next: L | undefined }>(first: L | undefined): L[] {
  const all: L[] = [];
  for (let at = first; at !== undefined; at = at.next) all.push(at);
  return all;
}
