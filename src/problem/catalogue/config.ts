/** Open this to read what can go wrong with configuration: files, fields and values. */
import { entry } from '../entry.js';
import { didYouMean, quoted } from '../text.js';

export const configProblems = {
  'config.not-readable': entry<{ file: string; why: string }>(
    'error',
    'host',
    'A file of the configuration cannot be read: that of the host, one of a settings folder, or one that a variable names.',
    (d) => `The configuration ${quoted(d.file)} can't be read: ${d.why}`,
    () => 'Correct the path, which is relative to home. Where there is no such file, leave out the option or the variable that names it.',
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
  'config.overlapping': entry<{ field: string; first: string; second: string }>(
    'error',
    'host',
    'One value of a configuration is said twice in the same layer.',
    (d) => `${quoted(d.field)} is said twice: by ${d.first} and by ${d.second}.`,
    () => 'Take one of them out; nobody could tell which is meant.',
  ),
  'config.unknown-variable': entry<{ variable: string; near: readonly string[]; bare?: string }>(
    'warning',
    'host',
    'A variable of the environment looks as if it set a value, and sets none.',
    (d) =>
      d.bare === undefined
        ? `The environment variable ${d.variable} sets nothing.${didYouMean(d.near)}`
        : `The environment variable ${d.variable} sets nothing: ${quoted(d.bare)} has no configuration.`,
    (d) =>
      d.bare === undefined
        ? 'Correct its name: <prefix>__<plugin>__<field>, in capitals, with _ for what is no letter or digit.'
        : 'Give the plugin a class with @Config() that has the field, or take the variable away.',
  ),
  'config.not-migrated': entry<{ plugin: string; from: string; why: string }>(
    'error',
    'plugin',
    'Values of a configuration were written for another version of it, and could not be lifted to the one of today.',
    (d) => `What ${d.from} says of ${quoted(d.plugin)} can't be read: ${d.why}.`,
    () => 'Mend migrate of the @Config, or write the values as the plugin wants them, with $version.',
  ),
  'config.migrated': entry<{ plugin: string; from: string; was: number; version: number }>(
    'note',
    'host',
    'Values of a configuration were written for an earlier version of it, and were lifted to the one of today.',
    (d) => `What ${d.from} says of ${quoted(d.plugin)} is of version ${d.was}, and was read as version ${d.version}.`,
    (d) => `Write the values of today, with $version: ${d.version}; mortise set --save does so.`,
  ),
  'config.not-saved': entry<{ plugin: string; why: string }>(
    'error',
    'host',
    'Values of a configuration count while the host runs, and could not be written into its file.',
    (d) => `The configuration of ${quoted(d.plugin)} was not saved: ${d.why}.`,
    () => 'Write the values into the file by hand; until the host stops they count all the same.',
  ),
  'config.outweighed': entry<{ field: string; by: string }>(
    'warning',
    'host',
    'A value was saved, and something else says another one that counts more after the next start.',
    (d) => `${quoted(d.field)} was saved, but ${d.by} counts more from the next start on.`,
    (d) => `Take it out of ${d.by}, or change it there.`,
  ),
  'config.unused': entry<{ plugin: string; near: readonly string[] }>(
    'warning',
    'host',
    'The configuration speaks of a plugin that is not there.',
    (d) => `The configuration has settings for ${quoted(d.plugin)}, but no such plugin was loaded.${didYouMean(d.near)}`,
    () => 'Correct the id, or take the settings out.',
  ),
};
