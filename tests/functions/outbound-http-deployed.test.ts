import { afterAll, expect, test } from '@jest/globals';
import { startRecipient } from '#support/recipient';

const party = await startRecipient((response) => response.end());
const { port } = new URL(party.url);
Object.assign(process.env, {
  STAGE: 'dev',
  PING_METHOD: 'tcp',
  PING_PORT: port,
  SERVICE_MANAGER_URL: `http://localhost:${port}`,
  ALERT_WEBHOOK_URL: `http://127.0.0.1:${port}/hook`,
});
// Settings are read once, so that these come after them.
const { sendOutbound } = await import('#lib/core/outbound-http');
const { chooseOnce } = await import('#lib/monitor/probers/choose');
const { announce } = await import('#lib/monitor/service/alerts');
const calls = await import('#lib/outbox/repository');
const ztp = await import('#lib/ztp/service');
const { handler: callManager } = await import('#functions/ztp/call-manager');
const { handler: sendAlerts } = await import('#functions/monitor/send-alerts');

afterAll(() => party.stop());

test.each([
  ['a loopback address', `http://127.0.0.1:${port}/`],
  ['a name that stands for one', `http://localhost:${port}/`],
  ['one over IPv6', `http://[::1]:${port}/`],
  ['one inside an IPv6 address', `http://[::ffff:127.0.0.1]:${port}/`],
  ['one as a number', `http://2130706433:${port}/`],
  ['one in octal', `http://0177.0.0.1:${port}/`],
  ['the unspecified address', `http://0:${port}/`],
  ['the metadata service', 'http://169.254.169.254/latest/meta-data/'],
  ["a function's credentials", 'http://169.254.170.2/v2/credentials'],
  ['the metadata service over IPv6', 'http://[fd00:ec2::254]/latest/meta-data/'],
])('a deployed stage does not call %s', async (_, url) => {
  const call = sendOutbound({ url, method: 'GET', headers: {}, timeoutMs: 5000 });
  await expect(call).rejects.toMatchObject({ code: 'TARGET_REFUSED' });
  expect(party.asked).toEqual([]);
});

test('an exec call to such an address is not made, and the ledger says why', async () => {
  const ref = await ztp.openExec(await ztp.register('52:54:00:00:00:01', { ip: '10.0.0.1' }));
  await callManager({ calls: [ref] });
  const { tries } = (await calls.find('exec', ref)) ?? {};
  expect(tries).toMatchObject([{ error: 'The service manager has an address that must not be called' }]);
  expect(party.asked).toEqual([]);
});

test('nor is an alert sent there', async () => {
  const change = { at: new Date().toISOString(), from: 'UP', to: 'DOWN' } as const;
  const server = crypto.randomUUID();
  await announce([{ server, name: 's', ip: '8.8.8.8', change }], { give: async () => {} });
  expect(await sendAlerts({})).toEqual({ tried: 1 });
  const [alert] = await calls.pendingOf('alert', server);
  expect(alert?.tries).toMatchObject([{ error: 'The alert webhook has an address that must not be called' }]);
  expect(party.asked).toEqual([]);
});

test('nor is it probed, also when a sweep was handed its address', async () => {
  const { prober } = await chooseOnce();
  const pace = { count: 2, timeoutMs: 1000, periodMs: 0, gapMs: 0 };
  expect(await prober(['127.0.0.1', '::1', '169.254.169.254'], pace)).toEqual([
    [null, null],
    [null, null],
    [null, null],
  ]);
});
