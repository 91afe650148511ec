/** Open this to see how docs/performance.md comes about: from results that are whole, with a plot for each, and the command that makes it again. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FLAGS } from '../harness/fork.mjs';
import { load } from '../harness/items.mjs';
import { versions } from '../harness/measure.mjs';
import { EFFORT } from '../harness/race.mjs';
import { digits } from '../harness/statistics.mjs';
import { cellOf, groups, verdictCell } from '../harness/table.mjs';
import { growthPlot, ratioPlot } from './svg.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = join(ROOT, 'docs/performance');
/** Cores that others may keep busy in a moment that is called quiet. */
const QUIET = 0.25;

const headOf = (minutes, rounds) => `# Performance

What mortise costs beside its peers, and beside a limit: code that is written by hand for just that case. \`npm run bench\` measures all of it
(${minutes} minutes), \`npm run bench -- A1\` one item, \`npm run bench -- --check\` compares with the targets, and \`npm run bench -- --page\` writes this page.

- **Same work.** All handlers run, in order, with the payload. Before they are timed, buses are tried when they are new and when they are hot: the
  order, the payload, a handler that throws, and that an emit which is awaited is over when its handlers are. So is what comes and goes, what look-ups
  and containers give, and how versions compare. That all of the work was done is checked after it; the boots of slow plugins as well, which
  would warm up what is timed. What a peer does not do is said beside it, or that it could not be loaded. One that contains no errors is measured as
  it is, with a try written in each handler, and with one wrapper for all handlers.
- **Ratios of one run.** Cases take turns in rounds, in an order that changes; a ratio is to the limit of the same round. What is quoted is the
  median, with the quartiles: of a race that of the rounds of ${EFFORT.full.processes} processes, since what is compiled together differs from one process to the next; of
  what happens once in the life of a process that of as many fresh ones (${rounds}). A percentile of one run has none. Times only give
  the scale. A case is warm when it gets no faster.
- **As in a service.** Sites have seen other events, payloads vary, results are used. Boots and heaps are those of fresh processes. Races and trials
  run in Node with \`${FLAGS.join(' ')}\`, all else as services run.
- **Of one code.** Each section names the code that it is of: a digest of the built package and its examples, the bench, and all versions.
- **Of a machine of one's own.** A busy neighbour makes a virtual machine half as fast, and not evenly: see
  [decision 25](decisions/0025-a-busy-neighbour.md), which has the same rows from such a day.`;

/** Writes the page, its plots and the figures; `rows` are the verdicts. */
export async function write(results, rows) {
  const quick = Object.values(results).filter(({ of }) => of.quick);
  if (quick.length > 0)
    throw new Error(`the page is made of whole measurements, and ${quick.map(({ item }) => item).join(', ')} ran with --quick`);
  mkdirSync(FOLDER, { recursive: true });
  for (const file of readdirSync(FOLDER)) if (file.endsWith('.svg')) rmSync(join(FOLDER, file));
  const sections = [];
  const rounds = [];
  for (const result of Object.values(results)) {
    const item = await load(result.item);
    sections.push(sectionOf(item, result));
    for (const part of item.parts) if (part.rounds !== undefined) rounds.push(`${item.name} ${part.rounds.full}`);
  }
  const seconds = Object.values(results).reduce((sum, result) => sum + result.seconds, 0);
  const text = [headOf(Math.round(seconds / 60), rounds.join(', ')), circumstancesOf(results), targetsOf(rows), ...sections].join('\n\n');
  writeFileSync(join(ROOT, 'docs/performance.md'), `${text}\n`);
  const figures = { versions: versions(), results };
  writeFileSync(join(FOLDER, 'figures.json'), `${JSON.stringify(figures)}\n`);
  // As everything else in the repository is formatted.
  const oxfmt = join(dirname(createRequire(join(ROOT, 'package.json')).resolve('oxfmt/package.json')), 'bin/oxfmt');
  spawnSync(process.execPath, [oxfmt, 'docs/performance.md', 'docs/performance/figures.json'], { cwd: ROOT, stdio: ['ignore', 2, 2] });
  console.error('docs/performance.md is written');
}

