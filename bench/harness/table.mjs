/** Open this to see how results are shown in a terminal. */
import { digits } from './statistics.mjs';
import { isMissed } from './verdict.mjs';

/** Rows of texts in columns; those that begin with a digit stand on the right. */
export function columns(rows) {
  const wide = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const pad = (cell, column) => (/^[-\d]/.test(cell) || cell === '' ? cell.padStart(wide[column]) : cell.padEnd(wide[column]));
  return rows.map((row) => `  ${row.map(pad).join('  ')}`.trimEnd()).join('\n');
}

/** What a figure says, in one cell. */
export function cellOf(figure) {
  if (figure === undefined) return '';
  if (figure.missing !== undefined) return '-';
  const { value, ratio, unit } = figure;
  const own = `${digits(value.median)}${unit === 'exponent' ? '' : ` ${unit}`}`;
  return ratio === undefined || figure.by === 'limit' ? own : `${digits(ratio.median)} x [${digits(ratio.q1)}..${digits(ratio.q3)}] ${own}`;
}

/** The figures of an item by metric, a row for each case and a column for each size. */
export function groups(figures) {
  const metrics = [...new Set(figures.map(({ metric }) => metric))];
  return metrics.map((metric) => {
    const own = figures.filter((figure) => figure.metric === metric);
    const sizes = [...new Set(own.map(({ size }) => size))];
    const names = [...new Set(own.map((figure) => figure.case))];
    const rows = names.map((name) => {
      const cells = sizes.map((size) => own.find((figure) => figure.case === name && figure.size === size));
      // Of one that some sizes are too large for, the other cells speak.
      return {
        name,
        cells,
        lacks: cells.find(Boolean).lacks,
        missing: cells.every((cell) => cell?.missing !== undefined) ? cells[0].missing : undefined,
      };
    });
    return { metric, sizes, rows };
  });
}

export function printItem(item, result) {
  const { of, at, seconds, others } = result;
  const lines = [`${item.name}  ${item.title}`, `    ${item.what}`];
  lines.push(
    `    ${at.slice(0, 16)}, ${seconds} s${others === undefined ? '' : `, others kept ${digits(others)} cores busy`}${of.quick ? ', quick' : ''}, Node ${of.node}, ${of.machine}`,
  );
  for (const { metric, sizes, rows } of groups(result.figures)) {
    const head = [metric, ...sizes.map((size) => (size === undefined || size === null ? '' : size.toLocaleString('en'))), 'does not do'];
    const body = rows.map(({ name, cells, lacks, missing }) => [name, ...cells.map(cellOf), missing ?? (lacks ?? []).join(', ')]);
    lines.push('', columns([head, ...body]));
  }
  return `${lines.join('\n')}\n`;
}

const WORDS = {
  met: 'met',
  noise: 'met within noise',
  missed: 'MISSED',
  'not offered': 'NOT OFFERED',
  'not measured': 'NOT MEASURED',
  'left out': 'left out',
};

/** A verdict, why it is so, and what must be known beside it. */
export function verdictCell({ verdict, why, note }) {
  return `${WORDS[verdict]}${why === undefined ? '' : `: ${why}`}${note === undefined ? '' : `. ${note}`}`;
}

/** Targets, what was seen, and the verdict. */
export function printVerdicts(rows) {
  const head = ['', 'target of', 'at most', 'seen', 'quartiles', 'verdict'];
  const body = rows.map((row) => [
    row.item,
    row.what,
    row.most === undefined ? '' : `${digits(row.most)} ${row.unit}`,
    row.seen === undefined ? '' : `${digits(row.seen.median)} ${row.unit}`,
    row.seen?.q1 === undefined ? '' : `${digits(row.seen.q1)}..${digits(row.seen.q3)}`,
    verdictCell(row),
  ]);
  const missed = rows.filter(isMissed).length;
  const left = rows.filter(({ verdict }) => verdict === 'left out').length;
  return `${columns([head, ...body])}\n\n${rows.length - missed - left} of ${rows.length} targets are met${left === 0 ? '' : `, ${left} left out`}.`;
}
