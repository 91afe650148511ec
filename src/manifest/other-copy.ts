/** Open this to see how it is told that something was made with another copy of mortise than the host that it reaches. */
import { brand, otherMaker, type Brand } from '../facts/brand.js';
import { otherWriter } from '../facts/facts.js';
import type { Class, Token } from '../model/manifest.js';
import type { Problem } from '../model/problem.js';
import { problem, type At } from '../problem/problem.js';
import { quoted } from '../problem/text.js';
import { whereOf } from './misuse.js';
import type { Part } from './part.js';

/** What was made elsewhere, and by which copy. */
interface Found {
  readonly what: string;
  readonly from: Brand;
}

/** A plugin of which anything comes from another copy: its class, a component, its configuration, or what it asks to be injected. */
export function otherCopyOf(
  value: unknown,
  id: string,
  parts: readonly Part[],
  configClass: Class | undefined,
  at: At,
): Problem | undefined {
  const maker = otherMaker(value);
  const found =
    ofClass(value) ??
    first(parts, ({ part }) => (part.make.by === 'class' ? ofClass(part.make.type) : undefined)) ??
    ofClass(configClass) ??
    (maker === undefined ? undefined : { what: `The definition of ${quoted(id)}`, from: maker }) ??
    first(parts, ({ part }) => ofTokens(part));
  return found === undefined ? undefined : otherCopy(found.what, found.from, at);
}

function first(parts: readonly Part[], find: (part: Part) => Found | undefined): Found | undefined {
  for (const part of parts) {
    const found = find(part);
    if (found !== undefined) return found;
  }
  return undefined;
}

function ofClass(type: unknown): Found | undefined {
  const from = typeof type === 'function' ? otherWriter(type as Class) : undefined;
  return from === undefined ? undefined : { what: `The class ${(type as Class).name}`, from };
}

/** One sentence with both copies, whatever came. */
export function otherCopy(what: string, from: Brand, at: At): Problem {
  return problem('extension.other-copy', { what, version: from.version, from: from.from, own: brand.version, ownFrom: brand.from }, at);
}

function ofTokens({ name, parameters, fields }: Part['part']): Found | undefined {
  for (let index = 0; index < parameters.length; index += 1) {
    const found = ofToken(parameters[index]!, () => whereOf(name, { on: 'parameter', index }));
    if (found !== undefined) return found;
  }
  for (const [member, token] of fields) {
    const found = ofToken(token, () => whereOf(name, { on: 'member', member }));
    if (found !== undefined) return found;
  }
  return undefined;
}

function ofToken(token: Token, where: () => string): Found | undefined {
  if (token.kind !== 'identifier' || typeof token.id !== 'function') return undefined;
  const from = otherMaker(token.id);
  return from === undefined ? undefined : { what: `The ${token.id.name} of ${where()}`, from };
}
