import { beforeAll, expect, test } from '@jest/globals';
import { given } from '#support/given';
import { eventually, request } from '#support/request';
import { expectAccessible, LOOKS } from './axe.ts';
import { at, inBrowser } from './story.ts';

const pool = given.poolId();
const busy = given.poolId();

inBrowser('the events', (open) => {
  beforeAll(async () => {
    await request('PUT', `/api/pools/${pool}`, { body: { name: 'rack', resources: ['10.55.0.1'] } });
    await request('PATCH', `/api/pools/${pool}`, { body: { name: 'rack 2' } });
    await request('PUT', `/api/pools/${busy}`, { body: { name: '0', resources: [] } });
    for (let i = 1; i <= 120; i += 1) await request('PATCH', `/api/pools/${busy}`, { body: { name: String(i) } });
    await eventually(
      () => request('GET', `/events?subject=${busy}&limit=1000`),
      ({ body }) => body.items.length > 120,
    );
  });

  test('are filtered by what they happened to, by type and by day, and the address keeps the filter', async () => {
    const page = await open();
    await page.goto(at('events'));
    await page.getByLabel('What it happened to').fill(pool);
    await page.keyboard.press('Enter');
    const lines = page.locator('.event');
    await page.getByText('All 2 events.').waitFor();
    await page.getByLabel('Type').selectOption('pool.created');
    await page.getByText('1 event, no more.').waitFor();
    await lines.getByText(pool).waitFor();
    expect(page.url()).toContain('type=pool.created');
    await page.reload();
    await lines.getByText(pool).waitFor();
    expect(await lines.count()).toBe(1);
    await page.getByLabel('To', { exact: true }).fill('2020-01-01');
    await page.getByLabel('To', { exact: true }).press('Enter');
    await page.getByText('No event fits.').waitFor();
  });

  test('lead to what they happened to', async () => {
    const page = await open();
    await page.goto(at(`events?subject=${pool}&type=pool.created`));
    await page.locator('.event a').click();
    await page.waitForURL((url) => url.hash === `#/pools/${pool}`);
  });

  test('are loaded page by page, and new ones come by themselves without losing the older', async () => {
    const page = await open();
    await page.goto(at(`events?subject=${busy}`));
    await page.getByText(/^100 events loaded/).waitFor();
    await page.keyboard.press('End');
    await page.getByText('All 121 events.').waitFor();
    await request('PATCH', `/api/pools/${busy}`, { body: { name: 'new' } });
    await page.getByText('All 122 events.').waitFor();
  });

  test.each(LOOKS)('axe finds nothing, %s', async (_, look) => {
    await expectAccessible(open, look, `events?subject=${pool}`, pool);
  });
});
