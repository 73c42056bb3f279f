import type { User } from '#lib/auth/model';
import { parseIp } from '#lib/core/address';
import * as clock from '#lib/core/clock';
import { assertPreconditions, hasAny, type Preconditions } from '#lib/core/etag';
import { randomId } from '#lib/core/ids';
import type { Page, Paging } from '#lib/core/page';
import { reasonToBlock } from '#lib/core/ssrf-guard';
import type { Delivery, DeliveryStatus } from '#lib/outbox/model';
import * as calls from '#lib/outbox/service';
import { addressForbidden, deliveryUnknown, nameOfSetting, urlMissing, webhookUnknown } from './errors.ts';
import { newRef, refOf } from './message.ts';
import type { Webhook, WebhookChange, WebhookDelivery, WebhookRecord } from './model.ts';
import * as repository from './repository/webhooks.ts';
import { ALERTS, alertTypeOf, isAlerts, listAlerts, resendAlert } from './service/alert-deliveries.ts';
import { giveCalls } from './service/deliver.ts';
import { mayBeTold, policy } from './service/policy.ts';
import { newSecret, oldSecretsAt } from './signature.ts';

export { announce, send, type Work } from './service/deliver.ts';

const shown = ({ name, url, types, enabled, created_at, updated_at }: WebhookRecord): Webhook => ({
  ...{ name, url, types, enabled, created_at, updated_at },
});

/** A name is judged when it is called; an address that stands in the URL already now. */
const assertTarget = (url: string | undefined): void => {
  const host = url === undefined ? '' : new URL(url).hostname.replace(/^\[|\]$/g, '');
  const refusal = parseIp(host) ? reasonToBlock(host, { allowPrivate: true }) : undefined;
  if (refusal) throw addressForbidden(refusal);
};

const find = async (name: string): Promise<WebhookRecord> => {
  const webhook = await repository.find(name);
  if (!webhook) throw webhookUnknown(name);
  return webhook;
};

interface Options {
  /** Who calls. */
  user?: User | undefined;
  now?: () => Date;
}

/**
 * Makes a webhook, whose secret is shown this once, or changes what is given.
 * @throws AppError (400) without a URL for a new one, or for an address that must not be called; 412 when a precondition
 * does not hold.
 */
export const put = async (
  name: string,
  changed: WebhookChange,
  { user, now = clock.now, preconditions = {} }: Options & { preconditions?: Preconditions } = {},
): Promise<{ webhook: Webhook; secret?: string }> => {
  if (name === ALERTS) throw nameOfSetting();
  assertTarget(changed.url);
  const isConditional = hasAny(preconditions);
  for (;;) {
    const at = clock.iso(now());
    const seen = isConditional ? await repository.find(name) : undefined;
    if (isConditional) assertPreconditions(preconditions, seen && shown(seen));
    const update = () => repository.change(name, changed, { updated_at: at, user: user?.id }, seen);
    const updated = isConditional && !seen ? undefined : await update();
    if (updated) return { webhook: shown(updated) };
    if (seen) continue;
    if (changed.url === undefined) throw urlMissing();
    const { url, types = ['*'], enabled = true } = changed;
    const secret = newSecret();
    const webhook: WebhookRecord = {
      ...{ name, url, types, enabled, secret, created_at: at, updated_at: at },
      ...(user && { user: user.id }),
    };
    if ((await repository.create(webhook)) === 'created') return { webhook: shown(webhook), secret };
  }
};

/** A webhook, without its secret. @throws AppError (404). */
export const get = async (name: string): Promise<Webhook> => shown(await find(name));

/** A page of webhooks, by their names. @throws AppError (400) for a bad cursor. */
export const list = async (paging: Paging = {}): Promise<Page<Webhook>> => {
  const { items, cursor } = await repository.page(paging);
  return { items: items.map(shown), cursor };
};

/** Deletes a webhook. What it was not told yet is given up; what became of the rest stays for its time. @throws AppError (404). */
export const remove = async (name: string): Promise<void> => {
  if ((await repository.remove(name)) === 'gone') throw webhookUnknown(name);
  await calls.cancelAll(policy(), name, 'The webhook was deleted');
};

/** For so long the old secret signs beside a new one. */
const OVERLAP_MS = 24 * 60 * 60 * 1000;
/** So many old ones sign at most. */
const OLD_SECRETS = 8;

/** Gives a webhook another secret; for a day each old one signs beside it. @throws AppError (404). */
export const rotate = async (name: string, { user, now = clock.now }: Options = {}): Promise<string> => {
  const secret = newSecret();
  for (;;) {
    const webhook = await find(name);
    const at = now();
    const rotation = {
      ...{ secret, previousSecret: webhook.secret, updated_at: clock.iso(at) },
      // No more than that, or the header of the signatures grows too long.
      olderSecrets: oldSecretsAt(webhook, clock.iso(at)).slice(0, OLD_SECRETS - 1),
      previousUntil: clock.iso(clock.later(at, OVERLAP_MS)),
    };
    if ((await repository.rotate(name, rotation, user?.id)) === 'rotated') return secret;
  }
};

const deliveryOf = (call: Delivery): WebhookDelivery => {
  const last = call.tries.at(-1);
  return {
    id: call.id,
    type: String(call.details.type ?? alertTypeOf(call)),
    text: String(call.details.text),
    created_at: call.at,
    status: call.status,
    attempts: call.attempts,
    http_status: last?.http_status ?? null,
    last_attempt_at: last?.at ?? null,
    next_attempt_at: call.status === 'PENDING' ? call.dueAt : null,
    error: call.reason ?? last?.error ?? null,
    tries: call.tries,
  };
};

/** Sends a `webhook.test` message. @throws AppError (404). */
export const test = async (name: string, { now = clock.now } = {}): Promise<WebhookDelivery> => {
  await find(name);
  const at = clock.iso(now());
  const ref = newRef(name, at, randomId());
  const text = `This is a test of the webhook ${name}`;
  const call = await calls.open(policy(), ref, { type: 'webhook.test', timestamp: at, data: { webhook: name }, text });
  await giveCalls([ref]);
  return deliveryOf(call);
};

/** What a webhook was told, newest first, without what is for the eyes of another user. @throws AppError (404), or 400 for a bad cursor. */
export const listDeliveries = async (
  name: string,
  { status, ...paging }: Paging & { status?: DeliveryStatus | undefined } = {},
  { user }: Options = {},
): Promise<Page<WebhookDelivery>> => {
  if (!isAlerts(name)) await find(name);
  const { items, cursor } = isAlerts(name)
    ? await listAlerts(status, paging)
    : await calls.listOf(policy(), name, paging, status);
  return { items: items.filter(({ details }) => mayBeTold(details, user?.id)).map(deliveryOf), cursor };
};

/** Makes a delivery again, with all its attempts and under the same id. @throws AppError (404). */
export const resend = async (name: string, id: string, { user }: Options = {}): Promise<WebhookDelivery> => {
  if (isAlerts(name)) return deliveryOf(await resendAlert(id));
  await find(name);
  const ref = refOf(name, id);
  const known = ref && (await calls.find(policy(), ref));
  const renewed = known && mayBeTold(known.details, user?.id) && (await calls.renew(policy(), ref));
  if (!renewed) throw deliveryUnknown(name, id);
  await giveCalls([renewed]);
  return deliveryOf(renewed);
};
