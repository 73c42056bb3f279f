import pLimit from 'p-limit';
import * as clock from '#lib/core/clock';
import { invokeAsync } from '#lib/core/invoke';
import { log } from '#lib/core/log';
import { settings } from '#lib/core/settings';
import { resolveSecret } from '#lib/core/ssm-secrets';
import type { DeliveryPolicy, DeliveryRef, SendingPolicy } from '#lib/outbox/model';
import * as calls from '#lib/outbox/service';
import type { StateChange } from '../model.ts';

/** A change of state, and whose. */
export interface StateChangeEvent {
  server: string;
  name: string;
  ip: string;
  change: StateChange;
}

const line = ({ EXEC_TIMEOUT_MS, EXEC_PAUSES_SECONDS } = settings()): DeliveryPolicy => ({
  kind: 'alert',
  metrics: {
    attempts: 'AlertAttempts',
    successes: 'AlertSuccesses',
    failures: 'AlertFailures',
    latency: 'AlertLatency',
  },
  recipient: 'The alert webhook',
  timeoutMs: EXEC_TIMEOUT_MS,
  pausesSeconds: EXEC_PAUSES_SECONDS,
});

/** How the webhook is told: `POST ALERT_WEBHOOK_URL`. */
const toWebhook = (url: string): SendingPolicy => ({
  ...line(),
  request: async ({ details }) => ({ url: await resolveSecret(url), method: 'POST', body: details }),
});

/** What is posted. `text` is what chat services show. */
const detailsOf = ({ server, name, ip, change }: StateChangeEvent) => ({
  text: `${name} (${ip}) is ${change.to} since ${change.at}, it was ${change.from}`,
  server: { id: server, name, ip },
  ...change,
});

const refOf = ({ server, change }: StateChangeEvent): DeliveryRef => ({
  owner: server,
  at: change.at,
  id: `${server}-${Date.parse(change.at)}`,
});

/** Ledger entries written side by side. */
const OPENED_AT_ONCE = 16;

/**
 * Writes a call to the webhook for each change into the ledger, once, and has them made by `sendAlerts`; those that this
 * cannot reach are made by its schedule. So a webhook that is down delays no sweep.
 */
export const announce = async (news: readonly StateChangeEvent[], { give = invokeAsync } = {}): Promise<void> => {
  if (settings().ALERT_WEBHOOK_URL === undefined || news.length === 0) return;
  await pLimit(OPENED_AT_ONCE).map(news, (each) => calls.open(line(), refOf(each), detailsOf(each)));
  try {
    await give('sendAlerts', { calls: news.map(refOf) });
  } catch (error) {
    log.error('Alerts could not be handed over; they are sent by the next schedule', { error: error as Error });
  }
};

/** More than this are left to the next run. */
const CALLS_A_RUN = 1000;

/** Sends the alerts that are named, or else every one that is due. Gives how many were tried. */
export const sendAlerts = async (refs?: readonly DeliveryRef[], { now = clock.now } = {}): Promise<number> => {
  const { ALERT_WEBHOOK_URL: url } = settings();
  if (url === undefined) return 0;
  const tried = refs ?? (await calls.due(line(), CALLS_A_RUN, { now }));
  await calls.attemptAll(toWebhook(url), tried, { now });
  return tried.length;
};
