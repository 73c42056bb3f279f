import { beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { given } from '#support/given';
import { eventually, managerBehaves, request } from '#support/request';
import { expectAccessible, LOOKS } from './axe.ts';
import { at, inBrowser } from './story.ts';

const sweep = (): Promise<unknown> =>
  fetch(`${process.env.MUSTER_TEST_LAMBDA_URL}/2015-03-31/functions/muster-local-sweepServers/invocations`, {
    method: 'POST',
    body: '{"byHand":true}',
  });

/** A server that nothing answers for. */
const givenDown = async (name: string): Promise<void> => {
  await request('POST', '/', { body: { server: { name, IP: '127.0.0.1' } } });
  await request('PUT', `/servers/${name}`, { body: { probe: { type: 'http', url: 'http://localhost:1/' } } });
  await eventually(
    async () => {
      await sweep();
      return request('GET', `/servers/${name}`);
    },
    ({ body }) => body.status === 'DOWN',
  );
};

const [first, second] = [given.name('down'), given.name('down')];
const pool = given.poolId();
const device = given.mac();
const managed = given.mac();
const rule = given.name('rule');

const card = (page: Page, title: string) =>
  page.locator('section').filter({ has: page.getByRole('heading', { name: new RegExp(`^\\W*${title}`) }) });

inBrowser('the overview', (open) => {
  beforeAll(async () => {
    await givenDown(first);
    await givenDown(second);
    await request('PUT', `/api/pools/${pool}`, { body: { name: 'rack', resources: ['10.66.0.1'] } });
    await request('PUT', `/api/pools/${pool}/allocate`, { body: {} });
    const ip = given.ip();
    await managerBehaves(ip, { statuses: [404] });
    await request('PUT', `/ztp/register/${device}`, { body: { ip } });
    // Somebody else has the name that its server would have.
    await request('PUT', `/fleet/rules/${rule}`, {
      body: { priority: 1, match: { ids: [managed] }, monitor: { name: first } },
    });
    await request('PUT', `/ztp/register/${managed}`, { body: { ip: given.ip() } });
    for (const id of [device, managed])
      await eventually(
        () => request('GET', `/fleet/devices/${id}`),
        ({ body }) => body.exec?.status === 'FAILED' || body.state === 'FAILED',
      );
  });

  test('shows what is down, the longest first, what failed and why, and what is nearly full, each as a link', async () => {
    const page = await open();
    await page.goto(at(''));
    await card(page, 'Down').getByRole('link', { name: second }).waitFor();
    const down = await card(page, 'Down').getByRole('link').allTextContents();
    expect(down.indexOf(first)).toBeLessThan(down.indexOf(second));
    await card(page, 'Failed').getByText('Provisioning: The service manager answered 404').first().waitFor();
    await card(page, 'Failed').getByRole('link', { name: managed }).waitFor();
    await card(page, 'Nearly full').getByRole('link', { name: pool }).waitFor();
    await card(page, 'Last events').getByRole('link').first().waitFor();
    expect(await card(page, 'Failed').getByRole('link', { name: device }).getAttribute('href')).toBe(
      `#/fleet/${encodeURIComponent(device)}`,
    );
    await card(page, 'Down').getByRole('link', { name: first }).click();
    await page.getByRole('heading', { name: first }).waitFor();
  });

  test('is one calm sentence when nothing is wrong', async () => {
    const page = await open();
    const none = { contentType: 'application/json', body: '{"items":[]}' };
    for (const pattern of [
      '**/servers?status=DOWN**',
      '**/fleet/devices?**',
      '**/api/pools?**',
      '**/events?type=exec**',
    ])
      await page.route(pattern, (route) => route.fulfill(none));
    await page.goto(at(''));
    await page.getByText('Nothing is wrong: no server is down').waitFor();
    expect(await page.locator('.trouble').count()).toBe(0);
  });

  test('follows the log: what comes up again is gone within a poll of it', async () => {
    const name = given.name('down');
    await givenDown(name);
    const page = await open();
    await page.goto(at(''));
    await card(page, 'Down').getByRole('link', { name }).waitFor();
    await request('PUT', `/servers/${name}`, { body: { probe: null } });
    await sweep();
    await card(page, 'Down').getByRole('link', { name }).waitFor({ state: 'detached' });
  });

  test('leads to the login where every call needs a token, and then shows what there is', async () => {
    const page = await open();
    for (const path of ['servers', 'fleet', 'api', 'events'])
      await page.route(`**/${path}**`, (route) =>
        route.request().headers().authorization || route.request().url().includes('/ui/')
          ? route.continue()
          : route.fulfill({
              status: 401,
              contentType: 'application/problem+json',
              body: '{"status":401,"detail":"No."}',
            }),
      );
    await page.goto(at(''));
    await page.getByLabel('Name').fill('alice');
    await page.getByLabel('Password').fill('hunter2');
    await page.keyboard.press('Enter');
    await card(page, 'Down').getByRole('link', { name: first }).waitFor();
    await page.getByText('alice').first().waitFor();
  });

  test('asks for nothing while nobody looks', async () => {
    const page = await open();
    await page.goto(at(''));
    await page.getByText(/^Updated/).waitFor();
    await page.evaluate(`Object.defineProperty(document, 'hidden', { get: () => true })`);
    let asked = 0;
    page.on('request', () => {
      asked += 1;
    });
    await page.waitForTimeout(6000);
    expect(asked).toBe(0);
  });

  test.each(LOOKS)('axe finds nothing, %s', async (_, look) => {
    await expectAccessible(open, look, '', first);
  });
});
