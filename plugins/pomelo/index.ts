/** Open this for the names of `mortise/pomelo`: Pomelo's app, and the dialect by which a host loads Pomelo plugins from its own list. */
export * from './contract.js';
export { createPomeloApp } from './application.js';
export { pomeloDialect } from './dialect.js';
