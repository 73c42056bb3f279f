import * as z from 'zod';
import { endpoint } from '#lib/http/endpoint';
import { listOf, PageQuery } from '#lib/http/paging';
import { TimeRange } from '#lib/http/time-range';
import { Event, Subject, TypePattern } from './model.ts';

const area = 'events';

export const listEvents = endpoint('GET /events', {
  name: 'listEvents',
  area,
  summary: 'What happened, newest first, and who did it',
  description:
    'Events are kept 90 days. `type` takes the beginning of types with a star (`server.*`). Events of compute clusters are shown to their owner alone.',
  query: PageQuery.extend({
    type: TypePattern.optional().meta({ description: 'Only events of this type, or of those that begin so' }),
    subject: Subject.optional(),
    actor: z.string().min(1).max(256).optional().meta({
      description: 'Only what this actor did: its name, or with its kind `user:alice`',
      example: 'alice',
    }),
    ...TimeRange,
  }),
  answers: { 200: listOf('items', Event).meta({ id: 'Events' }) },
  problems: [400],
});
