import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test } from '@jest/globals';

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Whether this machine has a command of that name. */
export const hasTool = (name: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => isExecutable(join(folder, name)));

/**
 * `test` for what needs a command that npm does not bring (`fping`, `chromium`): skipped where it is missing, but run,
 * and so failed, where `MUSTER_INSIST` is set, as `.ci/run` does.
 */
export const testWith = (tool: string) => (hasTool(tool) || process.env.MUSTER_INSIST ? test : test.skip);
