import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { given } from '#support/given';
import { managerBehaves, managerCalls, request } from '#support/request';
import { at, expectSaid, expectTrue, inBrowser, pressOn, tabTo } from './story.ts';

/** Fills in a form from its first field on, which has the focus; undefined leaves a field as it is. */
const fillIn = async (page: Page, ...values: (string | undefined)[]): Promise<void> => {
  await page.getByRole('dialog').waitFor();
  for (const [i, value] of values.entries()) {
    if (i > 0) await page.keyboard.press('Tab');
    if (value === undefined) continue;
    await page.keyboard.press('Control+a');
    await page.keyboard.type(value);
  }
};

const focusedLabel = (page: Page): Promise<unknown> =>
  page.evaluate(`document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent`);

inBrowser('the keyboard alone', (open) => {
  test('makes a pool, allocates an address and a block, releases both, edits and deletes', async () => {
    const page = await open();
    const id = given.poolId();
    await page.goto(at('pools'));
    await page.getByRole('button', { name: 'Create pool' }).first().waitFor();
    await pressOn(page, 'Create pool');
    await fillIn(page, id, 'Rack', '10.0.0.0/24');
    await pressOn(page, 'Create pool');
    await page.getByText('0 of 254 allocated').waitFor();

    await pressOn(page, 'Allocate');
    await fillIn(page, 'node-1');
    await page.keyboard.press('Enter');
    await page.getByText('1 of 254 allocated').waitFor();
    await page.getByText('allocated to node-1').waitFor();
    // The focus is back on what opened the dialog.
    expect(await focusedLabel(page)).toBe('Allocate');
    await pressOn(page, 'Release');
    await page.getByRole('dialog').getByText('node-1 has it').waitFor();
    await pressOn(page, 'Release');
    await page.getByText('0 of 254 allocated').waitFor();
    // What opened that dialog is gone: the view's heading has the focus.
    await expectTrue(page, `document.activeElement.matches('h1')`);

    await pressOn(page, 'Allocate');
    await fillIn(page, undefined, undefined, '28');
    await page.keyboard.press('Enter');
    await page.getByText('16 of 254 allocated').waitFor();
    await pressOn(page, 'Release');
    const asked = page.getByRole('dialog');
    await asked.waitFor();
    await pressOn(page, 'Release');
    await asked.getByText(/It belongs to the block 10\.0\.0\.\d+\/28, which is released as one/).waitFor();
    await asked.getByRole('heading', { name: '/28?' }).waitFor();
    await pressOn(page, 'Release');
    await page.getByText('0 of 254 allocated').waitFor();
    await expectTrue(page, `document.activeElement.matches('h1')`);

    await pressOn(page, 'Edit');
    await page.getByRole('dialog').waitFor();
    await tabTo(page, 'VLAN');
    await page.keyboard.type('42');
    await page.keyboard.press('Enter');
    await page.getByText('VLAN 42').waitFor();
    await pressOn(page, 'Delete');
    await page.getByRole('dialog').waitFor();
    await pressOn(page, 'Delete pool');
    await expectSaid(page, `${id} is deleted`);
  });

  test('adds servers, tags them in bulk, sets a maintenance window for the tag and ends it, and pauses', async () => {
    const page = await open();
    const [prefix, tag, window] = [given.name('key'), given.name('tag'), given.name('window')];
    await page.goto(at(`servers?find=${prefix}`));
    for (const name of [`${prefix}-a`, `${prefix}-b`]) {
      await page.getByRole('button', { name: 'Add server' }).first().waitFor();
      await pressOn(page, 'Add server');
      await fillIn(page, name, '127.0.0.1');
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name }).waitFor();
    }
    await page.getByText('All 2 servers').first().waitFor();
    await tabTo(page, 'All 2 servers');
    await page.keyboard.press('Space');
    await page.getByText('2 servers chosen').waitFor();
    await pressOn(page, 'Tag');
    await fillIn(page, tag);
    await page.keyboard.press('Enter');
    await expectSaid(page, 'The tags of 2 servers are changed');
    const tagged = `Only those with the tag ${tag}`;
    await page.getByRole('button', { name: tagged }).nth(1).waitFor();

    await page.goto(at(`servers?tag=${tag}`));
    await page.getByRole('button', { name: `Pause all tagged ${tag}` }).waitFor();
    await pressOn(page, 'Maintenance');
    await fillIn(page, window);
    await page.keyboard.press('Enter');
    await expectSaid(page, `Maintenance ${window} is set`);
    expect((await request('GET', `/maintenance/${window}`)).body).toMatchObject({ name: window, tags: [tag] });
    await pressOn(page, 'Maintenance');
    await page.getByRole('dialog').getByText(`tag ${tag}`).waitFor();
    await pressOn(page, `End ${window}`);
    await expectSaid(page, `${window} is over`);
    expect((await request('GET', `/maintenance/${window}`)).status).toBe(404);
    await page.keyboard.press('Escape');

    await pressOn(page, `Pause all tagged ${tag}`);
    await page.getByText('2 servers can.').waitFor();
    await pressOn(page, 'Pause');
    await page.getByText('2 servers begun, 0 refused.').waitFor();
    await expectTrue(page, `document.activeElement.textContent === '2 servers begun, 0 refused.'`);
    await pressOn(page, 'Done');
    await page.locator('.server-row .badge', { hasText: 'Paused' }).nth(1).waitFor();
  });

  test('operates machines by tag', async () => {
    const page = await open();
    const [cluster, tag] = [given.name('cluster'), given.name('tag')];
    await request('POST', '/api/v1/clusters', { body: { name: cluster, region_code: 'A' } });
    for (const name of ['one', 'two'])
      await request('POST', '/api/v1/machines', { body: { name, cluster_name: cluster, tags: [tag] } });
    await page.goto(at(`machines?tag=${tag}`));
    await page.locator('.machine-row .badge', { hasText: 'Running' }).nth(1).waitFor();
    await pressOn(page, 'Stop all');
    await page.getByText('2 machines can.').waitFor();
    await pressOn(page, 'Stop');
    await page.getByText('2 machines begun, 0 refused.').waitFor();
    await pressOn(page, 'Done');
    await page.locator('.machine-row .badge', { hasText: 'Stopped' }).nth(1).waitFor();
  });

  test('makes a webhook, sends a delivery again, and makes a token', async () => {
    const page = await open();
    const [name, ip] = [given.name('hook'), given.ip()];
    await managerBehaves(ip, { statuses: [404, 200] });
    await page.goto(at('webhooks'));
    await page.getByRole('button', { name: 'Add webhook' }).first().waitFor();
    await pressOn(page, 'Add webhook');
    await fillIn(page, name, `${process.env.MUSTER_TEST_MANAGER_URL}/hook?ip=${ip}`, 'user.*');
    await pressOn(page, 'Add webhook');
    await page.getByRole('textbox', { name: 'Secret' }).waitFor();
    await pressOn(page, 'I have it');
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await pressOn(page, 'Test');
    await page.locator('.delivery .badge', { hasText: 'Failed' }).waitFor();
    const onDelivery = `document.activeElement.matches('.delivery summary')`;
    for (let i = 0; i < 80 && !(await page.evaluate(onDelivery)); i += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await pressOn(page, 'Resend');
    await page.locator('.delivery .badge', { hasText: 'Delivered' }).waitFor();
    expect(await managerCalls(ip)).toHaveLength(2);

    await page.goto(at('tokens'));
    await tabTo(page, 'Name');
    await page.keyboard.type('alice');
    await page.keyboard.press('Tab');
    await page.keyboard.type('hunter2');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Create token' }).first().waitFor();
    await pressOn(page, 'Create token');
    const token = given.name('token');
    await fillIn(page, token);
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Secret' }).waitFor();
    await pressOn(page, 'I have it');
    await page.getByRole('listitem').filter({ hasText: token }).waitFor();
    await pressOn(page, `Delete ${token}`);
    await page.getByRole('dialog').waitFor();
    await pressOn(page, 'Delete token');
    await expectSaid(page, `${token} is deleted`);
  });
});
