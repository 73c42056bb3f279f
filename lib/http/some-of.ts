import * as z from 'zod';

/** A body that changes some of these fields: at least one, and no other. */
export const someOf = <S extends z.ZodRawShape>(shape: S) =>
  z
    .strictObject(shape)
    .partial()
    .refine((fields) => Object.values(fields).some((value) => value !== undefined), {
      path: [],
      error: `must have at least one of ${Object.keys(shape).join(', ')}`,
      when: ({ issues }) => issues.length === 0,
    })
    .meta({ minProperties: 1 });
