/** Open this to see how plots are drawn: ratios as points with whiskers on a logarithmic axis, and growth as lines on two. */
const COLOURS = { limit: '#57606a', reference: '#8c959f', mortise: '#cf222e', peer: '#0969da' };
/** One for each size, from light to dark. */
const SHADES = [0.35, 0.55, 0.78, 1];
const FONT = 'font-family="ui-sans-serif, system-ui, sans-serif" font-size="12"';
const WIDTH = 900;

const escaped = (text) => String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const text = (x, y, words, more = '') => `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${escaped(words)}</text>`;
const line = (x1, y1, x2, y2, colour, more = '') =>
  `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" stroke="${colour}" ${more}/>`;

const tick = (value) => value.toLocaleString('en', { maximumSignificantDigits: 3 });

/** A white ground, so that it can be read on a dark page as well. */
function page(height, title, parts) {
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}" ${FONT} fill="#1f2328">`;
  const ground = `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`;
  return `${[head, ground, text(16, 24, title, 'font-size="14" font-weight="600"'), ...parts].join('\n')}\n</svg>\n`;
}

/** From values to pixels, on a logarithmic axis, with a mark at each power of ten and, where there is room, at 2 and 5 of it. */
function logAxis(values, from, to) {
  const [low, high] = [Math.log10(Math.min(...values)) - 0.05, Math.log10(Math.max(...values)) + 0.05];
  const place = (value) => from + ((Math.log10(value) - low) / (high - low || 1)) * (to - from);
  const steps = high - low < 2.2 ? [1, 2, 5] : [1];
  const marks = [];
  for (let power = Math.floor(low); power <= Math.ceil(high); power++)
    for (const step of steps) if (Math.log10(step) + power >= low && Math.log10(step) + power <= high) marks.push(step * 10 ** power);
  return { place, marks };
}

/** `rows` are `{ name, by, points: [{ at, median, q1, q3 }] }`, `at` the number of the size; `targets` are `{ name, at, most }`. */
export function ratioPlot({ title, rows, sizes, targets }) {
  const [left, top, step] = [300, 58, 24];
  const height = top + rows.length * step + 44;
  const values = rows.flatMap(({ points }) => points.flatMap(({ median, q1, q3 }) => [median, q1, q3]));
  const { place, marks } = logAxis([...values, ...targets.map(({ most }) => most), 1], left, WIDTH - 24);
  const parts = marks.flatMap((mark) => [
    line(place(mark), top - 8, place(mark), height - 34, mark === 1 ? '#57606a' : '#d8dee4'),
    text(place(mark), height - 18, `${tick(mark)} x`, 'text-anchor="middle" fill="#57606a"'),
  ]);
  for (const [index, { name, by, points }] of rows.entries()) {
    const y = top + index * step + 6;
    parts.push(text(left - 12, y + 4, name, `text-anchor="end"${by === 'mortise' ? ' font-weight="600"' : ''}`));
    for (const { at, median, q1, q3 } of points) {
      const shade = shadeOf(at, sizes.length);
      const shift = (at - (sizes.length - 1) / 2) * 4;
      parts.push(line(place(q1), y + shift, place(q3), y + shift, COLOURS[by], `stroke-width="1.5" stroke-opacity="${shade}"`));
      parts.push(
        `<circle cx="${place(median).toFixed(1)}" cy="${(y + shift).toFixed(1)}" r="4" fill="${COLOURS[by]}" fill-opacity="${shade}"/>`,
      );
    }
    for (const { most, at } of targets.filter((target) => target.name === name)) {
      const shift = (at - (sizes.length - 1) / 2) * 4;
      parts.push(line(place(most), y + shift - 5, place(most), y + shift + 5, '#1a7f37', 'stroke-width="2.5"'));
    }
  }
  const legend = sizes.map(
    (size, at) =>
      `<circle cx="${left + at * 90}" cy="41" r="4" fill="#1f2328" fill-opacity="${shadeOf(at, sizes.length)}"/>${text(left + at * 90 + 9, 45, size)}`,
  );
  if (targets.length > 0)
    legend.push(line(WIDTH - 100, 36, WIDTH - 100, 46, '#1a7f37', 'stroke-width="2.5"'), text(WIDTH - 92, 45, 'target'));
  return page(height, title, [...parts, ...legend]);
}

const shadeOf = (at, count) => (count === 1 ? 1 : SHADES[Math.round((at / (count - 1)) * (SHADES.length - 1))]);

/** `rows` are `{ name, by, points: [[size, value]] }`. */
export function growthPlot({ title, unit, rows }) {
  const [left, right, top, bottom] = [70, WIDTH - 290, 48, 440];
  const points = rows.flatMap((row) => row.points);
  const x = logAxis(
    points.map(([size]) => size),
    left,
    right,
  );
  const y = logAxis(
    points.map(([, value]) => value),
    bottom,
    top,
  );
  const parts = [];
  for (const mark of y.marks) {
    parts.push(line(left, y.place(mark), right, y.place(mark), '#d8dee4'));
    parts.push(text(left - 8, y.place(mark) + 4, `${tick(mark)} ${unit}`, 'text-anchor="end" fill="#57606a"'));
  }
  for (const size of new Set(points.map(([of]) => of)))
    parts.push(
      line(x.place(size), top, x.place(size), bottom, '#d8dee4'),
      text(x.place(size), bottom + 18, size.toLocaleString('en'), 'text-anchor="middle" fill="#57606a"'),
    );
  for (const { by, points: own } of rows)
    parts.push(
      `<polyline fill="none" stroke="${COLOURS[by]}" stroke-width="${by === 'peer' ? 1.2 : 2.5}" points="${own.map(([size, value]) => `${x.place(size).toFixed(1)},${y.place(value).toFixed(1)}`).join(' ')}"/>`,
    );
  // Names stand beside the ends of their lines, moved apart where those lie together.
  let last = -Infinity;
  const ends = rows.map((row) => ({ ...row, y: y.place(row.points.at(-1)[1]), x: x.place(row.points.at(-1)[0]) }));
  for (const end of ends.toSorted((a, b) => a.y - b.y)) {
    last = Math.max(end.y + 4, last + 14);
    parts.push(line(end.x + 2, end.y, right + 12, last - 4, '#d8dee4'), text(right + 16, last, end.name, `fill="${COLOURS[end.by]}"`));
  }
  return page(Math.max(bottom + 36, last + 16), title, parts);
}
