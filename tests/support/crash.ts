import { AsyncLocalStorage } from 'node:async_hooks';
import { documentClient } from '#lib/db/client';

/** What a call that dies throws, and nothing of it is done after that. */
export class Crash extends Error {}

interface Life {
  writesLeft: number;
  /** What happens when no writes are left: the call dies, or another is made before it goes on. */
  end: () => Promise<void>;
  isDead?: boolean;
}

const lives = new AsyncLocalStorage<Life>();
let isWatching = false;

const isWrite = (command: string): boolean => /^(Put|Update|Delete|TransactWrite|BatchWrite)/.test(command);

const watch = (): void => {
  if (isWatching) return;
  isWatching = true;
  documentClient().middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const life = lives.getStore();
        if (life && isWrite(commandName)) {
          life.writesLeft -= 1;
          if (life.writesLeft === -1 || life.isDead) await lives.exit(life.end);
        }
        return next(args);
      },
    { step: 'initialize', name: 'crash' },
  );
};

/** Lets a call die after so many writes to the table; calls beside it live on. Whether it died. */
export const dyingAfter = async (writes: number, call: () => Promise<unknown>): Promise<boolean> => {
  watch();
  const life: Life = {
    writesLeft: writes,
    end: async () => {
      life.isDead = true;
      throw new Crash('The process died here');
    },
  };
  try {
    await lives.run(life, call);
    return false;
  } catch (error) {
    if (error instanceof Crash) return true;
    throw error;
  }
};

/** Holds a call up after so many writes, makes another call meanwhile, and lets it go on. Whether it came that far. */
export const heldUpAfter = async (
  writes: number,
  call: () => Promise<unknown>,
  meanwhile: () => Promise<unknown>,
): Promise<boolean> => {
  watch();
  let isReached = false;
  const end = async () => {
    isReached = true;
    await meanwhile();
  };
  await lives.run({ writesLeft: writes, end }, call);
  return isReached;
};
