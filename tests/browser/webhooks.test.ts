import { expect, test } from '@jest/globals';
import { given } from '#support/given';
import { managerBehaves, managerCalls, request } from '#support/request';
import { expectAccessible, LOOKS } from './axe.ts';
import { at, expectSaid, expectTrue, inBrowser } from './story.ts';

/** A place that answers as it was told, and remembers. */
const hookAt = (ip: string): string => `${process.env.MUSTER_TEST_MANAGER_URL}/hook?ip=${ip}`;

inBrowser('the webhooks', (open) => {
  test('one adds a webhook by keyboard, sees its secret once, tests it, and sends again what was refused', async () => {
    const page = await open();
    // No other test enables a user, so that nothing but the test itself is delivered.
    const [name, ip] = [given.name('hook'), given.ip()];
    await managerBehaves(ip, { statuses: [404, 200] });
    await page.goto(at('webhooks'));
    await page.getByRole('button', { name: 'Add webhook' }).first().focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Name').focus();
    await page.keyboard.type(name);
    await page.keyboard.press('Tab');
    await page.keyboard.type('nowhere');
    await page.keyboard.press('Enter');
    await page.getByText('must be an http or https URL').waitFor();
    await expectTrue(page, "document.activeElement.name === 'url'");
    await page.getByLabel('URL').fill(hookAt(ip));
    await page.getByLabel('Types of events').fill('user.enabled');
    await page.getByRole('dialog').getByRole('button', { name: 'Add webhook' }).click();
    expect(await page.getByRole('textbox', { name: 'Secret' }).inputValue()).toMatch(/^whsec_/);
    await page.getByRole('button', { name: 'I have it' }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    expect(await page.content()).not.toContain('whsec_');

    await page.getByRole('button', { name: 'Test', exact: true }).click();
    const failed = page.locator('.delivery').filter({ has: page.locator('.badge', { hasText: 'Failed' }) });
    await failed.locator('summary').focus();
    await page.keyboard.press('Enter');
    await page.locator('.tries').getByText('answered 404').waitFor();
    await page.getByRole('button', { name: 'Resend' }).click();
    await expectSaid(page, 'It is sent again');
    await page.locator('.delivery .badge', { hasText: 'Delivered' }).waitFor();
    expect(await managerCalls(ip)).toHaveLength(2);
    await page.getByRole('button', { name: 'Failed' }).click();
    await page.getByText('No delivery fits.').waitFor();
  });

  test('a secret is rotated and a webhook deleted only after asking', async () => {
    const page = await open();
    const name = given.name('hook');
    const { body } = await request('PUT', `/webhooks/${name}`, {
      body: { url: hookAt(given.ip()), types: ['pool.*'] },
    });
    await page.goto(at(`webhooks/${name}`));
    await page.getByRole('button', { name: 'Rotate secret' }).click();
    await page.getByRole('dialog').getByText('for 24 hours').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate secret' }).click();
    const secret = await page.getByRole('textbox', { name: 'Secret' }).inputValue();
    expect(secret).toMatch(/^whsec_/);
    expect(secret).not.toBe(body.secret);
    await page.getByRole('button', { name: 'I have it' }).click();
    await page.getByRole('button', { name: 'Disable' }).click();
    await page.locator('.view-head .badge', { hasText: 'Disabled' }).waitFor();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete webhook' }).click();
    await expectSaid(page, `${name} is deleted`);
    expect((await request('GET', `/webhooks/${name}`)).status).toBe(404);
  });

  test('a new webhook does not take the place of another', async () => {
    const page = await open();
    const name = given.name('hook');
    await request('PUT', `/webhooks/${name}`, { body: { url: hookAt(given.ip()), types: ['pool.*'] } });
    await page.goto(at('webhooks'));
    await page.getByRole('button', { name: 'Add webhook' }).first().click();
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('URL').fill('https://example.org/');
    await page.getByRole('dialog').getByRole('button', { name: 'Add webhook' }).click();
    await page.getByRole('alert').getByText(`Webhook ${name} already exists`).waitFor();
  });

  test.each(LOOKS)('axe finds nothing in the list and in a webhook with deliveries, %s', async (_, look) => {
    const name = given.name('hook');
    await request('PUT', `/webhooks/${name}`, { body: { url: hookAt(given.ip()), types: ['pool.*'] } });
    await request('POST', `/webhooks/${name}/test`);
    await expectAccessible(open, look, 'webhooks', name);
    await expectAccessible(open, look, `webhooks/${name}`, 'Delivered', async (page) => {
      await page.locator('.delivery summary').first().click();
    });
  });
});
