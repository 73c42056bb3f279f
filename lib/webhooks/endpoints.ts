import * as z from 'zod';
import { endpoint, PRECONDITION_HEADERS } from '#lib/http/endpoint';
import { listOf, PageQuery } from '#lib/http/paging';
import { DeliveryStatus } from '#lib/outbox/model';
import { Secret, Webhook, WebhookChange, WebhookDelivery, WebhookName } from './model.ts';

const area = 'webhooks';
const params = z.object({ name: WebhookName });

export const putWebhook = endpoint('PUT /webhooks/{name}', {
  name: 'putWebhook',
  area,
  summary: 'Create or change a webhook',
  description:
    'A new webhook needs a `url`; its `types` are all, and it is enabled, unless it is told otherwise. The answer has its secret, this once. At a change, what is left out stays as it was.',
  params,
  body: WebhookChange,
  headers: PRECONDITION_HEADERS,
  answers: { 200: Webhook, 201: Webhook.extend({ secret: Secret }).meta({ id: 'NewWebhook' }) },
  problems: [400, 412],
  creates: { at: '/webhooks/{name}', by: { name: '$request.path.name' } },
  answerHeaders: ['Location', 'ETag'],
});

export const listWebhooks = endpoint('GET /webhooks', {
  name: 'listWebhooks',
  area,
  summary: 'All webhooks by their names, without their secrets',
  query: PageQuery,
  answers: { 200: listOf('items', Webhook).meta({ id: 'Webhooks' }) },
  problems: [400],
});

export const getWebhook = endpoint('GET /webhooks/{name}', {
  name: 'getWebhook',
  area,
  summary: 'A webhook, without its secret',
  params,
  answerHeaders: ['ETag'],
  answers: { 200: Webhook },
  problems: [400, 404],
});

export const deleteWebhook = endpoint('DELETE /webhooks/{name}', {
  name: 'deleteWebhook',
  area,
  summary: 'Delete a webhook, and cancel its pending deliveries',
  params,
  answers: { 204: null },
  problems: [400, 404],
});

export const testWebhook = endpoint('POST /webhooks/{name}/test', {
  name: 'testWebhook',
  area,
  summary: 'Send a `webhook.test` message',
  params,
  answers: { 202: WebhookDelivery },
  problems: [400, 404],
});

export const rotateWebhook = endpoint('POST /webhooks/{name}/rotate', {
  name: 'rotateWebhook',
  area,
  summary: 'Rotate the secret of a webhook',
  description: 'The previous secret also signs for 24 hours: deliveries then have two signatures.',
  params,
  answers: { 200: z.object({ secret: Secret }).meta({ id: 'RotatedSecret' }) },
  problems: [400, 404],
});

export const listDeliveries = endpoint('GET /webhooks/{name}/deliveries', {
  name: 'listDeliveries',
  area,
  summary: 'The deliveries of a webhook, newest first, and what it answered',
  params,
  query: PageQuery.extend({ status: DeliveryStatus.optional() }),
  answers: { 200: listOf('items', WebhookDelivery).meta({ id: 'WebhookDeliveries' }) },
  problems: [400, 404],
});

export const resendDelivery = endpoint('POST /webhooks/{name}/deliveries/{id}/resend', {
  name: 'resendDelivery',
  area,
  summary: 'Make a delivery again, with all its attempts and under the same id',
  params: params.extend({ id: WebhookDelivery.shape.id.max(128) }),
  answers: { 202: WebhookDelivery },
  problems: [400, 404],
});
