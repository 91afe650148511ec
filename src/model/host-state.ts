/** Open this to see where a host may stand. */

/** Where a host stands. */
export type HostState = 'new' | 'starting' | 'running' | 'stopping' | 'stopped';
