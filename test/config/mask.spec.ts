/** Open this to see what of a configuration is hidden, and what a text looks like without its secrets. */
import { describe, expect, it } from '@jest/globals';
import { jsonSchemaOf } from '../../src/config/json-schema.js';
import { masked, secretsIn, withoutSecretDefaults, withoutSecrets } from '../../src/config/mask.js';
import { validate } from '../../src/config/schema.js';
import type { ConfigSchema, FieldSchema } from '../../src/model/manifest.js';

const secret: FieldSchema = { type: 'string', secret: true };
const schema: ConfigSchema = {
  key: secret,
  keys: { type: 'list', of: secret },
  byName: { type: 'map', of: { type: 'object', fields: { user: { type: 'string' }, token: secret } } },
  whole: { type: 'any', secret: true },
  open: { type: 'string' },
};
const values = {
  key: 'first-secret',
  keys: ['second-secret', 'abc'],
  byName: { db: { user: 'me', token: 'third-secret' } },
  whole: { deep: ['fourth-secret', 123_456, true] },
  open: 'for all',
};

describe('what is secret', () => {
  it('is hidden at any depth, and nothing else is', () => {
    expect(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, masked(schema[name], value)]))).toEqual({
      key: '***',
      keys: ['***', '***'],
      byName: { db: { user: 'me', token: '***' } },
      whole: '***',
      open: 'for all',
    });
    expect(masked(secret, undefined)).toBeUndefined();
    expect(masked(undefined, 'x')).toBe('x');
  });

  it('is no default that anybody is shown', () => {
    const shown = withoutSecretDefaults({
      key: { ...secret, default: 'first-secret' },
      all: { type: 'map', of: secret, default: { a: 'second-secret' } },
      inner: { type: 'object', fields: { key: { ...secret, default: 'third-secret' }, n: { type: 'integer', default: 1 } } },
    });
    expect(shown).toEqual({
      key: { ...secret, default: '***' },
      all: { type: 'map', of: secret, default: { a: '***' } },
      inner: { type: 'object', fields: { key: { ...secret, default: '***' }, n: { type: 'integer', default: 1 } } },
    });
    expect(JSON.stringify(jsonSchemaOf({ key: { ...secret, default: 'first-secret' } }))).not.toContain('first-secret');
  });

  it('is found in values, but for what is too short to look for, the longest first', () => {
    expect(secretsIn(schema, values)).toEqual(['second-secret', 'fourth-secret', 'first-secret', 'third-secret', '123456']);
  });

  it('is not shown where it stands in the place of what should hold it', () => {
    expect([masked(schema['keys'], 'second-secret'), masked({ type: 'map', of: secret }, 'x')]).toEqual(['***', '***']);
    expect(secretsIn(schema, { keys: 'second-secret' })).toEqual(['second-secret']);
    expect(validate(schema, { ...values, keys: 'second-secret' }).issues).toEqual([
      { code: 'config.wrong-type', path: ['keys'], details: { expected: 'a list of strings', seen: 'a secret text' } },
    ]);
  });

  it('of several lines is found by each of them', () => {
    expect(secretsIn(schema, { key: '-----BEGIN-----\n  abcdef\n}\n' })).toEqual([
      '-----BEGIN-----\n  abcdef\n}',
      '-----BEGIN-----',
      'abcdef',
    ]);
  });

  it('goes out of a text wherever it stands, whole even where it holds another one', () => {
    expect(withoutSecrets('pass and password, pass', ['password', 'pass'])).toBe('*** and ***, ***');
  });
});
