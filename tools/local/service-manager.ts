import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startChild } from './child.ts';
import { isFree } from './ports.ts';

/** Where exec calls go when nothing else is set. */
const PORT = 4000;
const SAMPLE = fileURLToPath(new URL('../../client/service-manager.ts', import.meta.url));

/** Who gets the exec calls, where that is not set: the sample, or whatever else has its port. */
export interface DefaultManager {
  /** In words for whoever starts the stack. */
  line: string;
  /** The sample, where it was started. */
  child?: ChildProcess;
}

interface DefaultManagerOptions {
  print: (line: string) => void;
  env?: NodeJS.ProcessEnv;
  port?: number;
}

/**
 * Starts the sample of a service manager where none is set and its port is free, so that a first registration is called
 * for with success. A program that has the port is taken for the manager, and is asked nothing that is no exec call: it may
 * count them. What the sample prints goes to `print`. Undefined where a manager is set.
 */
export const startDefaultManager = async (
  muster: string,
  { print, env = process.env, port = PORT }: DefaultManagerOptions,
): Promise<DefaultManager | undefined> => {
  if (env.SERVICE_MANAGER_URL) return undefined;
  const url = `http://localhost:${port}`;
  if (!(await isFree(port))) {
    const who = `what has ${url} already (your service manager, or another stack's sample)`;
    return { line: `${who} gets the exec calls; SERVICE_MANAGER_URL names another` };
  }
  const child = startChild(process.execPath, [SAMPLE, muster, String(port)]);
  for (const stream of [child.stdout, child.stderr])
    if (stream) createInterface({ input: stream }).on('line', (line) => print(`Manager  ${line}`));
  return { line: `the sample on ${url}, until SERVICE_MANAGER_URL names another`, child };
};
