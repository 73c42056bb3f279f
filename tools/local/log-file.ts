import { appendFileSync, existsSync, renameSync, statSync } from 'node:fs';

const MOST_BYTES = 10_000_000;

/**
 * Appends lines to a file and starts a new one at 10 MB, keeping the last one as `.1`: a stack that runs for months must
 * not fill the disk.
 */
export const logFile = (path: string): ((line: string) => void) => {
  let bytes = existsSync(path) ? statSync(path).size : 0;
  return (line) => {
    if (bytes > MOST_BYTES) {
      renameSync(path, `${path}.1`);
      bytes = 0;
    }
    appendFileSync(path, `${line}\n`, { mode: 0o600 });
    bytes += Buffer.byteLength(line) + 1;
  };
};
