import { beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { given } from '#support/given';
import { eventually, request } from '#support/request';
import { expectAccessible, LOOKS } from './axe.ts';
import { at, expectSaid, inBrowser } from './story.ts';

const server = given.name('server');
const tag = given.name('tag');
const pool = given.poolId();
const owner = given.name('owner');
const device = given.mac();

const field = (page: Page) => page.getByRole('combobox', { name: 'Find everything' });

/** What assistive technology is told to be chosen. */
const chosen = (page: Page): Promise<unknown> =>
  page.evaluate(`document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.textContent`);

inBrowser('finding everything', (open) => {
  beforeAll(async () => {
    await request('POST', '/', { body: { server: { name: server, IP: '127.0.0.1', tags: [tag] } } });
    await request('PUT', `/api/pools/${pool}`, { body: { name: pool, resources: ['10.77.0.0/29'] } });
    await request('PUT', `/api/pools/${pool}/allocate`, { body: { owner } });
    await request('PUT', `/ztp/register/${device}`, { body: { ip: given.ip() } });
    for (const q of [server, tag, pool, owner, device, device.replaceAll(':', '')])
      await eventually(
        () => request('GET', `/search?q=${encodeURIComponent(q)}`),
        ({ body }) => body.items.length > 0,
      );
  });

  test.each([
    ['a name', server, server],
    ['a tag', tag, server],
    ['an owner', owner, pool],
    ['the bare digits of a MAC address', device.replaceAll(':', ''), device],
  ])('finds by %s, by keyboard alone', async (_, text, title) => {
    const page = await open();
    await page.goto(at('servers'));
    await page.getByText('Updated').waitFor();
    await page.keyboard.press('/');
    await field(page).waitFor();
    await page.keyboard.type(text);
    await page.getByRole('option').filter({ hasText: title }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
  });

  test('opens with Ctrl-K even from a field, moves by arrows, and gives the focus back', async () => {
    const page = await open();
    await page.goto(at('servers'));
    const finder = page.getByLabel('Find by name or address');
    await finder.click();
    await page.keyboard.press('/');
    expect(await finder.inputValue()).toBe('/');
    await page.keyboard.press('Control+k');
    await field(page).waitFor();
    expect(await chosen(page)).toBe('Overview');
    await page.keyboard.press('ArrowDown');
    expect(await chosen(page)).toBe('Fleet');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    expect(await chosen(page)).toBe('Add a rule');
    await page.keyboard.press('Escape');
    await field(page).waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.ariaLabel')).toBe('Find by name or address');
  });

  test('does things: allocates in a pool, and pauses a server', async () => {
    const page = await open();
    await page.goto(at('events'));
    await page.getByRole('heading', { name: 'Events' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type(`allocate in ${pool}`);
    await page.getByRole('option', { name: `Allocate an address in ${pool}` }).waitFor();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: `Allocate in ${pool}` });
    await dialog.getByRole('button', { name: 'Allocate' }).click();
    await expectSaid(page, 'is allocated');
    await page.getByRole('heading', { level: 1, name: pool }).waitFor();

    await page.keyboard.press('Control+k');
    await page.keyboard.type(`pause ${server}`);
    await page.getByRole('option', { name: `Pause ${server}` }).waitFor();
    await page.keyboard.press('Enter');
    await expectSaid(page, `${server} is paused`);
    expect((await request('GET', `/servers/${server}`)).body.paused).toBe(true);

    await page.keyboard.press('Control+k');
    await page.keyboard.type(`enrol ${device} again`);
    await page.getByRole('option', { name: `Enrol ${device}` }).waitFor();
    await page.keyboard.press('Enter');
    await expectSaid(page, `The rules are matched again for ${device}`);
    await page.getByRole('heading', { level: 1, name: device }).waitFor();
  });

  test('says that nothing was found, and does not open what was found before', async () => {
    const page = await open();
    await page.goto(at('servers'));
    await page.getByText('Updated').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type(server);
    await page.getByRole('option').filter({ hasText: server }).waitFor();
    await page.keyboard.type('-and-more');
    await page.keyboard.press('Enter');
    await page.getByText(`Nothing begins with ${server}-and-more`).waitFor();
    await page.keyboard.press('Enter');
    expect(await field(page).isVisible()).toBe(true);
  });

  test.each(LOOKS)('axe finds nothing, %s', async (_, look) => {
    await expectAccessible(open, look, 'servers', 'Updated', async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type(server);
      await page.getByRole('option').filter({ hasText: server }).first().waitFor();
    });
  });
});
