import { listEvents } from '#lib/events/endpoints';
import type { Event as EventShown } from '#lib/events/model';
import * as events from '#lib/events/service';
import { builder } from './builder.ts';
import { connectionOf } from './connection.ts';
import { TABLE_READ } from './cost.ts';
import { endpointResolver } from './endpoint-resolver.ts';
import { asPageQuery, pageArgs, pagingOf } from './paging.ts';

const Event = builder.objectRef<EventShown>('Event').implement({
  description: 'Something that happened',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'A UUID' }),
    type: t.exposeString('type', { description: 'Area and what happened: `server.down`' }),
    at: t.expose('at', { type: 'DateTime', description: 'When' }),
    actor: t.expose('actor', { type: 'JSON', description: 'Who did it: `{"user":"alice"}`' }),
    subject: t.exposeString('subject', { description: 'What it happened to' }),
    text: t.exposeString('text', { description: 'One sentence for people' }),
    data: t.expose('data', { type: 'JSON', description: 'What is known of it' }),
  }),
});

export const EventConnection = connectionOf('Event', Event);

builder.queryFields((t) => ({
  events: t.field({
    type: EventConnection,
    nullable: true,
    description: 'What happened, newest first, and who did it',
    args: {
      type: t.arg.string({ description: 'Only this type, or with a star those that begin so: `server.*`' }),
      subject: t.arg.string({ description: 'Only what happened to this' }),
      actor: t.arg.string({ description: 'Only what this actor did' }),
      from: t.arg.string({ description: 'First moment: a date, or a date and time' }),
      to: t.arg.string({ description: 'Last moment; a date means all of that day' }),
      ...pageArgs,
    },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      listEvents,
      ({ first, after, ...asked }) => ({ query: { ...asked, ...asPageQuery({ first, after }) } }),
      ({ query, user }) => events.list({ ...query, viewer: user?.id }, pagingOf(query)),
    ),
  }),
}));
