import { iso, later, now } from '#lib/core/clock';
import type { EventRecord } from '#lib/events/model';
import * as webhooks from '#lib/webhooks/service';
import { given } from '../given.ts';
import { sampleEvent } from '../sample-events.ts';
import { alerted } from './alerted.ts';
import { as, type Exercises, run } from './exercise.ts';

const hook = async (): Promise<string> => {
  const name = given.name('hook');
  await webhooks.put(name, { url: 'http://127.0.0.1:9/', types: ['*'] }, { now: () => new Date(0) });
  return name;
};

const down = (subject: string, order: number): EventRecord => ({
  ...{
    id: crypto.randomUUID(),
    type: 'server.down',
    at: iso(),
    actor: { system: 'sweep' },
    subject,
    text: '',
    data: {},
  },
  order: String(order),
});

const at = async () => ({ params: { name: await hook() } });

/** Holds servers back for a webhook, since `ms` ago. */
const holdBack = async (servers: number, ms: number) => {
  const work: webhooks.Work[] = [];
  const dispatch = async (_: string, payload: unknown): Promise<void> => void work.push(payload as webhooks.Work);
  const events = Array.from({ length: servers }, (_, n) => down(`s-${n}`, n));
  await webhooks.announce(events, { now: () => later(now(), -ms), dispatch });
  return work;
};

/** The dispatcher, which finds a server that has gone down, and a hold that somebody has closed and not sent. */
const dispatchChanges = async (): Promise<void> => {
  const { Records } = sampleEvent('dispatchChanges', { handler: '' }) as { Records: object[] };
  await hook();
  await run('dispatchChanges', { Records });
  const image = { type: { S: 'server-change' }, server: { S: 'x' }, name: { S: 'x' }, ip: { S: '10.0.0.1' } };
  const change = { ...image, at: { S: iso() }, from: { S: 'UP' }, to: { S: 'DOWN' } };
  const record = (n: number) => ({
    eventID: given.name('event'),
    eventName: 'INSERT',
    dynamodb: { SequenceNumber: String(n), ApproximateCreationDateTime: 1, NewImage: change },
  });
  await run('dispatchChanges', { Records: [record(1)] });
  const { closeAll } = await import('../holds.ts');
  await closeAll();
  await run('dispatchChanges', { Records: [record(2)] });
};

export const webhookExercises: Exercises = {
  putWebhook: async () => {
    const call = { params: { name: given.name('hook') }, body: { url: 'http://127.0.0.1:9/' } };
    await as('putWebhook', call);
    await as('putWebhook', call);
    await as('putWebhook', { ...call, headers: { 'if-match': '*' } });
  },
  listWebhooks: () => as('listWebhooks'),
  getWebhook: async () => as('getWebhook', await at()),
  deleteWebhook: async () => {
    const call = await at();
    await webhooks.test(call.params.name);
    await as('deleteWebhook', call);
  },
  testWebhook: async () => as('testWebhook', await at()),
  rotateWebhook: async () => as('rotateWebhook', await at()),
  listDeliveries: async () => {
    await as('listDeliveries', await at());
    await alerted();
    await as('listDeliveries', { params: { name: 'ALERT_WEBHOOK_URL' } });
  },
  resendDelivery: async () => {
    const { params } = await at();
    const { id } = await webhooks.test(params.name);
    await as('resendDelivery', { params: { ...params, id } });
    await as('resendDelivery', { params: { name: 'ALERT_WEBHOOK_URL', id: await alerted() } });
  },
  dispatchChanges,
  sendWebhooks: async () => {
    await webhooks.test(await hook());
    await run('sendWebhooks', {});
    const work = await holdBack(12, 31_000);
    for (const each of work) await run('sendWebhooks', each);
  },
};
