import { DeliveryStatus } from '#lib/outbox/model';
import {
  deleteWebhook,
  getWebhook,
  listDeliveries,
  listWebhooks,
  putWebhook,
  resendDelivery,
  rotateWebhook,
  testWebhook,
} from '#lib/webhooks/endpoints';
import type { WebhookDelivery as DeliveryShown, Webhook as Shown } from '#lib/webhooks/model';
import * as webhooks from '#lib/webhooks/service';
import { builder } from './builder.ts';
import { connectionOf } from './connection.ts';
import { TABLE_READ } from './cost.ts';
import { endpointResolver, lookup } from './endpoint-resolver.ts';
import { asPageQuery, pageArgs, pagingOf } from './paging.ts';

const Status = builder.enumType('DeliveryStatus', {
  description: 'PENDING until it succeeded or was given up',
  values: DeliveryStatus.options,
});

const Delivery = builder.objectRef<DeliveryShown>('WebhookDelivery').implement({
  description: 'One message to a webhook, and what became of it',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The `webhook-id` of every attempt' }),
    type: t.exposeString('type', { description: 'The type of the event' }),
    text: t.exposeString('text', { description: 'What was said' }),
    createdAt: t.expose('created_at', { type: 'DateTime', description: 'When it came to be' }),
    status: t.expose('status', { type: Status, description: 'What became of it' }),
    attempts: t.exposeInt('attempts', { description: 'How often it was tried' }),
    httpStatus: t.exposeInt('http_status', { nullable: true, description: 'What was answered last' }),
    error: t.exposeString('error', { nullable: true, description: 'What went wrong last' }),
  }),
});

const DeliveryConnection = connectionOf('WebhookDelivery', Delivery);

const Webhook = builder.objectRef<Shown & { secret?: string }>('Webhook').implement({
  description: 'Who is told of which events',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What it is known by' }),
    url: t.exposeString('url', { description: 'Where events are posted' }),
    types: t.exposeStringList('types', { description: 'Which events: types, or with a star those that begin so' }),
    enabled: t.exposeBoolean('enabled', { description: 'Whether it is told anything' }),
    createdAt: t.expose('created_at', { type: 'DateTime', description: 'When it was made' }),
    secret: t.string({
      nullable: true,
      description: 'What deliveries are signed with: there for a webhook that was just made',
      resolve: ({ secret }) => secret ?? null,
    }),
    deliveries: t.field({
      type: DeliveryConnection,
      description: 'What it was told, newest first',
      args: { status: t.arg({ type: Status, description: 'Only those in this state' }), ...pageArgs },
      extensions: TABLE_READ,
      resolve: endpointResolver(
        listDeliveries,
        ({ status, ...args }, { name }: Shown) => ({ params: { name }, query: { status, ...asPageQuery(args) } }),
        ({ params, query, user }) =>
          webhooks.listDeliveries(params.name, { status: query.status, ...pagingOf(query) }, { user }),
      ),
    }),
  }),
});

const WebhookConnection = connectionOf('Webhook', Webhook);

const named = builder.args((arg) => ({ name: arg.string({ required: true, description: 'What it is known by' }) }));

builder.queryFields((t) => ({
  webhook: t.field({
    type: Webhook,
    nullable: true,
    description: 'A webhook by its name',
    args: named,
    extensions: TABLE_READ,
    resolve: lookup(
      getWebhook,
      ({ name }) => ({ params: { name } }),
      ({ params }) => webhooks.get(params.name),
    ),
  }),
  webhooks: t.field({
    type: WebhookConnection,
    nullable: true,
    description: 'All webhooks by their names',
    args: pageArgs,
    extensions: TABLE_READ,
    resolve: endpointResolver(
      listWebhooks,
      (args) => ({ query: asPageQuery(args) }),
      ({ query }) => webhooks.list(pagingOf(query)),
    ),
  }),
}));

builder.mutationFields((t) => ({
  putWebhook: t.field({
    type: Webhook,
    nullable: true,
    description: 'Creates a webhook, or changes the given fields of one',
    args: {
      ...named,
      url: t.arg.string({ description: 'Where events are posted' }),
      types: t.arg.stringList({ description: 'Which events' }),
      enabled: t.arg.boolean({ description: 'Whether it is told anything' }),
    },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      putWebhook,
      ({ name, ...body }) => ({ params: { name }, body }),
      async ({ params, body, user }) => {
        const { webhook, secret } = await webhooks.put(params.name, body, { user });
        return secret === undefined ? webhook : { ...webhook, secret };
      },
    ),
  }),
  deleteWebhook: t.string({
    nullable: true,
    description: 'Deletes a webhook; gives its name',
    args: named,
    extensions: TABLE_READ,
    resolve: endpointResolver(
      deleteWebhook,
      ({ name }) => ({ params: { name } }),
      async ({ params }) => {
        await webhooks.remove(params.name);
        return params.name;
      },
    ),
  }),
  testWebhook: t.field({
    type: Delivery,
    nullable: true,
    description: 'Sends a `webhook.test` message',
    args: named,
    extensions: TABLE_READ,
    resolve: endpointResolver(
      testWebhook,
      ({ name }) => ({ params: { name } }),
      ({ params }) => webhooks.test(params.name),
    ),
  }),
  rotateWebhook: t.string({
    nullable: true,
    description: 'Rotates the secret of a webhook, and gives the new one; the previous one also signs for 24 hours',
    args: named,
    extensions: TABLE_READ,
    resolve: endpointResolver(
      rotateWebhook,
      ({ name }) => ({ params: { name } }),
      ({ params, user }) => webhooks.rotate(params.name, { user }),
    ),
  }),
  resendDelivery: t.field({
    type: Delivery,
    nullable: true,
    description: 'Makes a delivery again, with all its attempts and under the same id',
    args: { ...named, id: t.arg.id({ required: true, description: 'Its `webhook-id`' }) },
    extensions: TABLE_READ,
    resolve: endpointResolver(
      resendDelivery,
      (params) => ({ params }),
      ({ params, user }) => webhooks.resend(params.name, params.id, { user }),
    ),
  }),
}));
