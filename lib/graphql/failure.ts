import * as z from 'zod';

/** As much of an answer as tells whether something was done. */
const Answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        path: z.array(z.unknown()).optional(),
        extensions: z.object({ status: z.number() }).partial().optional(),
      }),
    )
    .default([]),
});

/**
 * Whether an answer tells of a failure of ours (503, 500) and of nothing that was done: then the call may be made again
 * under its key. Where one field of several failed, the others stand, and making them again would do them twice. A field
 * below which something failed was done: its error has a longer path.
 */
export const isFailedByUs = (body: unknown): boolean => {
  const { data, error } = Answer.safeParse(body);
  if (error) return false;
  const isOurs = data.errors.some(({ extensions }) => (extensions?.status ?? 0) >= 500);
  const refused = new Set(data.errors.filter(({ path = [] }) => path.length <= 1).map(({ path }) => path?.[0]));
  const done = Object.keys(data.data ?? {}).filter((name) => !refused.has(name));
  return isOurs && done.length === 0;
};
