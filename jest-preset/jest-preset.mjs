/**
 * Jest as a plugin written in TypeScript needs it on Node 20 and later: ESM, with legacy decorators and emitted types, compiled by
 * `@swc/jest`, which is the author's own devDependency beside `@swc/core` and `jest`.
 *
 * In package.json: `"jest": { "preset": "mortise/jest-preset" }`, and
 * `"test": "node --experimental-vm-modules node_modules/jest/bin/jest.js"`.
 */
const preset = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  // `./hello.js` in a source is `./hello.ts` before it is compiled.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': ['$1.js', '$1.ts'] },
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
        sourceMaps: true,
      },
    ],
  },
};

export default preset;
