import type { Page, Paging } from '#lib/core/page';
import { is, isNew, isThere } from '#lib/db/conditions';
import { webhookKey, webhooks } from '#lib/db/keys';
import { queryPage } from '#lib/db/page';
import * as table from '#lib/db/table';
import { type WebhookChange, WebhookRecord } from '../model.ts';

/** @throws ConditionFailed with the webhook that has the name. */
export const create = (webhook: WebhookRecord): Promise<void> =>
  table.put({ ...webhookKey(webhook.name), type: 'webhook', ...webhook }, isNew);

/** Whoever changes a webhook, or has its secret, is its owner from then on. */
const ownedBy = (user: number | undefined) => (user === undefined ? { remove: ['user'] } : { set: { user } });

/** @throws ConditionFailed when there is no such webhook. */
export const change = async (
  name: string,
  changed: WebhookChange,
  { updated_at, user }: { updated_at: string; user: number | undefined },
): Promise<WebhookRecord> => {
  const { set, remove = [] } = ownedBy(user);
  const update = { set: { ...changed, updated_at, ...set }, remove };
  return WebhookRecord.parse(await table.update(webhookKey(name), update, isThere));
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
  updated_at: string;
}

/** Puts a new secret beside the one that was seen. @throws ConditionFailed with what is there when that is not it any more. */
export const rotate = async (name: string, rotation: Rotation, user: number | undefined): Promise<void> => {
  const { set, remove = [] } = ownedBy(user);
  await table.update(webhookKey(name), { set: { ...rotation, ...set }, remove }, is('secret', rotation.previousSecret));
};

/** @throws ConditionFailed when there is no such webhook. */
export const remove = async (name: string): Promise<void> => {
  await table.signDeletion(webhookKey(name), isThere);
  await table.remove(webhookKey(name), isThere);
};
