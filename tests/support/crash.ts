import { AsyncLocalStorage } from 'node:async_hooks';
import type { Readable } from 'node:stream';
import { documentClient } from '#lib/db/client';

/** What a call that dies throws, and nothing of it is done after that. */
export class Crash extends Error {}

/** When a call dies at a write: before that reaches the table, or when it is done and its answer is on the way. */
export type Death = 'before' | 'after';

interface Life {
  writesLeft: number;
  /** What happens when no writes are left: the call dies, or another is made before it goes on. */
  end: () => Promise<void>;
  /** What happens when the write after those is done. */
  endAfter?: () => Promise<void>;
  isDead?: boolean;
  /** Whether the answer to the write after those is still to be lost, so that the SDK sends it again. */
  losesAnswer?: boolean;
  /** Set while that write is on its way. */
  losing?: Life;
  /** What others do before it is sent again. */
  meanwhile?: () => Promise<unknown>;
}

const lives = new AsyncLocalStorage<Life>();
let isWatching = false;

const isWrite = (command: string): boolean => /^(Put|Update|Delete|TransactWrite|BatchWrite)/.test(command);

const watch = (): void => {
  if (isWatching) return;
  isWatching = true;
  const { middlewareStack } = documentClient();
  middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const life = lives.getStore();
        if (!life || !isWrite(commandName)) return next(args);
        life.writesLeft -= 1;
        const isLast = life.writesLeft === -1;
        if (isLast || life.isDead) await lives.exit(life.end);
        const go = () => next(args);
        try {
          return await (isLast && life.losesAnswer ? lives.run({ ...life, losing: life }, go) : go());
        } finally {
          if (isLast && life.endAfter) await lives.exit(life.endAfter);
        }
      },
    { step: 'initialize', name: 'crash' },
  );
  // Nearer to the wire, where the SDK's own retries pass.
  middlewareStack.add(
    (next) => async (args) => {
      const losing = lives.getStore()?.losing;
      if (!losing?.losesAnswer) return next(args);
      losing.losesAnswer = false;
      // A refusal is an answer that can be lost, too. One that nobody reads would keep its connection for ever.
      const answered = await next(args).catch(() => undefined);
      (answered?.response as { body?: Readable } | undefined)?.body?.destroy();
      if (losing.meanwhile) await lives.exit(losing.meanwhile);
      throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });
    },
    { step: 'deserialize', name: 'lost answer', priority: 'low' },
  );
};

/** Lets a call die at the write after so many of them; calls beside it live on. Whether it died. */
export const dyingAfter = async (
  writes: number,
  call: () => Promise<unknown>,
  death: Death = 'before',
): Promise<boolean> => {
  watch();
  const die = async () => {
    life.isDead = true;
    throw new Crash('The process died here');
  };
  const unlessAlive = async () => {
    if (life.isDead) await die();
  };
  const life: Life = {
    writesLeft: writes,
    ...(death === 'before' ? { end: die } : { end: unlessAlive, endAfter: die }),
  };
  try {
    await lives.run(life, call);
    return life.isDead === true;
  } catch (error) {
    if (error instanceof Crash) return true;
    throw error;
  }
};

/** Does what lives on, whoever dies: what a test plays beside the call. */
export const beside = <T>(work: () => T): T => lives.exit(work);

/**
 * Makes a call of which the answer to one write, after so many, is lost and the write sent again; what it gives.
 * `meanwhile` is what others do between the two sendings.
 */
export const losingAnAnswerAfter = async <T>(
  writes: number,
  call: () => Promise<T>,
  meanwhile: () => Promise<unknown> = async () => {},
): Promise<{ wasLost: boolean; given: T }> => {
  watch();
  const life: Life = { writesLeft: writes, end: async () => {}, losesAnswer: true, meanwhile };
  const given = await lives.run(life, call);
  return { wasLost: life.losesAnswer === false, given };
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