function circumstancesOf(results) {
  const all = Object.values(results);
  const dates = all.map(({ at }) => at.slice(0, 10)).toSorted((a, b) => a.localeCompare(b));
  const loud = all.filter(({ others }) => others > QUIET).map(({ item, others }) => `${item} (${digits(others)})`);
  const lines = [
    `Measured from ${dates[0]} to ${dates.at(-1)} on ${[...new Set(all.map(({ of }) => of.machine))].join('; ')}; Node ${[...new Set(all.map(({ of }) => of.node))].join(', ')}.`,
    `Versions: ${Object.entries(versions())
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}.`,
  ];
  if (loud.length > 0) lines.push(`Others kept processors busy meanwhile (cores): ${loud.join(', ')}.`);
  return lines.join('\n');
}

const cell = (words) => String(words).replaceAll('|', '\\|');
const table = (rows) =>
  rows.map((row, index) => `| ${row.map(cell).join(' | ')} |${index === 0 ? `\n|${row.map(() => ' --- |').join('')}` : ''}`).join('\n');

function targetsOf(rows) {
  const body = rows.map((row) => [
    row.item,
    row.what,
    row.most === undefined ? '' : `${digits(row.most)} ${row.unit}`,
    seenCell(row.seen),
    verdictCell(row),
  ]);
  return `## Targets\n\n\`npm run bench -- --check\`\n\n${table([['', 'Of', 'At most', 'Seen', 'Verdict'], ...body])}`;
}

function seenCell(seen) {
  if (seen === undefined) return '';
  return seen.q1 === undefined ? digits(seen.median) : `${digits(seen.median)} (${digits(seen.q1)} to ${digits(seen.q3)})`;
}

function sectionOf(item, result) {
  const parts = groups(result.figures).map((group) => {
    const { metric, sizes, rows } = group;
    const head = [metric, ...sizes.map((size) => (size === undefined ? '' : size.toLocaleString('en'))), 'Does not do'];
    const body = rows.map(({ name, cells, lacks, missing }) => [name, ...cells.map(cellOf), missing ?? (lacks ?? []).join(', ')]);
    return [...plotsOf(item, group), table([head, ...body])].join('\n\n');
  });
  const when = `${result.at.slice(0, 10)}, ${result.seconds} s, code \`${result.of.code}\`. \`npm run bench -- ${item.name}\``;
  return `## ${item.name}: ${item.title}\n\n${item.what} ${when}\n\n${parts.join('\n\n')}`;
}

/** A plot of ratios where there are some; of growth where a cost was followed over sizes. */
function plotsOf(item, { metric, sizes, rows }) {
  const name = `${item.name}-${metric}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const images = [];
  const draw = (kind, svg) => {
    writeFileSync(join(FOLDER, `${name}${kind}.svg`), svg);
    images.push(`![${item.name}, ${metric}](performance/${name}${kind}.svg)`);
  };
  const ratios = rows.filter(({ cells }) => cells.some((one) => one?.ratio !== undefined && one.by !== 'limit'));
  if (ratios.length > 0) {
    const pointsOf = ({ cells }) => cells.flatMap((one, at) => (one?.ratio === undefined ? [] : [{ at, ...one.ratio }]));
    const targets = item.targets
      .filter((target) => target.metric === metric && target.of === 'ratio' && typeof target.most === 'number')
      .map((target) => ({ name: target.case, at: sizes.indexOf(target.size), most: target.most }));
    const drawn = ratios.map((row) => ({ name: row.name, by: row.cells.find(Boolean).by, points: pointsOf(row) }));
    const words = sizes.map((size) => size?.toLocaleString('en') ?? '');
    draw('', ratioPlot({ title: `${item.name}: ${metric}, times the limit`, rows: drawn.toSorted(byMedian), sizes: words, targets }));
  }
  if (item.parts.some(({ growth }) => growth?.[metric] !== undefined)) {
    const lines = rows
      .map((row) => ({
        name: row.name,
        by: row.cells.find(Boolean).by,
        points: row.cells.flatMap((one) => (one?.value === undefined ? [] : [[one.size, one.value.median]])),
      }))
      .filter(({ points }) => points.length > 1);
    if (lines.length > 0)
      draw('-growth', growthPlot({ title: `${item.name}: ${metric}, by size`, unit: rows[0].cells.find(Boolean).unit, rows: lines }));
  }
  return images;
}

const middle = ({ points }) => points.map(({ median }) => median).toSorted((a, b) => a - b)[Math.floor(points.length / 2)];
const byMedian = (a, b) => middle(a) - middle(b);
