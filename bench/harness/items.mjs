/** Open this to see what there is to measure, in the order in which it is measured. */

/** Each is a file of `items`. */
export const NAMES = ['A1', 'A1c', 'A1h', 'A1s', 'A2', 'A3', 'A4', 'B1', 'B2', 'C', 'D1', 'D2', 'D3', 'E1', 'E2', 'I', 'L', 'S', 'X'];

/** An item: `{ name, title, what, parts, targets }`. */
export async function load(name) {
  return (await import(`../items/${name.toLowerCase()}.mjs`)).default;
}
