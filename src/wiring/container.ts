/** Open this to see when inversify is loaded: for the first container, which most services never ask for before they have plugins. */
import { inversify } from '#packages';
import type { Container } from 'inversify';
import { failure } from '../problem/problem.js';

export { inversifyReady } from '#packages';

/** A container, below another one. Throws `wire.container-too-early` while somebody else's `import()` of inversify is on its way. */
export function newContainer(parent?: Container): Container {
  return new (loaded().Container)(parent === undefined ? {} : { parent });
}

function loaded(): ReturnType<typeof inversify> {
  try {
    return inversify();
  } catch (cause) {
    if (cause instanceof Error && /not yet fully loaded|race condition/.test(cause.message))
      throw failure('wire.container-too-early', {}, { cause });
    throw cause;
  }
}
