import * as z from 'zod';

/** Something that was found. */
export const Hit = z
  .object({
    kind: z
      .enum(['server', 'device', 'pool', 'address', 'machine', 'cluster'])
      .meta({ description: 'What it is', example: 'server' }),
    id: z.string().meta({ description: 'What it is known by', example: 'web-1' }),
    text: z.string().meta({ description: 'For people', example: 'web-1 (10.0.0.5)' }),
    href: z.string().meta({ description: 'Where it is', example: '/servers/web-1' }),
  })
  .meta({ id: 'SearchHit' });
export type Hit = z.output<typeof Hit>;

/** A hit, and what it is found by. */
export interface Entry extends Hit {
  terms: string[];
}

type Image = Readonly<Record<string, unknown>>;

/** An item before and after a change. */
export interface Images {
  before?: Image | undefined;
  after?: Image | undefined;
}
