import * as clock from '#lib/core/clock';
import { settings } from '#lib/core/settings';
import type { Delivery, DeliveryPolicy, SendingPolicy } from '#lib/outbox/model';
import { Message } from '../model.ts';
import * as repository from '../repository/webhooks.ts';
import { signatureHeaders } from '../signature.ts';

/** How deliveries are made: as patiently as exec calls. */
export const policy = ({ EXEC_TIMEOUT_MS, EXEC_PAUSES_SECONDS } = settings()): DeliveryPolicy => ({
  kind: 'webhook',
  recipient: 'The webhook',
  timeoutMs: EXEC_TIMEOUT_MS,
  pausesSeconds: EXEC_PAUSES_SECONDS,
});

/** Whether a delivery is for the eyes of this user, or of everybody. */
export const mayBeTold = ({ onlyFor }: Delivery['details'], user: number | undefined): boolean =>
  onlyFor === undefined || onlyFor === user;

const off = (): Error => Object.assign(new Error('The webhook was deleted or disabled'), { code: 'webhook.off' });

/** The same for those who send: address and secret are those of the moment of the attempt. */
export const sendingPolicy = ({ now = clock.now } = {}): SendingPolicy => ({
  ...policy(),
  request: async ({ owner, id, details }) => {
    const webhook = await repository.find(owner);
    // It may be another user's by now.
    if (!webhook?.enabled || !mayBeTold(details, webhook.user)) throw off();
    const body = Message.parse(details);
    const headers = signatureHeaders(webhook, id, JSON.stringify(body), now());
    return { url: webhook.url, method: 'POST', body, headers };
  },
});
