import type { Page, Paging } from '#lib/core/page';
import { all as allOf, is, isNew, isThere } from '#lib/db/conditions';
import { isDoneAlready, orWhenRefused } from '#lib/db/errors';
import { webhookKey, webhooks } from '#lib/db/keys';
import { queryPage } from '#lib/db/page';
import * as table from '#lib/db/table';
import { type OldSecret, type Webhook, type WebhookChange, WebhookRecord } from '../model.ts';

export const create = (webhook: WebhookRecord): Promise<'created' | 'name-taken'> =>
  orWhenRefused<'created' | 'name-taken'>(
    table.put({ ...webhookKey(webhook.name), type: 'webhook', ...webhook }, isNew).then(() => 'created'),
    // The SDK repeats a write whose answer was lost: then it is our own webhook that has the name.
    ({ item }) => (item?.secret === webhook.secret ? 'created' : 'name-taken'),
  );

/** Whoever changes a webhook, or has its secret, is its owner from then on. */
const ownedBy = (user: number | undefined) => (user === undefined ? { remove: ['user'] } : { set: { user } });

/** What is shown of it is as it was read. */
const asRead = ({ url, types, enabled, created_at, updated_at }: Webhook) =>
  allOf(...Object.entries({ url, types, enabled, created_at, updated_at }).map(([field, value]) => is(field, value)));

/** Changes what is given; gives undefined when there is no such webhook, or it is not as it was `seen`. */
export const change = (
  name: string,
  changed: WebhookChange,
  { updated_at, user }: { updated_at: string; user: number | undefined },
  seen?: Webhook,
): Promise<WebhookRecord | undefined> => {
  const { set, remove = [] } = ownedBy(user);
  const update = { set: { ...changed, updated_at, ...set }, remove };
  const written = seen
    ? table.updateOnce(webhookKey(name), update, 'changeId', asRead(seen))
    : table.update(webhookKey(name), update, isThere);
  return orWhenRefused<WebhookRecord | undefined>(
    written.then((item) => WebhookRecord.parse(item)),
    () => undefined,
  );
};

export const find = async (name: string): Promise<WebhookRecord | undefined> => {
  const item = await table.get(webhookKey(name));
  return item && WebhookRecord.parse(item);
};

/** A page of webhooks by their names. @throws AppError (400) for a bad cursor. */
export const page = (paging: Paging): Promise<Page<WebhookRecord>> =>
  queryPage(webhooks, paging, (item) => WebhookRecord.parse(item));

export const all = async (): Promise<WebhookRecord[]> => {
  const found: WebhookRecord[] = [];
  for await (const items of table.queryAll(webhooks)) found.push(...items.map((item) => WebhookRecord.parse(item)));
  return found;
};

export interface Rotation {
  secret: string;
  previousSecret: string;
  previousUntil: string;
  olderSecrets: OldSecret[];
  updated_at: string;
}

/** Puts a new secret beside the one that was seen: 'changed' when that is not it any more. */
export const rotate = (name: string, rotation: Rotation, user: number | undefined): Promise<'rotated' | 'changed'> => {
  const { set, remove = [] } = ownedBy(user);
  const update = { set: { ...rotation, ...set }, remove };
  return orWhenRefused<'rotated' | 'changed'>(
    table.update(webhookKey(name), update, is('secret', rotation.previousSecret)).then(() => 'rotated'),
    ({ item }) => (item?.secret === rotation.secret ? 'rotated' : 'changed'),
  );
};

const signAndRemove = async (name: string): Promise<'removed'> => {
  await table.signDeletion(webhookKey(name), isThere);
  await table.remove(webhookKey(name), isThere);
  return 'removed';
};

/** Deletes a webhook: 'gone' when there was none. */
export const remove = (name: string): Promise<'removed' | 'gone'> =>
  orWhenRefused<'removed' | 'gone'>(signAndRemove(name), (refusal) => (isDoneAlready(refusal) ? 'removed' : 'gone'));
