import { expect, test } from '@jest/globals';
import { at, expectNoOverflow, expectSaid, inBrowser, WIDTHS } from './story.ts';

inBrowser('the compute clusters', (open) => {
  test.each(WIDTHS)('one logs in, creates within the limits, deletes, and logs out, %s', async (_, viewport) => {
    const page = await open({ viewport });
    await page.goto(at('compute'));
    await page.getByLabel('Name').fill('betty');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('main').getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Password').fill('hunter2');
    await page.keyboard.press('Enter');

    await page.getByText('A whole number from 1 to 16').waitFor();
    await page.getByLabel('CPUs of each worker').fill('17');
    await page.getByLabel('Memory of each worker').fill('0');
    await page.getByRole('button', { name: 'Create cluster' }).click();
    await page.getByText('must be at most 16').waitFor();
    await page.getByText('must be over 0').waitFor();
    await page.getByLabel('CPUs of each worker').fill('4');
    await page.getByLabel('Memory of each worker').fill('0.5');
    await page.getByRole('button', { name: 'Create cluster' }).click();
    await expectSaid(page, 'The cluster is made');
    const row = page.getByRole('listitem').filter({ hasText: '4 CPUs' }).first();
    await row.getByText('4 CPUs, 0.5 GiB').waitFor();
    await row.getByText(/^Made /).waitFor();
    await row.getByText('by betty').waitFor();
    await expectNoOverflow(page);

    await row.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog', { name: 'Delete the cluster of 4 CPUs, 0.5 GiB?' }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete cluster' }).click();
    await expectSaid(page, 'The cluster is deleted');
    expect(await page.evaluate('JSON.stringify(localStorage)')).toBe('{}');
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
  });
});
