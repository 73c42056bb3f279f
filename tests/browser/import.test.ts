import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { given } from '#support/given';
import { request } from '#support/request';
import { expectAccessible, LOOKS } from './axe.ts';
import { at, expectSaid, expectTrue, inBrowser } from './story.ts';

inBrowser('lists as CSV', (open) => {
  test('one brings servers in by keyboard, after seeing what would be of each line', async () => {
    const page = await open();
    const [good, bad] = [given.name('imported'), given.name('imported')];
    await page.goto(at('import'));
    await page.getByLabel('or its lines').focus();
    await page.keyboard.type(`name,ip,tags\n${good},10.0.7.1,web;rack-7\n${bad},10.0.7.999,web`);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('1 would be created, 0 changed, 0 stay the same, 1 are refused.').waitFor();
    const row = page.getByRole('row').filter({ hasText: bad });
    await row.getByText('ip must be an IPv4 or IPv6 address').waitFor();
    expect((await request('GET', `/servers/${good}`)).status).toBe(404);
    await page.getByRole('button', { name: 'Import 1 line' }).focus();
    await page.keyboard.press('Enter');
    await expectSaid(page, '1 created, 0 changed, 0 the same, 1 refused.');
    await expectTrue(page, `document.activeElement.textContent === '1 created, 0 changed, 0 the same, 1 refused.'`);
    expect((await request('GET', `/servers/${good}`)).body).toMatchObject({ ip: '10.0.7.1', tags: ['web', 'rack-7'] });
  });

  test('a file is checked as soon as it is chosen, and what is wrong with its header is told', async () => {
    const page = await open();
    await page.goto(at('import?kind=pools'));
    const file = (text: string) => ({ name: 'pools.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    const id = given.poolId();
    const latin1 = { ...file(''), buffer: Buffer.from('id,name\na,M\u00fcnchen\n', 'latin1') };
    await page.getByLabel('A CSV file').setInputFiles(latin1);
    await page.getByText('The file is not UTF-8').waitFor();
    await page.getByLabel('A CSV file').setInputFiles(file('id,nmae\na,b\n'));
    await page.getByRole('alert').getByText('nmae is not a column of this list').waitFor();
    await page.getByLabel('A CSV file').setInputFiles(file(`id,name,resources\n${id},Rack,10.0.0.0/29\n`));
    await page.getByText('1 would be created').waitFor();
    await page.getByLabel('or its lines').fill('id,name\n');
    // What was checked is not what would be sent now.
    await page.getByRole('button', { name: 'Import 1 line' }).waitFor({ state: 'detached' });
  });

  test('a list is given as a file with all of its entries, also of pages that are not loaded', async () => {
    const page = await open();
    const pool = given.poolId();
    await request('PUT', `/api/pools/${pool}`, { body: { name: 'rack', resources: [] } });
    await page.goto(at(`events?subject=${pool}`));
    await page.getByText('1 event, no more.').waitFor();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download events as CSV' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('events.csv');
    const lines = readFileSync(await file.path(), 'utf8')
      .trim()
      .split('\r\n');
    expect(lines[0]).toContain('id,type,at');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain(pool);
  });

  test.each(LOOKS)('axe finds nothing in the view and in what would be, %s', async (_, look) => {
    await expectAccessible(open, look, 'import', 'Check', async (page) => {
      await page.getByLabel('or its lines').fill(`name,ip\n${given.name('a')},10.0.0.1\nb c/,10\n`);
      await page.getByRole('button', { name: 'Check' }).click();
      await page.getByText('1 would be created').waitFor();
    });
  });
});
