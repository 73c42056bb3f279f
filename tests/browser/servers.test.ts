import { expect, test } from '@jest/globals';
import { given } from '#support/given';
import { eventually, request } from '#support/request';
import { at, expectNoOverflow, expectSaid, inBrowser, WIDTHS } from './story.ts';

const sweepUntilUp = async (name: string): Promise<void> => {
  const path = '/2015-03-31/functions/muster-local-sweepServers/invocations';
  await fetch(`${process.env.MUSTER_TEST_LAMBDA_URL}${path}`, { method: 'POST', body: '{"byHand":true}' });
  await eventually(
    () => request('GET', `/servers/${name}`),
    ({ body }) => body.status === 'UP',
  );
};

inBrowser('the servers', (open) => {
  test.each(WIDTHS)(
    'one adds a server, sees it answer, pauses it, moves it and deletes it, %s',
    async (_, viewport) => {
      const page = await open({ viewport });
      const name = given.name('server');
      await page.goto(at('servers'));
      await page.getByRole('button', { name: 'Add server' }).first().click();
      await page.getByRole('textbox', { name: 'Name' }).fill(name);
      await page.getByRole('textbox', { name: 'Address' }).fill('10.0.0.256');
      await page.getByRole('dialog').getByRole('button', { name: 'Add server' }).click();
      await page.getByText('must be an IPv4 or IPv6 address').waitFor();
      expect(await page.getByRole('textbox', { name: 'Address' }).getAttribute('aria-invalid')).toBe('true');
      await page.getByRole('textbox', { name: 'Address' }).fill('127.0.0.1');
      await page.keyboard.press('Enter');
      await expectSaid(page, `${name} is added`);

      await page.getByLabel('Find by name or address').fill(name);
      const row = page.getByRole('listitem').filter({ hasText: name });
      await row.getByText('Unknown').waitFor();
      await sweepUntilUp(name);
      await row.locator('.badge', { hasText: 'Up' }).waitFor();
      await row
        .getByText(/0\.\d+\sms|\d\sms/)
        .first()
        .waitFor();
      await expectNoOverflow(page);

      await row.getByRole('link', { name }).click();
      await page.getByRole('img', { name: /Ping times of the last hour/ }).waitFor();
      await page.getByRole('button', { name: 'Week' }).click();
      await page.getByRole('img', { name: /Ping times of the last week/ }).waitFor();
      expect(page.url()).toContain('range=week');
      await expectNoOverflow(page);

      await page.locator('.fact', { hasText: 'Uptime, last year' }).waitFor();
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.locator('.badge', { hasText: 'Paused' }).waitFor();
      await page.getByRole('button', { name: 'Resume' }).waitFor();
      await page.getByRole('button', { name: 'Edit' }).click();
      await page.getByRole('textbox', { name: 'Address' }).fill('127.0.0.2');
      await page.keyboard.press('Enter');
      await expectSaid(page, 'is pinged at 127.0.0.2');
      await page.locator('.fact', { hasText: '127.0.0.2' }).waitFor();

      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('button', { name: 'Delete server' }).click();
      await expectSaid(page, `${name} is deleted`);
      await page.getByRole('heading', { name: 'Servers' }).waitFor();
    },
  );

  test('the chart follows the clock of the server, and marks a maintenance window', async () => {
    const page = await open();
    const name = given.name('server');
    await request('POST', '/', { body: { server: { name, IP: '127.0.0.1' } } });
    const day = 86_400_000;
    await request('PUT', `/maintenance/${given.name('window').replaceAll(' ', '-')}`, {
      body: {
        servers: [name],
        from: new Date(Date.now() - day).toISOString(),
        until: new Date(Date.now() + day).toISOString(),
      },
    });
    await sweepUntilUp(name);
    await page.clock.install({ time: Date.now() - 2 * 3_600_000 });
    await page.goto(at(`servers/${name}`));
    await page
      .getByRole('img', { name: /Ping times of the last hour: .* Part of it is a maintenance window/ })
      .waitFor();
    await page.locator('.fact', { hasText: /Last ping.* s ago|just now/ }).waitFor();
  });

  test('a taken name is refused at the field', async () => {
    const page = await open();
    const name = given.name('server');
    await page.goto(at('servers'));
    for (let i = 0; i < 2; i += 1) {
      await page.getByRole('button', { name: 'Add server' }).first().click();
      await page.getByRole('textbox', { name: 'Name' }).fill(name);
      await page.getByRole('textbox', { name: 'Address' }).fill('127.0.0.1');
      await page.keyboard.press('Enter');
      if (i === 0) await expectSaid(page, `${name} is added`);
    }
    await page.getByText('A server of that name exists already.').waitFor();
    expect(await page.getByRole('textbox', { name: 'Name' }).getAttribute('aria-invalid')).toBe('true');
  });
});
