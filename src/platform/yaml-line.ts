/** Open this to see what a text on one line means, as a variable of the environment or a word of a command has it. */
import { readYaml } from './yaml.js';

/**
 * A number, true, false, or what stands in brackets or quotes, as YAML reads it. Nothing, where that would leave some of the text over: a comment, a
 * key on a line of its own, spaces around a word. What JSON can't hold stays the text that it is as well: .inf, .nan.
 */
export function readLine(text: string): { readonly value: unknown } | undefined {
  const written = text.trim();
  const isMarked = /^[[{"']/.test(written);
  if (!isMarked && /^&|[#\r\n]/.test(written)) return undefined;
  const { value, problems } = readYaml(`value: ${written}`, '');
  if (problems.length > 0) return undefined;
  const read = (value as { readonly value: unknown }).value;
  // Put into a list: a comment behind it would hide the bracket that ends the list, and a key below it could not stand there.
  const isWhole = isMarked ? readYaml(`value: [${written}]`, '').problems.length === 0 : typeof read === 'boolean' || Number.isFinite(read);
  return isWhole ? { value: read } : undefined;
}
