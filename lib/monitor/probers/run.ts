import { spawn } from 'node:child_process';

export interface Finished {
  /** undefined when the program could not be started or was ended. */
  code: number | undefined;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** Whether what the program says on stdout is wanted; else it goes nowhere. */
  stdout?: boolean;
}

/** Runs a program to its end, or to ours: text in, text out. It does not throw; `code` tells. */
export const run = (
  command: string,
  args: readonly string[],
  input: string,
  withinMs: number,
  { stdout = true }: RunOptions = {},
): Promise<Finished> =>
  new Promise((resolve) => {
    const env = { ...process.env, LC_ALL: 'C' };
    const child = spawn(command, args, { env, stdio: ['pipe', stdout ? 'pipe' : 'ignore', 'pipe'] });
    // spawn's own timeout would go on where there is no such program.
    const insist = setTimeout(() => child.kill('SIGKILL'), withinMs);
    const said = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    const text = (name: keyof typeof said) => Buffer.concat(said[name]).toString();
    const end = (code: number | null) => {
      clearTimeout(insist);
      resolve({ code: code ?? undefined, stdout: text('stdout'), stderr: text('stderr') });
    };
    child.stdout?.on('data', (piece: Buffer) => said.stdout.push(piece));
    child.stderr?.on('data', (piece: Buffer) => said.stderr.push(piece));
    child.once('error', () => end(null));
    child.once('close', end);
    // A program that ends early does not read all of it, which is nothing of ours to fail by.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
