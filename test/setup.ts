/** Open this to see what every spec starts with: on CI properties are tried with one seed, so that a change is judged by what it changes. */
import fc from 'fast-check';

// Everywhere else the seed is new each time; a failure prints it.
if (process.env['CI'] !== undefined) fc.configureGlobal({ seed: 20_261_120 });
