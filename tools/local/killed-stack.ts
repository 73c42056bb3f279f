import { setTimeout as sleep } from 'node:timers/promises';
import { answers } from './engine.ts';
import { isFree } from './ports.ts';
import { noteOfKilled } from './stack-lock.ts';

const LETS_GO_WITHIN_MS = 15_000;

const ASK_AGAIN_MS = 100;

const ANSWERS_WITHIN_MS = 1000;

export interface Wanted {
  ports: readonly number[];
  /** The engine to use, where it is not one of the stack's own. */
  endpoint?: string | undefined;
}

/**
 * Waits for what a stack that was killed has left behind: its functions and its engine end by themselves (see the leash in
 * `child.ts`), but a moment later, and until then they have its ports and the table's file. Without such a stack it
 * does not wait, and when it has waited in vain, whoever takes the ports says so.
 */
export const waitForKilled = async (folder: string, { ports, endpoint }: Wanted): Promise<void> => {
  const left = noteOfKilled(folder);
  if (!left) return;
  const isThere = async (): Promise<boolean> => {
    for (const port of ports) if (!(await isFree(port))) return true;
    return left.endpoint !== endpoint && (await answers(left.endpoint, AbortSignal.timeout(ANSWERS_WITHIN_MS)));
  };
  const deadline = Date.now() + LETS_GO_WITHIN_MS;
  while (Date.now() < deadline && (await isThere())) await sleep(ASK_AGAIN_MS);
};
