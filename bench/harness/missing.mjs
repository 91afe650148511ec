/** Open this to see what becomes of a peer that does not load: it is said in its place, and the others are measured. */

/** What `make` gives; where it fails and `load`, which asks for no work, fails as well, `{ missing }` says why. A peer that loads and then fails is an error. */
export async function orMissing(make, load) {
  try {
    return await make();
  } catch (error) {
    try {
      const loaded = await load?.();
      await loaded?.close?.();
    } catch (why) {
      return { missing: String(why.message ?? why).split('\n')[0] };
    }
    throw error;
  }
}
