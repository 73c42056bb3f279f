import { jest } from '@jest/globals';

// With real processes and a real browser a busy machine can be too slow for a test that is right. In CI such a test is
// tried once more after the others of its file, and the end of the run names it (`unstable-reporter.ts`).
if (process.env.CI) jest.retryTimes(1, { logErrorsBeforeRetry: true });
