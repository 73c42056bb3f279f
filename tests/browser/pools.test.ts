import { expect, test } from '@jest/globals';
import { given } from '#support/given';
import { request } from '#support/request';
import { at, expectNoOverflow, expectSaid, inBrowser, WIDTHS } from './story.ts';

inBrowser('the pools', (open) => {
  test.each(WIDTHS)('one creates a pool, allocates, releases and deletes, %s', async (_, viewport) => {
    const page = await open({ viewport });
    const id = given.poolId();
    await page.goto(at('pools'));
    await page.getByRole('button', { name: 'Create pool' }).first().click();
    await page.getByLabel('Id').fill(id);
    await page.getByLabel('Addresses').fill('10.0.0.1\n10.0.0.256');
    await page.getByRole('dialog').getByRole('button', { name: 'Create pool' }).click();
    await page.getByText(/Entry 2 must be/).waitFor();
    expect(await page.getByLabel('Addresses').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('Addresses').fill('10.0.0.1\n10.0.1.0/29');
    await page.getByRole('dialog').getByRole('button', { name: 'Create pool' }).click();
    await expectSaid(page, `${id} is made, with 7 addresses`);

    const map = page.getByRole('listbox', { name: 'Addresses' });
    await map.getByRole('option').first().waitFor();
    expect(await map.getByRole('option').count()).toBe(7);
    await page.getByRole('button', { name: 'Allocate' }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Allocate' }).click();
    await expectSaid(page, 'is allocated');
    await page.getByText('1 of 7 allocated').waitFor();
    await expectNoOverflow(page);

    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete pool' }).click();
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();

    await page.getByRole('button', { name: 'Release' }).click();
    await page.getByText('0 of 7 allocated').waitFor();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete pool' }).click();
    await expectSaid(page, `${id} is deleted`);
  });

  test('a map of 4,000 addresses is one stop of the tab key, and the arrow keys walk it', async () => {
    const page = await open();
    const id = given.poolId();
    await request('PUT', `/api/pools/${id}`, { body: { name: 'large', resources: ['10.7.0.1-10.7.15.160'] } });
    await page.goto(at(`pools/${id}`));
    const map = page.getByRole('listbox', { name: 'Addresses' });
    await map.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await map.getByRole('option', { selected: true }).getAttribute('aria-label')).toBe('10.7.0.2, free');
    await page.keyboard.press('End');
    await page.getByRole('heading', { name: '10.7.15.160' }).waitFor();
    await page.getByLabel('Find an address').fill('10.7.3.77');
    await page.getByRole('heading', { name: '10.7.3.77' }).waitFor();
    expect(await map.getByRole('option').count()).toBe(4000);
  });
});
