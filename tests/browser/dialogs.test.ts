import { beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { given } from '#support/given';
import { eventually, request } from '#support/request';
import { findings } from './axe.ts';
import { at, expectNoOverflow, inBrowser } from './story.ts';

const server = given.name('server');
const pool = given.poolId();
const rule = given.name('rule');
const cluster = given.name('cluster');
const hook = given.name('hook');
const device = given.mac();
const token = given.name('token');

interface Resource {
  ip_address: string;
  status: string;
  owner?: string;
}

const press = async (page: Page, name: string | RegExp): Promise<void> => {
  await page
    .getByRole('main')
    .getByRole('button', { name, exact: typeof name === 'string' })
    .first()
    .click();
};

const DARK = { colorScheme: 'dark', forcedColors: 'none' } as const;
const FORCED = { colorScheme: 'light', forcedColors: 'active' } as const;
const LIGHT = { colorScheme: 'light', forcedColors: 'none' } as const;
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };

/** Axe finds nothing in the dialog that is open, in light, dark and forced colours, and it fits into a telephone. */
const lookAt = async (page: Page): Promise<string[]> => {
  await page.getByRole('dialog').waitFor();
  const found = await findings(page, 'dialog[open]');
  for (const look of [DARK, FORCED]) {
    await page.emulateMedia(look);
    found.push(...(await findings(page, 'dialog[open]', ['color-contrast'])));
  }
  await page.emulateMedia(LIGHT);
  await page.setViewportSize(NARROW);
  await expectNoOverflow(page);
  await page.setViewportSize(WIDE);
  return found;
};

const close = async (page: Page): Promise<void> => {
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
};

inBrowser('every dialog', (open) => {
  let [machine, free, taken] = ['', '', ''];
  beforeAll(async () => {
    await request('POST', '/', { body: { server: { name: server, IP: '127.0.0.1' } } });
    await request('PUT', `/api/pools/${pool}`, { body: { name: 'rack', resources: ['10.90.0.0/28'] } });
    await request('PUT', `/api/pools/${pool}/allocate`, { body: { owner: 'node-1' } });
    await request('POST', '/api/v1/clusters', { body: { name: cluster, region_code: 'A' } });
    const made = await request('POST', '/api/v1/machines', { body: { cluster_name: cluster } });
    machine = made.body.id;
    await request('PUT', `/webhooks/${hook}`, { body: { url: 'http://localhost:1/', types: ['user.*'] } });
    await request('PUT', `/fleet/rules/${rule}`, {
      body: {
        priority: 1,
        match: { ids: [device] },
        address: { pool },
        monitor: {},
        machine: { cluster_name: cluster },
      },
    });
    await request('PUT', `/ztp/register/${device}`, { body: { ip: given.ip(), name: given.name('web') } });
    await eventually(
      () => request('GET', `/fleet/devices/${device}`),
      ({ body }) => body.state !== 'ENROLLING',
    );
    const { resources } = (await request('GET', `/api/pools/${pool}?view=full`)).body as { resources: Resource[] };
    free = resources.find(({ status }) => status === 'RELEASED')?.ip_address ?? '';
    taken = resources.find(({ owner }) => owner === 'node-1')?.ip_address ?? '';
  });

  test('axe finds nothing in any of them, in light, dark and forced colours', async () => {
    const page = await open();
    /** The buttons of a view that open a dialog. */
    const dialogs: [view: string, ...buttons: (string | RegExp)[]][] = [
      [`servers?find=${server}`, 'Add server', 'Maintenance'],
      [`servers/${server}`, 'Edit', 'Delete'],
      ['pools', 'Create pool'],
      [`pools/${pool}?at=${free}`, 'Add addresses', 'Edit', 'Delete', 'Remove'],
      [`pools/${pool}?at=${taken}`, 'Allocate', 'Release'],
      ['fleet', 'Register by hand'],
      [`fleet/${device}`, 'Edit', 'Edit tags', 'Retire', 'Stop'],
      [`rules/${rule}`, 'Delete'],
      [`devices/${device}`, 'Edit', 'Delete'],
      [`machines?cluster=${cluster}`, 'Create machine', 'Add cluster', /^Edit cluster/, /^Delete cluster/, 'Stop all'],
      [`machines/${machine}`, 'Edit', 'Terminate', 'Delete'],
      ['webhooks', 'Add webhook'],
      [`webhooks/${hook}`, 'Edit', 'Rotate secret', 'Delete'],
    ];
    const found: Record<string, string[]> = {};
    for (const [view, ...buttons] of dialogs) {
      await page.goto(at(view));
      for (const button of buttons) {
        await press(page, button);
        found[`${view} ${button}`] = await lookAt(page);
        await close(page);
      }
    }

    await page.goto(at(`servers?find=${server}`));
    for (const operation of ['Pause', 'Tag', 'Maintenance', 'Delete']) {
      await page.getByLabel(`Choose ${server}`).check();
      await press(page, operation);
      found[operation] = await lookAt(page);
      await close(page);
    }
    await page.getByLabel(`Choose ${server}`).check();
    await press(page, 'Pause');
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await page.getByText('1 server begun, 0 refused.').waitFor();
    found['what was done'] = await lookAt(page);
    await close(page);

    await page.goto(at(`webhooks/${hook}`));
    await press(page, 'Rotate secret');
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate secret' }).click();
    await page.getByRole('textbox', { name: 'Secret' }).waitFor();
    found['a secret'] = await lookAt(page);
    await close(page);

    await page.goto(at('compute'));
    await page.getByLabel('Name').fill('alice');
    await page.getByLabel('Password').fill('hunter2');
    await page.keyboard.press('Enter');
    // A size that no other test has.
    await page.getByLabel('Memory of each worker').fill('0.123');
    await press(page, 'Create cluster');
    await page.getByRole('listitem').filter({ hasText: '0.123 GiB' }).getByRole('button', { name: 'Delete' }).click();
    found['delete a compute cluster'] = await lookAt(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Delete cluster' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    await page.goto(at('tokens'));
    await press(page, 'Create token');
    found['create a token'] = await lookAt(page);
    await page.getByRole('textbox', { name: 'Name' }).fill(token);
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Secret' }).waitFor();
    found['a token'] = await lookAt(page);
    await close(page);
    await press(page, `Delete ${token}`);
    found['delete a token'] = await lookAt(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Delete token' }).click();

    expect(Object.entries(found).filter(([, each]) => each.length > 0)).toEqual([]);
  });
});
