import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { given } from '#support/given';
import { request } from '#support/request';
import { expectAccessible, LOOKS } from './axe.ts';
import { at, expectSaid, inBrowser } from './story.ts';

const logIn = async (page: Page): Promise<void> => {
  await page.getByLabel('Name').fill('alice');
  await page.getByLabel('Password').fill('hunter2');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Log out' }).waitFor();
};

const statusWith = async (token: string): Promise<number> =>
  (await request('GET', '/servers?limit=1', { headers: { authorization: `Token ${token}` } })).status;

inBrowser('the tokens', (open) => {
  test('one logs in, creates a token, sees it once, and deletes it', async () => {
    const page = await open();
    const name = given.name('token');
    await page.goto(at('tokens'));
    await logIn(page);
    await page.getByRole('button', { name: 'Create token' }).first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Create token' }).click();
    await page.getByText(/must be 1 to 64 of/).waitFor();
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Last day').fill('2030-01-31');
    await page.getByRole('dialog').getByRole('button', { name: 'Create token' }).click();
    const token = await page.getByRole('textbox', { name: 'Secret' }).inputValue();
    expect(await statusWith(token)).toBe(200);
    await page.getByRole('button', { name: 'I have it' }).click();
    const row = page.getByRole('listitem').filter({ hasText: name });
    await row.getByText('31 Jan 2030').waitFor();
    expect(await page.content()).not.toContain(token);

    await row.getByRole('button', { name: `Delete ${name}` }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete token' }).click();
    await expectSaid(page, `${name} is deleted`);
    await row.waitFor({ state: 'detached' });
    // A token that is dead is as none.
    const { status } = await request('GET', '/tokens', { headers: { authorization: `Token ${token}` } });
    expect(status).toBe(401);
  });

  test.each(LOOKS)('axe finds nothing in the list and in the dialog, %s', async (_, look) => {
    await expectAccessible(open, look, 'tokens', 'Password', async (page) => {
      await logIn(page);
      await page.getByRole('button', { name: 'Create token' }).first().click();
      await page.getByRole('dialog').waitFor();
    });
  });
});
