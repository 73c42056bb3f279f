import { execFile } from 'node:child_process';
import type { Tool } from './optional-tools.ts';

const { NODE_OPTIONS: _, ...env } = process.env;

export interface Run {
  code: number;
  out: string;
  err: string;
}

/** Runs a program to its end. */
export const run = (command: string, args: string[], more: NodeJS.ProcessEnv = {}): Promise<Run> =>
  new Promise((resolve) => {
    execFile(command, args, { env: { ...env, ...more } }, (error, out, err) => {
      resolve({
        code: error ? Number(error.code ?? 1) : 0,
        out,
        err: err || (error && !out ? String(error.message) : ''),
      });
    });
  });

export interface Client {
  name: string;
  /** Programs that npm does not bring. */
  needs: Tool[];
  start: [string, ...string[]];
}

/** Each client, and each shell that one must run in. */
export const CLIENTS: Client[] = [
  { name: 'ztp-client.ts', needs: [], start: [process.execPath, 'client/ztp-client.ts'] },
  { name: 'ztp-client.sh in dash', needs: ['dash', 'curl'], start: ['dash', 'client/ztp-client.sh'] },
  { name: 'ztp-client.sh in busybox', needs: ['busybox', 'curl'], start: ['busybox', 'sh', 'client/ztp-client.sh'] },
];
