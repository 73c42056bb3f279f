import { fileURLToPath } from 'node:url';

/**
 * Native ESM: Middy ships no CommonJS, so jest runs with `--experimental-vm-modules`.
 * Five projects, so that each kind of test starts only what it needs.
 */
const swc = { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } };

/** Handlers run under what their roles allow (`tests/support/iam-enforcer.ts`). */
const HANDLERS = `^${fileURLToPath(new URL('functions/', import.meta.url))}.+\\.ts$`;

const project = (displayName, folders, more = {}) => ({
  displayName,
  testEnvironment: 'node',
  testMatch: folders.map((folder) => `<rootDir>/tests/${folder}/**/*.test.ts`),
  extensionsToTreatAsEsm: ['.ts'],
  transform: { [HANDLERS]: ['<rootDir>/tests/support/iam-enforcer-handlers.js', swc], '^.+\\.ts$': ['@swc/jest', swc] },
  modulePathIgnorePatterns: ['<rootDir>/.serverless', '<rootDir>/.esbuild'],
  ...more,
});

export default {
  // Many tests wait for a stack, an engine or a browser: more workers than a small machine has processors.
  maxWorkers: 3,
  reporters: ['default', '<rootDir>/tests/support/skipped-reporter.ts', '<rootDir>/tests/support/unstable-reporter.ts'],
  testTimeout: 300_000,
  projects: [
    project('pure', ['unit']),
    project('table', ['table', 'functions'], {
      globalSetup: '<rootDir>/tests/support/engine-setup.ts',
      globalTeardown: '<rootDir>/tests/support/engine-teardown.ts',
      setupFilesAfterEnv: ['<rootDir>/tests/support/own-table.ts'],
    }),
    project('contract', ['contract'], {
      globalSetup: '<rootDir>/tests/support/contract-setup.ts',
      globalTeardown: '<rootDir>/tests/support/engine-teardown.ts',
      setupFilesAfterEnv: ['<rootDir>/tests/support/own-table.ts'],
    }),
    project('http', ['http'], {
      globalSetup: '<rootDir>/tests/support/stack-setup.ts',
      globalTeardown: '<rootDir>/tests/support/stack-teardown.ts',
      setupFilesAfterEnv: ['<rootDir>/tests/support/try-again.ts'],
    }),
    // The same stack: jest runs a set-up once, however many projects name it.
    project('browser', ['browser'], {
      globalSetup: '<rootDir>/tests/support/stack-setup.ts',
      globalTeardown: '<rootDir>/tests/support/stack-teardown.ts',
      setupFilesAfterEnv: ['<rootDir>/tests/support/try-again.ts'],
    }),
  ],
};
