/**
 * Open this to see how the specs run: ESM, on the sources, compiled by swc; specs named *.standard.ts with standard decorators.
 *
 * @jest-config-loader esbuild-register
 */
import { availableParallelism } from 'node:os';
import type { Config } from 'jest';

const swc = (transform: Record<string, unknown>): [string, Record<string, unknown>] => [
  '@swc/jest',
  {
    jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true }, transform },
    module: { type: 'es6' },
    sourceMaps: true,
  },
];

const config: Config = {
  testEnvironment: 'node',
  // In one process that is never replaced, the modules of all specs stay in memory, and it collects garbage only; and of each file of specs an
  // AsyncLocalStorage of jest's stays, which up to Node 22 makes every promise slower.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  workerIdleMemoryLimit: '500MB',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  setupFiles: ['<rootDir>/test/setup.ts'],
  reporters: ['default', '<rootDir>/test/reporter.mjs'],
  coverageProvider: 'v8',
  collectCoverageFrom: ['src/**/*.ts', 'decorators/**/*.ts'],
  moduleNameMapper: {
    '^#packages$': '<rootDir>/src/packages/at-once.ts',
    '^mortise$': '<rootDir>/src/index.ts',
    '^mortise/decorators$': '<rootDir>/decorators/index.ts',
    '^mortise/testing$': '<rootDir>/src/testing/index.ts',
    '^mortise/pomelo$': '<rootDir>/plugins/pomelo/index.ts',
    '^mortise/mcdreforged$': '<rootDir>/plugins/mcdreforged/index.ts',
    '^mortise/ockle$': '<rootDir>/plugins/ockle/index.ts',
    '^mortise/zerepy$': '<rootDir>/plugins/zerepy/index.ts',
    '^mortise/agent$': '<rootDir>/plugins/agent/index.ts',
    '^mortise/metrics$': '<rootDir>/plugins/metrics/index.ts',
    '^mortise/control$': '<rootDir>/plugins/control/index.ts',
    '^(\\.{1,2}/.*)\\.js$': ['$1.ts', '$1.js', '$1'],
  },
  transform: {
    '\\.standard\\.ts$': swc({ decoratorVersion: '2022-03' }),
    '\\.ts$': swc({ legacyDecorator: true, decoratorMetadata: true }),
  },
};

export default config;
