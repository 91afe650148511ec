/** Open this to read what can go wrong with configuration: files, fields and values. */
import { entry } from '../entry.js';
import { didYouMean, quoted } from '../text.js';

export const configProblems = {
  'config.not-readable': entry<{ file: string; why: string }>(
    'error',
    'host',
    'The configuration file cannot be read.',
    (d) => `The configuration ${quoted(d.file)} can't be read: ${d.why}`,
    () => 'Correct the path: it is relative to home. Without a configuration file, leave config out.',
  ),
  'config.not-yaml': entry<{ file: string; why: string }>(
    'error',
    'host',
    'The configuration file is not YAML.',
    (d) => `The configuration ${quoted(d.file)} is not YAML: ${d.why}`,
    () => 'Correct the line; indentation is made of spaces, and a text with a colon wants quotes.',
  ),
  'config.wrong-type': entry<{ field: string; expected: string; seen: string }>(
    'error',
    'host',
    'A value has the wrong type or lies outside its bounds.',
    (d) => `${quoted(d.field)} wants ${d.expected}, but is ${d.seen}.`,
    () => 'Correct the value; nothing else of this configuration is affected.',
  ),
  'config.missing': entry<{ field: string; expected: string }>(
    'error',
    'host',
    'A value without a default is missing.',
    (d) => `${quoted(d.field)} is missing; it wants ${d.expected}.`,
    () => 'Add the value.',
  ),
  'config.unknown-key': entry<{ field: string; near: readonly string[] }>(
    'warning',
    'host',
    'A key means nothing here, perhaps by a typing error.',
    (d) => `${quoted(d.field)} is not a known key.${didYouMean(d.near)}`,
    () => 'Take it out, or correct its name; it is ignored.',
  ),
  'config.forbidden-key': entry<{ field: string }>(
    'error',
    'host',
    'A key like `__proto__` could change objects that it should not reach.',
    (d) => `${quoted(d.field)} is a key that is never taken from outside.`,
    () => 'Take it out; it was dropped.',
  ),
  'config.bad-field': entry<{ field: string; why: string }>(
    'error',
    'plugin',
    'The declaration of a configuration field contradicts itself.',
    (d) => `The configuration field ${quoted(d.field)} ${d.why}.`,
    () => 'Correct the @Field.',
  ),
  'config.unused': entry<{ plugin: string; near: readonly string[] }>(
    'warning',
    'host',
    'The configuration speaks of a plugin that is not there.',
    (d) => `The configuration has settings for ${quoted(d.plugin)}, but no such plugin was loaded.${didYouMean(d.near)}`,
    () => 'Correct the id, or take the settings out.',
  ),
};
