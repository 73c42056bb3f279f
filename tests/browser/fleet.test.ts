import { beforeAll, expect, test } from '@jest/globals';
import { given } from '#support/given';
import { eventually, request } from '#support/request';
import { expectAccessible, LOOKS } from './axe.ts';
import { at, expectSaid, expectTrue, inBrowser, pressOn, tabTo } from './story.ts';

const pool = given.poolId();
const cluster = given.name('cluster');
const rule = given.name('rule');
const prefix = given.name('web');
/** No other test has devices that begin so. */
const mac = (last: number): string => `${given.mac().slice(0, -2)}${String(last).padStart(2, '0')}`;

const settled = (id: string) =>
  eventually(
    () => request('GET', `/fleet/devices/${id}`),
    ({ body }) => body.state !== 'ENROLLING',
  );

/** A device that has everything, by the rule of this file. */
const givenDevice = async (name: string): Promise<string> => {
  const id = mac(1);
  await request('PUT', `/ztp/register/${id}`, { body: { ip: given.ip(), name } });
  await settled(id);
  return id;
};

inBrowser('the fleet', (open) => {
  const names = { whole: `${prefix}-1`, failed: `${prefix}-2` };
  let [whole, failed] = ['', ''];
  beforeAll(async () => {
    await request('PUT', `/api/pools/${pool}`, { body: { name: 'rack', resources: ['10.88.0.0/26'] } });
    await request('POST', '/api/v1/clusters', { body: { name: cluster, region_code: 'A' } });
    await request('PUT', `/fleet/rules/${rule}`, {
      body: {
        priority: 7,
        match: { names: [`${prefix}*`] },
        address: { pool },
        monitor: {},
        machine: { cluster_name: cluster },
        exec: { when: 'enrolled' },
      },
    });
    await request('POST', '/', { body: { server: { name: names.failed, IP: '127.0.0.1' } } });
    whole = await givenDevice(names.whole);
    failed = await givenDevice(names.failed);
  });

  test('has a row for each device, with its steps as five marks that are told in words', async () => {
    const page = await open();
    await page.goto(at(`fleet?find=${prefix}`));
    const row = page.getByRole('listitem').filter({ hasText: names.whole });
    const done = 'Registered, Address done, Monitoring done, Machine done, Provisioning done';
    await row.getByRole('img', { name: done }).waitFor();
    expect(await row.getByRole('img', { name: done }).textContent()).toBe('●●●●●');
    const other = page.getByRole('listitem').filter({ hasText: names.failed });
    const half = 'Registered, Address done, Monitoring failed, Machine pending, Provisioning pending';
    expect(await other.getByRole('img', { name: half }).textContent()).toBe('●●▲◐◐');
    await page.getByRole('button', { name: 'Failed' }).click();
    await row.waitFor({ state: 'detached' });
    await other.waitFor();
    await other.getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: names.failed }).waitFor();
  });

  test('what failed is enrolled again by keyboard, once its cause is gone', async () => {
    const page = await open();
    const name = `${prefix}-again`;
    await request('POST', '/', { body: { server: { name, IP: '127.0.0.1' } } });
    const id = await givenDevice(name);
    await page.goto(at(`fleet/${id}`));
    await page.locator('.step-error').waitFor();
    await request('DELETE', '/', { body: { server: name } });
    await tabTo(page, 'Enrol again');
    await page.keyboard.press('Enter');
    await expectSaid(page, 'The rules are matched again');
    await page.locator('.view-head .badge', { hasText: 'Enrolled' }).waitFor();
    expect(await page.locator('.steps .mark.good').count()).toBe(5);
    await page.locator('.timeline').getByText('was enrolled by rule').first().waitFor();
  });

  test('a device is paused, its machine stopped, its call sent again, all from its own page', async () => {
    const page = await open();
    const name = `${prefix}-does`;
    const id = await givenDevice(name);
    await page.goto(at(`fleet/${id}`));
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.locator('.given .badge', { hasText: 'Paused' }).waitFor();
    expect((await request('GET', `/servers/${name}`)).body.paused).toBe(true);
    await page.getByRole('button', { name: 'Resume' }).click();
    await expectSaid(page, `${name} is probed again`);

    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    const asked = page.getByRole('dialog');
    await asked.getByText('What runs on it stops').waitFor();
    await asked.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('.given .badge', { hasText: 'Running' }).waitFor();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await asked.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.locator('.given .badge', { hasText: /Stopp/ }).waitFor();

    // From the machine and from the server it leads back to the device that was given them.
    for (const kind of ['Monitoring', 'Machine']) {
      await page.locator('.given', { hasText: kind }).getByRole('link', { name }).click();
      await page.locator('.fact', { hasText: 'Device' }).getByRole('link', { name }).click();
      await page.getByRole('heading', { level: 2, name: 'Steps' }).waitFor();
    }

    await page.getByRole('button', { name: 'Send again' }).click();
    await expectSaid(page, 'The service manager is called again');
    await page.getByRole('button', { name: 'Edit tags' }).click();
    await page.getByRole('textbox', { name: 'Tags' }).fill('rack-3, blue');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'rack-3' }).waitFor();
  });

  test('retiring asks first, says what is taken back, and takes it back', async () => {
    const page = await open();
    const name = `${prefix}-old`;
    const id = await givenDevice(name);
    await page.goto(at(`fleet/${id}`));
    await tabTo(page, 'Retire');
    await page.keyboard.press('Enter');
    const asked = page.getByRole('dialog');
    await asked.getByText(`Server ${name} is removed`).waitFor();
    await asked.getByText(`Machine ${name} is terminated`).waitFor();
    await asked.getByText(`of pool ${pool} is released`).waitFor();
    // The focus begins in the box, where Enter does nothing.
    await page.keyboard.press('Enter');
    await page.keyboard.press('Space');
    await asked.getByText('stays its own').waitFor();
    await page.keyboard.press('Space');
    await asked.getByText(`of pool ${pool} is released`).waitFor();
    await pressOn(page, 'Retire');
    await expectSaid(page, `${name} retires`);
    await page.getByRole('heading', { level: 1, name: 'Fleet' }).waitFor();
    await eventually(
      () => request('GET', `/fleet/devices/${id}`),
      ({ status }) => status === 404,
    );
    expect((await request('GET', `/servers/${name}`)).status).toBe(404);
  });

  test('a rule is written by keyboard, and shows while one types which devices it would match', async () => {
    const page = await open();
    const made = given.name('rule');
    await page.goto(at('rules'));
    await page.getByRole('link', { name: rule }).waitFor();
    await tabTo(page, 'Add rule');
    await page.keyboard.press('Enter');
    const preview = page.getByRole('region', { name: 'Devices that it would match' });
    await preview
      .getByRole('status')
      .getByText(/^Matches \d+ of \d+ known devices/)
      .waitFor();
    await tabTo(page, 'Name');
    await page.keyboard.type(made);
    await tabTo(page, 'Names');
    await page.keyboard.type(`${prefix}-`);
    await preview.getByText('Matches none of').waitFor();
    await page.keyboard.type('1');
    await preview.getByText('Matches 1 of').waitFor();
    await preview.getByRole('link', { name: names.whole }).waitFor();
    // The other rule is tried before: it has a lower priority.
    await preview.getByText(`the rule ${rule} has it first`).waitFor();
    await tabTo(page, 'Blocks that they register from');
    await page.keyboard.type('10.0.0.0/');
    await preview.getByText('Matches none of').waitFor();
    await page.keyboard.press('Control+Enter');
    await tabTo(page, 'Save rule');
    await page.keyboard.press('Enter');
    await page.getByText('must be a CIDR block').waitFor();
    await expectTrue(page, "document.activeElement.name === 'cidrs'");
    await page.keyboard.press('End');
    await page.keyboard.type('8');
    await preview.getByText('Matches 1 of').waitFor();
    await tabTo(page, 'Save rule');
    await page.keyboard.press('Enter');
    await expectSaid(page, `Rule ${made} is saved`);
    expect((await request('GET', `/fleet/rules/${made}`)).body).toMatchObject({
      match: { names: [`${prefix}-1`], cidrs: ['10.0.0.0/8'] },
      exec: { when: 'registered' },
    });
  });

  test('a new rule does not take the place of another, and what was changed meanwhile is not lost', async () => {
    const page = await open();
    await page.goto(at('new-rule'));
    await page.getByLabel('Name', { exact: true }).fill(rule);
    await page.getByRole('button', { name: 'Save rule' }).click();
    await page.getByRole('alert').getByText(`Rule ${rule} already exists`).waitFor();

    const mine = given.name('rule');
    await request('PUT', `/fleet/rules/${mine}`, { body: { enabled: false, match: { names: ['nobody'] } } });
    await page.goto(at(`rules/${mine}`));
    await page.getByLabel('Names').waitFor();
    await request('PUT', `/fleet/rules/${mine}`, { body: { enabled: false, match: { names: ['somebody'] } } });
    await page.getByLabel('Names').fill('else');
    await page.getByRole('button', { name: 'Save rule' }).click();
    await page.getByRole('alert').waitFor();
    expect((await request('GET', `/fleet/rules/${mine}`)).body.match).toEqual({ names: ['somebody'] });
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete rule' }).click();
    await expectSaid(page, `Rule ${mine} is deleted`);
  });

  test.each(LOOKS)('axe finds nothing in the list, a device, the rules and a rule, %s', async (_, look) => {
    await expectAccessible(open, look, `fleet?find=${prefix}`, names.whole);
    await expectAccessible(open, look, `fleet/${failed}`, 'Monitoring');
    await expectAccessible(open, look, `fleet/${whole}`, 'Terminate');
    await expectAccessible(open, look, 'rules', rule);
    await expectAccessible(open, look, `rules/${rule}`, 'Would match');
  });
});
