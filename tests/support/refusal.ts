import { AppError } from '#lib/core/errors';

/** What became of a call: `done`, or the code of its refusal. Any other error is thrown on. */
export const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof AppError) return error.code;
      throw error;
    },
  );
