/** Jest as a plugin written in TypeScript needs it: `{ "preset": "mortise/jest-preset" }`, or spread into a configuration of your own. */
declare const preset: {
  testEnvironment: 'node';
  extensionsToTreatAsEsm: string[];
  moduleNameMapper: Record<string, string[]>;
  transform: Record<string, [string, Record<string, unknown>]>;
};
export default preset;
