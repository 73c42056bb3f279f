import pLimit from 'p-limit';
import * as clock from '#lib/core/clock';
import { invokeAsync } from '#lib/core/invoke';
import { log } from '#lib/core/log';
import { settings } from '#lib/core/settings';
import { resolveSecret } from '#lib/core/ssm-secrets';
import type { DeliveryPolicy, DeliveryRef, SendingPolicy } from '#lib/outbox/model';
import * as calls from '#lib/outbox/service';
import type { Alert, StateChange } from '../model.ts';

/** What is to be told of a server: its change of state, or that its certificate ends soon. */
export type StateChangeEvent = { server: string; name: string; ip: string } & (
  | { change: StateChange }
  | { certificate: { at: string; days: number } }
);

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
const detailsOf = (news: StateChangeEvent): Alert => {
  const { server: id, name, ip } = news;
  const server = { id, name, ip };
  if ('change' in news) {
    const { at, from, to } = news.change;
    return { text: `${name} (${ip}) is ${to} since ${at}, it was ${from}`, server, at, from, to };
  }
  const { at, days } = news.certificate;
  return { text: `The certificate of ${name} (${ip}) ends in ${days} days`, server, at, certificate_days: days };
};

const refOf = (news: StateChangeEvent): DeliveryRef => {
  const { server } = news;
  if ('change' in news) return { owner: server, at: news.change.at, id: `${server}-${Date.parse(news.change.at)}` };
  const { at } = news.certificate;
  return { owner: server, at, id: `${server}-certificate-${Date.parse(at)}` };
};

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
