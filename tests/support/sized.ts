/**
 * How much of a heavy test is done: all of it where everything must hold (`.ci/run` sets `MUSTER_INSIST`), and less
 * where somebody waits for `npm test`.
 */
export const sized = (whole: number, less: number): number => (process.env.MUSTER_INSIST ? whole : less);
