import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorsPage } from './errors.js';

it('docs/errors.md has every problem of the catalogue; `npm run docs:errors` writes it again', () => {
  expect(readFileSync(join(import.meta.dirname, '../../docs/errors.md'), 'utf8')).toBe(errorsPage());
});
