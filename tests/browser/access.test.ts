import { beforeAll, expect, test } from '@jest/globals';
import { given } from '#support/given';
import { request } from '#support/request';
import { expectAccessible, findings, LOOKS } from './axe.ts';
import { at, expectTrue, inBrowser } from './story.ts';

const server = given.name('server');
const pool = given.poolId();
const device = given.mac();
const cluster = given.name('cluster');

inBrowser('every view', (open) => {
  let machine = '';
  beforeAll(async () => {
    await request('POST', '/', { body: { server: { name: server, IP: '127.0.0.1' } } });
    await request('PUT', `/api/pools/${pool}`, { body: { name: 'rack', resources: ['10.0.0.0/26'] } });
    await request('PUT', `/api/pools/${pool}/allocate`, { body: { count: 9 } });
    await request('PUT', `/ztp/register/${device}`, { body: { ip: given.ip(), name: 'a', userdata: 'role=web' } });
    await request('POST', '/api/v1/clusters', { body: { name: cluster, region_code: 'A' } });
    const made = await request('POST', '/api/v1/machines', { body: { cluster_name: cluster, tags: ['web'] } });
    machine = made.body.id;
  });

  const views: [string, () => string, string][] = [
    ['servers', () => `servers?find=${server}`, server],
    ['a server', () => `servers/${server}`, 'Pause'],
    ['pools', () => `pools?find=${pool}`, pool],
    ['a pool', () => `pools/${pool}`, '9 of 62 allocated'],
    ['devices', () => `devices?find=${device}`, device],
    ['a device', () => `devices/${device}`, 'role=web'],
    ['machines', () => `machines?cluster=${cluster}`, 'All 1 machine'],
    ['a machine', () => `machines/${machine}`, 'Terminate'],
    ['the login', () => 'compute', 'Password'],
    ['nothing', () => 'nowhere', 'There is nothing at this address'],
  ];

  test.each(views)('axe finds nothing in %s, however one looks at it', async (_, view, sign) => {
    for (const [, look] of LOOKS) await expectAccessible(open, look, view(), sign);
  });

  test('forced colours tell free, allocated and cooling apart, and which area one is in', async () => {
    const id = given.poolId();
    await request('PUT', `/api/pools/${id}`, {
      body: { name: 'r', resources: ['10.0.0.1-10.0.0.3'], cool_down_seconds: 900 },
    });
    const { body } = await request('PUT', `/api/pools/${id}/allocate`, { body: { count: 2 } });
    await request('PUT', `/api/pools/${id}/release`, { body: { id: body.items[0].id } });
    const page = await open({ forced: true });
    await page.goto(at(`pools/${id}`));
    await page.getByText('1 of 3 allocated').waitFor();
    const looksOf = (selector: string): Promise<unknown> =>
      page.evaluate(`(({ backgroundColor, backgroundImage }) => backgroundColor + backgroundImage)
        (getComputedStyle(document.querySelector('${selector}')))`);
    const cells = await Promise.all(['free', 'allocated', 'cooling'].map((state) => looksOf(`.map .cell.${state}`)));
    expect(new Set(cells).size).toBe(3);
    const borders = (selector: string): Promise<unknown> =>
      page.evaluate(`getComputedStyle(document.querySelector('${selector}')).borderLeftWidth`);
    expect(await borders('nav a[aria-current]')).not.toBe(await borders('nav a:not([aria-current])'));
  });

  test('axe finds nothing in a dialog with faults', async () => {
    const page = await open();
    await page.goto(at('pools'));
    await page.getByRole('button', { name: 'Create pool' }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Create pool' }).click();
    await page.locator('.field-error').first().waitFor();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.goto(at('servers'));
    await page.getByRole('button', { name: 'Maintenance' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Set window' }).click();
    await page.locator('.field-error').first().waitFor();
    expect(await findings(page)).toEqual([]);
  });

  test('the keyboard alone leads from the first key to an open form and back', async () => {
    const page = await open();
    await page.goto(at(`pools?find=${pool}`));
    await page.getByText(pool).waitFor();
    const focused = (): Promise<unknown> => page.evaluate('document.activeElement.textContent');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Create pool');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await focused()).toBe('Create pool');
  });

  test('a new view begins at its heading, and its name is the title of the window', async () => {
    const page = await open();
    await page.goto(at('servers'));
    await page.getByRole('link', { name: 'Devices' }).click();
    await expectTrue(page, `document.activeElement.matches('h1') && document.activeElement.textContent === 'Devices'`);
    await expectTrue(page, `document.title === 'Devices · Muster'`);
  });
});
