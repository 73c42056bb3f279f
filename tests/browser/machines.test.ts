import { expect, test } from '@jest/globals';
import { given } from '#support/given';
import { at, expectNoOverflow, expectSaid, inBrowser, WIDTHS } from './story.ts';

inBrowser('the machines', (open) => {
  test.each(WIDTHS)('one adds a cluster, creates machines, and operates on the chosen, %s', async (_, viewport) => {
    const page = await open({ viewport });
    const cluster = given.name('cluster');
    const tag = given.name('tag');
    await page.goto(at('machines'));
    await page.getByRole('button', { name: 'Add cluster' }).first().click();
    await page.getByLabel('Name', { exact: true }).fill(cluster);
    await page.getByLabel('Region', { exact: true }).last().selectOption('C');
    await page.getByRole('dialog').getByRole('button', { name: 'Add cluster' }).click();
    await expectSaid(page, `Cluster ${cluster} is made`);

    await page.goto(at(`machines?cluster=${cluster}`));
    for (const name of ['one', 'two']) {
      await page.getByRole('button', { name: 'Create machine' }).click();
      await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill(name);
      await page.getByRole('dialog').getByLabel('Tags').fill(`${tag}, ${name}`);
      await page.getByRole('dialog').getByRole('button', { name: 'Create machine' }).click();
      await expectSaid(page, `${name} is made`);
    }
    const section = page.getByRole('region', { name: `Cluster ${cluster}` });
    const running = section.getByText('Running');
    await running.nth(1).waitFor();
    await expectNoOverflow(page);

    const calls: string[] = [];
    page.on('request', (sent) => {
      const { pathname, search } = new URL(sent.url());
      if (sent.method() === 'POST') calls.push(pathname + search);
    });
    await section.getByLabel('Choose one').check();
    await section.getByLabel('Choose two').click({ modifiers: ['Shift'] });
    await page.getByText('2 machines chosen').waitFor();
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByText('0 machines can, 2 cannot.').waitFor();
    expect(await page.getByRole('dialog').locator('.badge', { hasText: 'Refused' }).count()).toBe(2);
    expect(await page.getByRole('dialog').getByRole('button', { name: 'Start' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(calls.splice(0)).toEqual([`/api/v1/machines?action=START&cluster_name=${cluster}&dry_run=true`]);

    await page.getByText('2 machines chosen').waitFor();
    await section.getByLabel('Choose two').uncheck();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByText('1 machine can.').waitFor();
    expect(calls).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
    await page.getByText('1 machine begun, 0 refused.').waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await section.getByText('Stopped').waitFor();

    await section.getByRole('link', { name: 'one', exact: true }).click();
    await page.getByRole('heading', { name: 'one' }).waitFor();
    await page.locator('.lines', { hasText: 'Stop' }).waitFor();
    expect(await page.getByRole('button', { name: 'Reboot' }).isDisabled()).toBe(true);
    await expectNoOverflow(page);
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete machine' }).click();
    await expectSaid(page, 'one is deleted');
  });
});
