import type { Readable } from 'node:stream';
import { documentClient } from '#lib/db/client';

const isWrite = (command: string): boolean => /^(Put|Update|Delete|TransactWrite|BatchWrite)/.test(command);

/**
 * Loses the answers to that share of the writes of this process, on the way from the engine: the write is done (or
 * refused), and the SDK sends it again, after a pause in which others go on.
 */
export const loseAnswers = (share: number, { pauseMs = 0 }: { pauseMs?: number } = {}): void => {
  documentClient().middlewareStack.add(
    (next, context) => async (args) => {
      const { commandName = '' } = context as { commandName?: string };
      if (!isWrite(commandName) || Math.random() >= share) return next(args);
      const answered = await next(args).catch(() => undefined);
      // An answer that nobody reads would keep its connection for ever.
      (answered?.response as { body?: Readable } | undefined)?.body?.destroy();
      await new Promise((resolve) => setTimeout(resolve, Math.random() * pauseMs));
      throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });
    },
    { step: 'deserialize', name: 'lost answers', priority: 'low' },
  );
};
