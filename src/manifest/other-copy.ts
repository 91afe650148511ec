/** Open this to see how it is told that something was made with another copy of mortise than the host that it reaches. */
import { brand, otherMaker, type Brand } from '../facts/brand.js';
import { otherWriter } from '../facts/facts.js';
import type { Class } from '../model/manifest.js';
import type { Problem } from '../model/problem.js';
import { problem, type At } from '../problem/problem.js';
import { quoted } from '../problem/text.js';
import { whereOf } from './misuse.js';
import type { Part } from './part.js';

/** A plugin of which anything comes from another copy: its class, a component, its configuration, or what it asks to be injected. */
export function otherCopyOf(
  value: unknown,
  id: string,
  parts: readonly Part[],
  configClass: Class | undefined,
  at: At,
): Problem | undefined {
  const classes = [value, ...parts.map(({ part }) => (part.make.by === 'class' ? part.make.type : undefined)), configClass];
  const found: [what: string, from: Brand | undefined][] = [
    ...classes.map((type): [string, Brand | undefined] =>
      typeof type === 'function' ? [`The class ${type.name}`, otherWriter(type as Class)] : ['', undefined],
    ),
    [`The definition of ${quoted(id)}`, otherMaker(value)],
    ...parts.flatMap(({ part }) => tokensOf(part)),
  ];
  const first = found.find(([, from]) => from !== undefined);
  return first === undefined ? undefined : otherCopy(first[0], first[1]!, at);
}

/** One sentence with both copies, whatever came. */
export function otherCopy(what: string, from: Brand, at: At): Problem {
  return problem('extension.other-copy', { what, version: from.version, from: from.from, own: brand.version, ownFrom: brand.from }, at);
}

function tokensOf({ name, parameters, fields }: Part['part']): [string, Brand | undefined][] {
  const asked = [
    ...parameters.map((token, index) => [token, whereOf(name, { on: 'parameter', index })] as const),
    ...[...fields].map(([member, token]) => [token, whereOf(name, { on: 'member', member })] as const),
  ];
  return asked.flatMap(([token, where]) =>
    token.kind === 'identifier' && typeof token.id === 'function' ? [[`The ${token.id.name} of ${where}`, otherMaker(token.id)]] : [],
  );
}
