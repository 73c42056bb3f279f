import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const MARK = '--muster-manual-mark--';

export interface Shell {
  /** Types a command, and gives what it printed on both outputs. */
  type: (command: string) => Promise<string>;
  close: () => void;
}

/** A shell that keeps its variables and files from one command to the next, as a reader's does. */
export const openShell = (env: Record<string, string>): Shell => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-manual-'));
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const child = spawn('sh', [], { cwd: folder, env: { ...inherited, ...env }, stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.write(`exec 2>&1\ncurl() { command curl -sS "$@"; }\nnpm() { (cd '${ROOT}' && command npm "$@"); }\n`);
  let said = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (piece: string) => {
    said += piece;
  });
  const type = async (command: string): Promise<string> => {
    said = '';
    child.stdin.write(`${command}\nprintf '\\n${MARK}\\n'\n`);
    while (!said.includes(MARK)) {
      if (child.exitCode !== null) throw new Error(`The shell ended at: ${command}`);
      await new Promise((resolve) => child.stdout.once('data', resolve));
    }
    return said.slice(0, said.indexOf(MARK)).trim();
  };
  const close = () => {
    child.stdin.end();
    rmSync(folder, { recursive: true, force: true });
  };
  return { type, close };
};
