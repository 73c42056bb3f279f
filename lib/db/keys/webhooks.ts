import type { Key, KeyQuery } from './key.ts';

export const webhookKey = (name: string): Key => ({ pk: 'WEBHOOKS', sk: name });
/** Neither part can have a `#`. */
export const holdKey = (webhook: string, type: string): Key => ({ pk: 'WEBHOOK_HOLDS', sk: `${webhook}#${type}` });

export const webhooks: KeyQuery = { partition: 'WEBHOOKS' };
export const holds: KeyQuery = { partition: 'WEBHOOK_HOLDS' };
