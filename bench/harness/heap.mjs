/** Open this to see how the heap is weighed: in a fresh process, after collections, while what was made is held. */

function settledHeap() {
  for (let turn = 0; turn < 6; turn++) globalThis.gc();
  return process.memoryUsage().heapUsed;
}

const held = [];

/** Bytes for each of so many, and what `make` gave. The first call, which is not counted, brings what is made only once. */
export async function weighed(count, make, warmUp) {
  await warmUp?.();
  // Finished promises and timers are gone by then.
  await new Promise((resolve) => setTimeout(resolve, 20));
  const before = settledHeap();
  const made = await make();
  held.push(made);
  await new Promise((resolve) => setTimeout(resolve, 20));
  return { bytes: (settledHeap() - before) / count, made };
}
