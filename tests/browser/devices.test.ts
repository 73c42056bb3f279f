import { expect, test } from '@jest/globals';
import { given } from '#support/given';
import { managerBehaves, request } from '#support/request';
import { at, expectNoOverflow, expectSaid, inBrowser, WIDTHS } from './story.ts';

inBrowser('the devices', (open) => {
  test.each(WIDTHS)('one sees the newest first, and sends a failed exec call again, %s', async (_, viewport) => {
    const page = await open({ viewport });
    const [first, second, ip, name] = [given.mac(), given.mac(), given.ip(), given.name('device')];
    await managerBehaves(ip, { statuses: [404, 200] });
    await request('PUT', `/ztp/register/${first}`, { body: { ip: given.ip(), name: `${name}-1` } });
    await request('PUT', `/ztp/register/${second}`, { body: { ip, name: `${name}-2` } });
    // By their names: other tests register more devices than a window shows.
    await page.goto(at(`devices?find=${name}`));
    const row = page.getByRole('listitem').filter({ hasText: second });
    await row.getByText('Failed').waitFor();
    const names = await page.locator('.device-row a').allTextContents();
    expect(names).toEqual([second, first]);
    await expectNoOverflow(page);

    await row.getByRole('link').click();
    await page.getByText('answered 404').first().waitFor();
    await page.getByRole('button', { name: 'Send again' }).click();
    await expectSaid(page, 'called again');
    await page.getByText('Succeeded').first().waitFor();
    await expectNoOverflow(page);

    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Address').fill('nowhere');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('must be an IPv4 or IPv6 address').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete device' }).click();
    await expectSaid(page, `${second} is deleted`);
  });
});
