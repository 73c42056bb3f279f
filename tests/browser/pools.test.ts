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
    await page.getByRole('dialog').getByText('Then anybody may be given it.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Release' }).click();
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
    await page.getByLabel('Find an address').fill('10.9');
    await page.getByText('No address begins with 10.9.').waitFor();
    expect(await page.getByRole('heading', { name: '10.7.3.77' }).count()).toBe(0);
  });

  test('a /8 is walked by prefix, down to an address and back out, by keyboard', async () => {
    const page = await open();
    const id = given.poolId();
    await request('PUT', `/api/pools/${id}`, { body: { name: 'vast', resources: ['10.0.0.0/8'] } });
    const { body } = await request('GET', `/api/pools/${id}?from=10.7.3.9&limit=1`);
    await request('PUT', `/api/pools/${id}/allocate`, { body: { id: body.resources[0].id, owner: 'node-17' } });
    await page.goto(at(`pools/${id}`));
    const blocks = page.getByRole('listbox', { name: 'Blocks' });
    await blocks.getByRole('option', { name: '10.7.0.0/16, 1 of 65,536 allocated' }).waitFor();
    expect(await blocks.getByRole('option').count()).toBe(256);
    await blocks.focus();
    for (let i = 0; i < 8; i += 1) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await blocks.getByRole('option', { name: '10.7.3.0/24, 1 of 256 allocated' }).waitFor();
    expect(await blocks.getByRole('option', { name: '10.7.3.0/24' }).textContent()).toBe('.3<1%');
    for (let i = 0; i < 4; i += 1) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const map = page.getByRole('listbox', { name: 'Addresses' });
    await map.getByRole('option', { name: '10.7.3.9, allocated' }).waitFor();
    await page.getByRole('region', { name: 'Who has what' }).getByText('node-17').waitFor();
    await page.getByRole('button', { name: '10.7.3.9' }).click();
    await page.getByText('allocated to node-17').waitFor();
    await page.goBack();
    await blocks.getByRole('option', { name: '10.7.3.0/24, 1 of 256 allocated' }).waitFor();

    await page.getByLabel('Find an address').fill('10.200.0.77');
    await page.getByRole('heading', { name: '10.200.0.77' }).waitFor();
    await page.getByLabel('Find an address').fill('11.0.0.1');
    await page.getByText('11.0.0.1 is not in this pool.').waitFor();

    await page.goto(at(`pools/${id}`));
    await blocks.getByRole('option', { name: '10.7.0.0/16, 1 of 65,536 allocated' }).waitFor();
    await page.goto(at(`pools/${id}?at=10.9.5.7`));
    await page.getByRole('heading', { name: '10.9.5.7' }).waitFor();
    expect(await map.getByRole('option', { selected: true }).getAttribute('aria-label')).toBe('10.9.5.7, free');
    expect(await page.getByRole('navigation', { name: 'Part of the pool' }).textContent()).toContain('10.9.5.0/24');
  });

  test('the fullest pool is first, and what is known of a pool can be changed', async () => {
    const page = await open();
    // By its name: other tests have more pools than a window shows.
    const full = given.poolId();
    const empty = `${full}-empty`;
    await request('PUT', `/api/pools/${empty}`, { body: { name: 'a', resources: ['10.0.0.1'] } });
    await request('PUT', `/api/pools/${full}`, { body: { name: 'b', resources: ['10.0.0.1'] } });
    await request('PUT', `/api/pools/${full}/allocate`);
    await page.goto(at(`pools?find=${full}`));
    const row = page.getByRole('listitem').filter({ hasText: '1 of 1 allocated' });
    await row.getByText('1 of 1 allocated').waitFor();
    const ids = await page.locator('.pool-row a').allTextContents();
    expect(ids).toEqual([full, empty]);
    await row.getByRole('link').click();
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('VLAN').fill('5000');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.field-error').waitFor();
    await page.getByLabel('VLAN').fill('42');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('VLAN 42').waitFor();
    await page.getByRole('button', { name: 'Add addresses' }).click();
    await page.getByLabel('Address, block or range').fill('10.0.1.0/29');
    await page.getByRole('dialog').getByRole('button', { name: 'Add addresses' }).click();
    await page.getByText('1 of 7 allocated').waitFor();
  });
});
