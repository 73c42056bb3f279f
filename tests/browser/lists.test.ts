import { beforeAll, expect, test } from '@jest/globals';
import { given } from '#support/given';
import { request } from '#support/request';
import { at, expectSaid, expectTrue, inBrowser } from './story.ts';

const NAMES = 180;

/** Names that are first in every order by name. */
const prefix = `!${given.name('many')}-`;
const tag = given.name('tag');
const nameOf = (i: number): string => `${prefix}${String(i).padStart(4, '0')}`;

const focused =
  '[...document.querySelectorAll(":focus")].map((element) => element.getAttribute("aria-label") ?? element.textContent).join()';

inBrowser('a long list', (open) => {
  beforeAll(async () => {
    for (let i = 0; i < NAMES; i += 20)
      await Promise.all(
        Array.from({ length: 20 }, (_, k) =>
          request('POST', '/', { body: { server: { name: nameOf(i + k), IP: '127.0.0.1', tags: [tag] } } }),
        ),
      );
  });

  test('it is loaded page by page, drawn as it is seen, and says how much there is', async () => {
    const page = await open({ viewport: { width: 1440, height: 900 } });
    await page.goto(at(`servers?sort=name&tag=${tag}`));
    await page.getByRole('link', { name: nameOf(0) }).waitFor();
    await page.getByText(/^100 servers loaded; /).waitFor();
    expect(await page.locator('.server-row').count()).toBeLessThan(NAMES);
    const onScreen =
      '[...document.querySelectorAll(".server-row")].filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length';
    expect(await page.evaluate(onScreen)).toBeGreaterThanOrEqual(30);
    await page.keyboard.press('End');
    await page.getByText(`All ${NAMES} servers.`).waitFor();
    await page.keyboard.press('End');
    await page.getByRole('link', { name: nameOf(NAMES - 1) }).waitFor();
    expect(await page.getByRole('link', { name: nameOf(0) }).count()).toBe(0);
  });

  test('its first rows are asked for before the script of the page is there, and not again by that', async () => {
    const page = await open();
    const isList = (url: URL): boolean => url.pathname === '/servers';
    let asked = 0;
    await page.route(isList, (route) => {
      asked += 1;
      return asked === 1 ? route.continue() : undefined;
    });
    const early = page.waitForRequest((sent) => isList(new URL(sent.url())));
    await page.route('**/ui/main-*.js', async (route) => {
      await early;
      await route.continue();
    });
    await page.goto(at(`servers?sort=name&tag=${tag}`));
    await page.getByRole('link', { name: nameOf(0) }).waitFor();
  });

  test('a name that is not loaded is found, and what is loaded is filtered meanwhile', async () => {
    const page = await open();
    await page.goto(at(`servers?sort=name&tag=${tag}`));
    await page.getByRole('link', { name: nameOf(0) }).waitFor();
    await page.getByLabel('Find by name or address').fill(nameOf(NAMES - 1));
    await page.getByRole('link', { name: nameOf(NAMES - 1) }).waitFor();
    await page.getByText('1 server, no more.').waitFor();
    // The search is never answered.
    await page.route('**/servers?**', () => undefined);
    await page.getByLabel('Find by name or address').fill('');
    await page.getByLabel('Find by name or address').fill(nameOf(3));
    await page.getByText('Searching…').waitFor();
    await page.getByRole('link', { name: nameOf(3) }).waitFor();
  });

  test('Back leads to the same place of the list, and to the row that one came from', async () => {
    const page = await open();
    await page.goto(at(`servers?sort=name&tag=${tag}`));
    await page.getByRole('link', { name: nameOf(0) }).waitFor();
    await page.evaluate('scrollTo(0, 1500)');
    const link = page.getByRole('link', { name: nameOf(72) });
    await link.hover();
    const before = await page.evaluate('scrollY');
    await link.click();
    await page.getByRole('heading', { name: nameOf(72) }).waitFor();
    expect(await page.evaluate('scrollY')).toBe(0);
    await page.goBack();
    await link.waitFor();
    await expectTrue(page, `Math.abs(scrollY - ${before}) < 3`);
    await expectTrue(page, `document.activeElement.textContent === '${nameOf(72)}'`);
  });

  test('a whole row leads where its name does', async () => {
    const page = await open();
    await page.goto(at(`servers?sort=name&tag=${tag}`));
    const row = page.getByRole('listitem').filter({ hasText: nameOf(2) });
    await row.locator('.cell-loss').click({ force: true });
    await page.getByRole('heading', { name: nameOf(2) }).waitFor();
  });

  test('many are chosen with the shift key, and asked about before anything is done', async () => {
    const page = await open();
    const calls: string[] = [];
    page.on('request', (sent) => {
      if (sent.method() !== 'GET') calls.push(`${sent.method()} ${new URL(sent.url()).search}`);
    });
    await page.goto(at(`servers?sort=name&tag=${tag}`));
    await page.getByLabel(`Choose ${nameOf(4)}`).check();
    await page.getByLabel(`Choose ${nameOf(9)}`).click({ modifiers: ['Shift'] });
    await page.getByText('6 servers chosen').waitFor();
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.getByText('6 servers can.').waitFor();
    expect(calls).toEqual([]);
    // Who thinks better of it finds what was chosen.
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('6 servers chosen').waitFor();
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await page.getByText('6 servers begun, 0 refused.').waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    expect(calls.length).toBe(6);

    await page.getByRole('button', { name: `Pause all tagged ${tag}` }).click();
    await page.getByText(`${NAMES - 6} servers can, 6 cannot.`).waitFor();
    expect(calls.slice(6)).toEqual([`PUT ?tag=${tag}&dry_run=true`]);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate(focused)).toBe(`Pause all tagged ${tag}`);
  });

  test('closing stops what has not begun', async () => {
    const page = await open();
    let asked = 0;
    const answering = Promise.withResolvers<void>();
    await page.route('**/servers/**', async (route) => {
      if (route.request().method() !== 'PUT') return route.continue();
      asked += 1;
      await answering.promise;
      return route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        body: '{"status":503,"detail":"no"}',
      });
    });
    await page.goto(at(`servers?sort=name&tag=${tag}`));
    await page.getByLabel(`Choose ${nameOf(20)}`).check();
    await page.getByLabel(`Choose ${nameOf(45)}`).click({ modifiers: ['Shift'] });
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Cancel the rest' }).click();
    answering.resolve();
    await page.waitForTimeout(2000);
    expect(asked).toBeLessThan(20);
  });

  test('a dialog begins in its first field, and gives the focus back', async () => {
    const page = await open();
    await page.goto(at('servers'));
    await page.getByRole('button', { name: 'Add server' }).first().click();
    await page.keyboard.type('x');
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('x');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expectTrue(page, 'document.activeElement.textContent === "Add server"');
    await page.keyboard.press('Enter');
    const name = `!${given.name('added')}`;
    await page.keyboard.type(name);
    await page.keyboard.press('Tab');
    await page.keyboard.type('127.0.0.1');
    await page.keyboard.press('Enter');
    await expectSaid(page, `${name} is added`);
    await expectTrue(page, 'document.activeElement.textContent === "Add server"');
  });
});
