/** Open this to see how `npm run docs:errors` writes docs/errors.md. */
import { writeFileSync } from 'node:fs';
import { errorsPage } from './errors.js';

writeFileSync('docs/errors.md', errorsPage());
