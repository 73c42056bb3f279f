import { Alert } from '#lib/monitor/model';
import type { OutgoingMessage } from '#lib/openapi/generator/webhooks';
import { Message } from '#lib/webhooks/model';

/** What is posted to URLs of users, by name. */
export const messages: Readonly<Record<string, OutgoingMessage>> = {
  event: {
    operationId: 'receiveEvent',
    area: 'webhooks',
    summary: 'An event, as a webhook is told of it',
    description: [
      'Signed after Standard Webhooks 1.0. `type` is one of the types of `GET /events`, or `webhook.test`.',
      'When many servers go down or come back at once, `data` is `count` and the first ten `subjects`.',
    ].join(' '),
    headers: {
      'webhook-id': {
        description: 'The same for all attempts: by it you know a message that you have had',
        example: 'msg_mi9vd0q0_0b7d7b0a5b8e5f6e9d550f4f2a6b8c11',
      },
      'webhook-timestamp': { description: 'When this attempt was made, in seconds since 1970', example: '1795273804' },
      'webhook-signature': {
        description:
          '`v1,` and the base64 of the HMAC-SHA256 of `{id}.{timestamp}.{body}`; for 24 hours after a rotation two of them, with a space between',
        example: 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
      },
    },
    body: Message,
  },
  alert: {
    operationId: 'receiveAlert',
    area: 'monitor',
    summary: 'A server that went down or came back, as ALERT_WEBHOOK_URL is told of it',
    description:
      'It is not signed. A certificate that ends soon is told with `certificate_days` in place of `from` and `to`.',
    headers: {
      'Idempotency-Key': {
        description: 'The same for all attempts',
        example: '7adf7815-06b1-4c46-8e64-dd8343c04e73-1795192500075',
      },
    },
    body: Alert,
  },
};
