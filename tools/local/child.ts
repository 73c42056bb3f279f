import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ChildOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

/**
 * Keeps a child on a leash: a shell that becomes the child, after leaving a watcher behind that ends it when our end of
 * its standard input closes. So even a stack that was killed outright leaves no process behind. What the child writes is
 * for its user alone.
 */
const LEASH = 'umask 077; exec 3<&0; (cat <&3 >/dev/null; kill -TERM $$ 2>/dev/null) & exec "$@" 3<&- </dev/null';

/** Starts a program in a process group of its own (Ctrl-C is ours to hand on, in the right order). */
export const startChild = (
  command: string,
  args: readonly string[],
  { cwd, env = process.env }: ChildOptions = {},
): ChildProcess =>
  spawn('sh', ['-c', LEASH, 'muster', command, ...args], { ...(cwd && { cwd }), env, detached: true, stdio: 'pipe' });

const ended = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** Asks a child to end, and insists after `patienceMs`. */
export const stopChild = async (child: ChildProcess, patienceMs = 5000): Promise<void> => {
  if (ended(child)) {
    child.stdin?.destroy();
    return;
  }
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const insist = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await exit;
  clearTimeout(insist);
  child.stdin?.destroy();
};
