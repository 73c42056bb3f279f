import * as z from 'zod';

/** What came of a line. */
export const ImportOutcome = z
  .object({
    line: z.int().meta({ description: 'Where it begins in the file; the header is line 1', example: 2 }),
    key: z
      .string()
      .nullable()
      .meta({ description: 'What it is about: the name or id that the line has', example: 'web-1' }),
    outcome: z.enum(['created', 'updated', 'unchanged', 'refused']),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: 'Every fault of a line that is refused: the column, and what is wrong with it' }),
  })
  .meta({ id: 'ImportOutcome', example: { line: 2, key: 'web-1', outcome: 'created' } });
export type ImportOutcome = z.output<typeof ImportOutcome>;

const Many = z.int().meta({ example: 1 });

/** What came of a file. */
export const ImportResult = z
  .object({
    dry_run: z
      .boolean()
      .meta({ description: 'Nothing was changed: the outcomes are what would happen', example: false }),
    created: Many,
    updated: Many,
    unchanged: Many,
    refused: Many,
    items: z.array(ImportOutcome),
  })
  .meta({ id: 'ImportResult' });
export type ImportResult = z.output<typeof ImportResult>;
