import { AsyncLocalStorage } from 'node:async_hooks';
import { documentClient } from '#lib/db/client';

/** What a call that dies throws, and nothing of it is done after that. */
export class Crash extends Error {}

interface Life {
  writesLeft: number;
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
          if (life.writesLeft <= 0) throw new Crash('The process died here');
          life.writesLeft -= 1;
        }
        return next(args);
      },
    { step: 'initialize', name: 'crash' },
  );
};

/** Lets a call die after so many writes to the table; calls beside it live on. Whether it died. */
export const dyingAfter = async (writes: number, call: () => Promise<unknown>): Promise<boolean> => {
  watch();
  try {
    await lives.run({ writesLeft: writes }, call);
    return false;
  } catch (error) {
    if (error instanceof Crash) return true;
    throw error;
  }
};
