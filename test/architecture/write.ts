/** Open this to see what `npm run docs:diagram` does: it writes the table of edges into docs/architecture.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { withDiagram } from './diagram.js';

const page = 'docs/architecture.md';
writeFileSync(page, withDiagram(readFileSync(page, 'utf8')));
