/** Open this to see what can be measured: `npm run bench -- reload [--quick] [--json]`. Exit code 1 when a target is missed. */
import { parseArgs } from 'node:util';

const ITEMS = { reload: () => import('./reload.mjs') };

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
});
const names = positionals.length === 0 ? Object.keys(ITEMS) : positionals;
const unknown = names.find((name) => !Object.hasOwn(ITEMS, name));
if (unknown !== undefined) {
  console.error(`bench: there is no item '${unknown}'.\n  npm run bench -- ${Object.keys(ITEMS).join(' | ')} [--quick] [--json]`);
  process.exit(2);
}

let isMet = true;
const results = {};
for (const name of names) {
  const { run, print } = await ITEMS[name]();
  const result = await run({ isQuick: values.quick });
  results[name] = result;
  isMet &&= result.isMet;
  if (!values.json) console.log(print(result));
}
if (values.json) console.log(JSON.stringify({ node: process.version, ...results }, null, 2));
process.exit(isMet ? 0 : 1);
