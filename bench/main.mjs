/** Open this to see what can be asked of the bench: `npm run bench -- A1 --quick`, `--check`, `--list`, `--page`. */
import { parseArgs } from 'node:util';
import { closest, distance } from 'fastest-levenshtein';
import { load, NAMES } from './harness/items.mjs';
import { measure, versions } from './harness/measure.mjs';
import { keep, kept, secondsAtLast } from './harness/results.mjs';
import { printItem, printVerdicts } from './harness/table.mjs';
import { isMissed, verdicts } from './harness/verdict.mjs';

const HELP = [
  'usage: npm run bench -- [item …] [--quick] [--only text] [--profile] [--check] [--fresh] [--json] [--page]',
  '',
  'Measures the built package beside its peers and a limit that is written by hand for each case. Without an item all are measured;',
  'those that were measured before, with this code on this machine, are kept, so a run that was ended goes on where it was.',
  '',
  '  --list     the items, and which of them have a result that is kept',
  '  --quick    fewer and shorter measurements, to see that all works',
  '  --only     just the limit and the cases with this text in their names; the result is not kept',
  '  --profile  CPU profiles of the measuring processes, in bench/results/profiles; the result is not kept',
  '  --fresh    measures all anew; an item that is named is always measured anew, unless with --check or --page',
  '  --check    one table of all targets: at most, seen, verdict. Exit code 1 when one is missed by more than its noise band',
  '  --json     one JSON object on stdout; npm itself is silent with npm run --silent',
  '  --page     writes docs/performance.md and its plots from whole results of all items; what has none that is kept is measured first',
  '  --help     this',
].join('\n');

const FLAGS = ['list', 'quick', 'profile', 'fresh', 'check', 'json', 'page', 'help'];

/** What was asked for; whoever asks for something else is told in one line what there is. */
function readLine() {
  const options = Object.fromEntries(FLAGS.map((flag) => [flag, { type: 'boolean', default: false }]));
  const { positionals, tokens, values } = parseArgs({
    allowPositionals: true,
    // What is wrong is said here, in fewer words than Node has for it.
    strict: false,
    tokens: true,
    options: { ...options, only: { type: 'string' } },
  });
  for (const { kind, name, rawName, value } of tokens) {
    if (kind !== 'option') continue;
    if (name === 'only') {
      if (value === undefined || value === '' || value.startsWith('-')) refuse('--only needs a text that is in the names of cases.');
    } else if (!FLAGS.includes(name)) refuse(`there is no option '${rawName}'${nearest(name)}`);
    else if (value !== undefined) refuse(`${rawName} takes no value.`);
  }
  const names = positionals.map((given) => {
    const name = NAMES.find((known) => known.toLowerCase() === given.toLowerCase());
    if (name === undefined) refuse(`there is no item '${given}'; there are ${NAMES.join(', ')}.`);
    return name;
  });
  const asked = { ...values, names: names.length === 0 ? NAMES : [...new Set(names)], isNamed: names.length > 0 };
  if (asked.list) {
    const beside = [
      ...positionals,
      ...tokens.flatMap(({ kind, rawName, name }) => (kind === 'option' && name !== 'list' ? [rawName] : [])),
    ];
    if (beside.length > 0) refuse(`--list lists all items; it can't go with ${beside.join(', ')}.`);
  }
  const partial = [asked.isNamed && 'an item', ...['only', 'profile', 'quick'].map((name) => asked[name] && `--${name}`)].filter(Boolean);
  if (asked.page && partial.length > 0)
    refuse(`--page writes the page of all items, measured whole; it can't go with ${partial.join(', ')}.`);
  return asked;
}

/** What was meant, if something is near. */
function nearest(name) {
  const known = closest(name, [...FLAGS, 'only']);
  return distance(name, known) <= name.length / 2 ? `; did you mean --${known}?` : '.';
}

function refuse(why) {
  console.error(`bench: ${why} --help says what can be asked.`);
  process.exit(2);
}

// Whoever reads only the beginning has what they wanted.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const asked = process.argv.includes('--help') ? { help: true } : readLine();
if (asked.help) console.log(HELP);
else if (asked.list) await list();
else process.exitCode = await run();

async function list() {
  for (const name of NAMES) {
    const { title } = await load(name);
    const result = kept(name, true);
    const state = result === undefined ? '' : `  (${result.at.slice(0, 16)}${result.of.quick ? ', quick' : ''})`;
    console.log(`${name.padEnd(4)} ${title}${state}`);
  }
}

/** Measures what is asked for; the exit code. */
async function run() {
  const { names, isNamed, quick: isQuick, fresh, check, json, page, only, profile } = asked;
  const isPartial = only !== undefined || profile;
  const mayKeep = !fresh && !isPartial && (!isNamed || check || page);
  const results = {};
  const rows = [];
  let failures = 0;
  const found = new Map(names.map((name) => [name, mayKeep ? kept(name, isQuick) : undefined]));
  if (!isQuick && !isPartial) foretell(names.filter((name) => found.get(name) === undefined));
  for (const [index, name] of names.entries()) {
    const item = await load(name);
    let result = found.get(name);
    if (result === undefined) {
      const begin = Date.now();
      const say = (where) => progress(`[${index + 1}/${names.length}] ${name} ${Math.round((Date.now() - begin) / 1000)} s: ${where}`);
      try {
        result = await measure(item, { isQuick, say, only, profile });
      } catch (error) {
        // The others can be measured all the same.
        progress('');
        console.error(`${name} could not be measured: ${error.message}\n`);
        failures++;
      }
      progress('');
      if (result !== undefined && !isPartial) keep(result);
      if (
        result !== undefined &&
        only !== undefined &&
        !result.figures.some((figure) => figure.by !== 'limit' && figure.case.includes(only))
      ) {
        console.error(`bench: no case of ${name} has '${only}' in its name.`);
        failures++;
      }
    }
    if (result !== undefined) results[name] = result;
    rows.push(...verdicts(item, result));
    if (result !== undefined && !json && !check && !page) console.log(printItem(item, result));
  }
  if (json) console.log(JSON.stringify({ versions: versions(), results, targets: rows }, null, 2));
  else if (!page || check) console.log(printVerdicts(rows));
  if (page && failures > 0) console.error('bench: the page is not written, since it is one of all items.');
  else if (page) await (await import('./page/write.mjs')).write(results, rows);
  return failures > 0 || (check && rows.some(isMissed)) ? 1 : 0;
}

/** Whoever would wait for long is told so at once. */
function foretell(names) {
  const minutes = names.reduce((sum, name) => sum + secondsAtLast(name), 0) / 60;
  if (minutes >= 2)
    console.error(`bench: measures ${names.join(', ')} first; when the page was written that took ${Math.round(minutes)} minutes.`);
}

/** One line that is written over in a terminal, and lines elsewhere. */
function progress(line) {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[2K${line.slice(0, (process.stderr.columns ?? 120) - 1)}`);
  else if (line !== '') process.stderr.write(`${line}\n`);
}
