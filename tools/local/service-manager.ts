import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startChild } from './child.ts';
import { isFree } from './ports.ts';

/** Where exec calls go when nothing else is set. */
const PORT = 4000;
const SAMPLE = fileURLToPath(new URL('../../client/service-manager.ts', import.meta.url));

/**
 * Starts the sample of a service manager where none is set and nobody answers in its place, so that a first registration
 * is called for with success. What it prints goes to `print`.
 */
export const startSampleManager = async (
  muster: string,
  print: (line: string) => void,
  env: NodeJS.ProcessEnv = process.env,
): Promise<ChildProcess | undefined> => {
  if (env.SERVICE_MANAGER_URL || !(await isFree(PORT))) return undefined;
  const child = startChild(process.execPath, [SAMPLE, muster, String(PORT)]);
  for (const stream of [child.stdout, child.stderr])
    if (stream) createInterface({ input: stream }).on('line', (line) => print(`Manager  ${line}`));
  return child;
};
