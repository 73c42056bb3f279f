import * as z from 'zod';
import { endpoint } from '#lib/http/endpoint';
import { Hit } from './model.ts';

export const searchAll = endpoint('GET /search', {
  name: 'searchAll',
  area: 'search',
  summary: 'Find things of all areas by the beginning of a name, id, address, owner or tag',
  query: z.object({
    q: z
      .string()
      .trim()
      .min(1, 'must have a character at least')
      .max(200)
      .refine((text) => text.isWellFormed(), 'must be well-formed Unicode')
      .meta({ description: 'How it begins', example: 'web' }),
  }),
  answers: { 200: z.object({ items: z.array(Hit) }).meta({ id: 'SearchHits' }) },
  problems: [400, 404],
});
