/** Open this for texts that look like MCDReforged's versions and ranges, and for some that only nearly do. */
import fc from 'fast-check';

const part = fc.oneof(fc.integer({ min: 0, max: 3 }).map(String), fc.constantFrom('007', '10', '99999999999999999999'));
const extra = fc.constantFrom(
  '',
  'alpha',
  'beta',
  'beta.1',
  'beta.2',
  'beta.10',
  'beta.1x',
  'beta.w',
  'rc.08',
  'rc10',
  'rc2',
  '-',
  '9',
  '10',
  'a.b.3',
);
const pre = fc.oneof({ weight: 2, arbitrary: fc.constant('') }, { weight: 1, arbitrary: extra.map((text) => `-${text}`) });
const build = fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 1, arbitrary: extra.map((text) => `+${text}`) });
const core = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('.'));

export const versions = fc.tuple(core, pre, build).map((parts) => parts.join(''));

const wildcards = fc.tuple(core, fc.constantFrom('.x', '.*', '.X', ''), pre).map((parts) => parts.join(''));
const criterion = fc.tuple(fc.constantFrom('<=', '>=', '<', '>', '==', '=', '^', '~', ''), fc.oneof(versions, wildcards, fc.constant('*')));
export const ranges = fc
  .array(
    criterion.map((parts) => parts.join('')),
    { maxLength: 3 },
  )
  .map((criteria) => criteria.join(' '));

export const texts = fc.oneof(
  versions,
  ranges,
  fc.string(),
  fc.string({ unit: fc.constantFrom('1', '0', '.', '-', '+', 'x', '*', ' ', '<', '=', '^', '~', 'a') }),
  fc.constantFrom('1.', 'v1', '1_0', ' 1', '1\n', '\u0661', '1.0.0\0', '-1', '1..2', '1+a..b'),
);
