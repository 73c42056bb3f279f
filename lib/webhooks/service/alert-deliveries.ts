import { invokeAsync } from '#lib/core/invoke';
import { log } from '#lib/core/log';
import { settings } from '#lib/core/settings';
import type { Delivery, DeliveryPolicy, DeliveryRef, DeliveryStatus } from '#lib/outbox/model';
import * as calls from '#lib/outbox/service';
import { deliveryUnknown } from '../errors.ts';

/** The name under which the deliveries of the alert webhook are seen: that of its setting. */
export const ALERTS = 'ALERT_WEBHOOK_URL';

/** Whether the alert webhook is meant, and set. */
export const isAlerts = (name: string): boolean => name === ALERTS && settings().ALERT_WEBHOOK_URL !== undefined;

/** The same ledger that the ping monitor writes alerts into. */
const policy = ({ EXEC_TIMEOUT_MS, EXEC_PAUSES_SECONDS } = settings()): DeliveryPolicy => ({
  kind: 'alert',
  recipient: 'The alert webhook',
  timeoutMs: EXEC_TIMEOUT_MS,
  pausesSeconds: EXEC_PAUSES_SECONDS,
});

/** What the alert webhook was told, the latest first. @throws AppError (400) for a bad cursor. */
export const listAlerts = (
  status: DeliveryStatus | undefined,
  paging: { limit?: number | undefined; cursor?: string | undefined },
) => (status === undefined ? calls.listKind(policy(), paging) : calls.listIn(policy(), status, paging));

/** An alert as a webhook's event would be called: it has no type of its own. */
export const alertTypeOf = ({ details }: Delivery): string =>
  details.to === undefined ? 'server.certificate' : `server.${String(details.to).toLowerCase()}`;

/** The id of an alert has its server in it, and the moment that it tells of. */
const refOf = (id: string): DeliveryRef | undefined => {
  const [, owner = '', at = ''] = /^([0-9a-f-]{36})-(?:certificate-)?(\d{1,16})$/.exec(id) ?? [];
  const time = new Date(Number(at));
  return owner && !Number.isNaN(time.getTime()) ? { owner, at: time.toISOString(), id } : undefined;
};

/** Sends an alert again, with all its attempts and under the same id. @throws AppError (404). */
export const resendAlert = async (id: string, { dispatch = invokeAsync } = {}): Promise<Delivery> => {
  const ref = refOf(id);
  const renewed = ref && (await calls.renew(policy(), ref));
  if (!renewed) throw deliveryUnknown(ALERTS, id);
  try {
    await dispatch('sendAlerts', { calls: [{ owner: renewed.owner, at: renewed.at, id }] });
  } catch (error) {
    log.error('An alert could not be handed over; it is sent by the next schedule', { error: error as Error });
  }
  return renewed;
};
