/** Open this to see what can be measured: `npm run bench -- reload [--quick] [--json]`. Exit code 1 when a target is missed. */
import { parseArgs } from 'node:util';

/** What each is, and where. */
const ITEMS = {
  reload: { doc: 'how long an edit takes to go live', load: () => import('./reload.mjs') },
};

const HELP = [
  'usage: npm run bench -- [item …] [--quick] [--json]',
  '',
  ...Object.entries(ITEMS).map(([name, { doc }]) => `  ${name.padEnd(8)} ${doc}`),
  '',
  '  --quick  fewer measurements',
  '  --json   one JSON object; the output of npm itself is left out by npm run --silent',
  '',
  '  Without an item all are measured. Exit code 1 when a target is missed.',
].join('\n');

const { names, values } = readLine();
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

/** What was asked for; whoever asks for something else is told what there is. */
function readLine() {
  try {
    const isNo = { type: 'boolean', default: false };
    const { positionals, values: given } = parseArgs({ allowPositionals: true, options: { quick: isNo, json: isNo, help: isNo } });
    const unknown = positionals.find((name) => !Object.hasOwn(ITEMS, name));
    if (unknown !== undefined) throw new Error(`there is no item '${unknown}'`);
    return { names: positionals.length === 0 ? Object.keys(ITEMS) : positionals, values: given };
  } catch (error) {
    console.error(`bench: ${error.message}\n\n${HELP}`);
    process.exit(2);
  }
}

let isMet = true;
const results = {};
for (const name of names) {
  const { run, print } = await ITEMS[name].load();
  const result = await run({ isQuick: values.quick });
  results[name] = result;
  isMet &&= result.isMet;
  if (!values.json) console.log(print(result));
}
if (values.json) console.log(JSON.stringify({ node: process.version, ...results }, null, 2));
process.exit(isMet ? 0 : 1);
