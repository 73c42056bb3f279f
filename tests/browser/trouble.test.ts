import { expect, test } from '@jest/globals';
import { given } from '#support/given';
import { eventually, request } from '#support/request';
import { at, inBrowser } from './story.ts';

const problem = (status: number, detail: string) => ({
  status,
  contentType: 'application/problem+json',
  body: JSON.stringify({ type: 'about:blank', title: 'Trouble', status, detail }),
});

inBrowser('trouble', (open) => {
  test('on a slow network a view says that it is loading, and then shows what it loaded', async () => {
    const pool = given.poolId();
    await request('PUT', `/api/pools/${pool}`, { body: { name: 'rack', resources: ['10.0.0.1'] } });
    const page = await open();
    const loading = Promise.withResolvers<void>();
    await page.route('**/api/pools**', async (route) => {
      await loading.promise;
      await route.continue();
    });
    await page.goto(at(`pools/${pool}`));
    await page.getByText(`Loading ${pool}`).waitFor();
    loading.resolve();
    await page.getByText('0 of 1 allocated').waitFor();
  });

  test('when the API fails, its words are shown, and trying again shows the data', async () => {
    const page = await open();
    let failing = true;
    await page.route('**/servers**', (route) =>
      failing ? route.fulfill(problem(503, 'The database is being moved.')) : route.continue(),
    );
    await page.goto(at('servers'));
    await page.getByRole('alert').getByText('The database is being moved.').waitFor();
    failing = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Updated').waitFor();
  });

  test('when the API is away, what was known stays, and its age is told', async () => {
    const device = given.mac();
    await request('PUT', `/ztp/register/${device}`, { body: { ip: given.ip() } });
    const page = await open();
    await page.goto(at(`devices?find=${device}`));
    await page.getByText(device).waitFor();
    await page.route('**/fleet/**', (route) => route.abort());
    await page.getByText(/The API cannot be reached\. What you see is from/).waitFor();
    expect(await page.getByText(device).isVisible()).toBe(true);
    await page.unroute('**/fleet/**');
    await page.getByText(/^Updated/).waitFor();
  });

  test('a refusal of an action is said in the words of the API', async () => {
    const pool = given.poolId();
    await request('PUT', `/api/pools/${pool}`, { body: { name: 'rack', resources: [] } });
    const page = await open();
    await page.goto(at(`pools/${pool}`));
    await page.getByText('The pool has no address').waitFor();
    await page.getByRole('button', { name: 'Allocate' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Allocate' }).click();
    await page.getByRole('alert').getByText(pool).waitFor();
  });

  test('where a token is asked for, the login is shown, and leads back to where one was going', async () => {
    const page = await open();
    await page.route('**/servers**', (route) =>
      route.request().headers().authorization ? route.continue() : route.fulfill(problem(401, 'Show a token.')),
    );
    await page.goto(at('servers'));
    await page.getByLabel('Name').fill('alice');
    await page.getByLabel('Password').fill('hunter2');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Servers' }).waitFor();
    await page.getByText('Updated').waitFor();
    await page.getByText('alice').waitFor();
  });

  test('an object that is unknown or cannot be reached is not shown as fresh', async () => {
    const page = await open();
    await page.goto(at(`servers/${given.name('nobody')}`));
    await page
      .getByRole('alert')
      .getByText(/does not exist/)
      .waitFor();
    expect(await page.locator('.fresh').count()).toBe(0);
    await page.route('**/api/pools/**', (route) => route.abort());
    await page.goto(at('pools/nowhere'));
    await page.getByRole('alert').getByText('The API cannot be reached.').waitFor();
    expect(await page.getByText('Loading').count()).toBe(0);
  });

  test('what was known is there at once when one comes back', async () => {
    const pool = given.poolId();
    await request('PUT', `/api/pools/${pool}`, { body: { name: 'rack', resources: ['10.0.0.1'] } });
    const page = await open();
    await page.goto(at(`pools/${pool}`));
    await page.getByText('0 of 1 allocated').waitFor();
    await page.goto(at('nowhere'));
    await page.route('**/api/pools/**', () => undefined);
    await page.goBack();
    await page.getByText('0 of 1 allocated').waitFor();
  });

  test('so is the overview, when nothing is answered any more', async () => {
    const page = await open();
    await request('PUT', `/api/pools/${given.poolId()}`, { body: { name: 'rack', resources: [] } });
    await page.goto(at(''));
    const events = page.locator('.last-events').getByRole('link');
    await events.first().waitFor();
    // Each part of the overview is asked for by itself; what is not there yet is not remembered.
    await eventually(
      () => page.getByText(/^Loading/).count(),
      (loading) => loading === 0,
    );
    await page.goto(at('nowhere'));
    await page.getByText('There is nothing at this address').waitFor();
    await page.route(
      ({ pathname }) => !pathname.startsWith('/ui/'),
      () => undefined,
    );
    await page.goBack();
    await events.first().waitFor();
    expect(await page.getByText(/^Loading/).count()).toBe(0);
  });

  test('after a log-out the login does not speak of what nobody asked for', async () => {
    const page = await open();
    await page.goto(at('compute'));
    await page.getByLabel('Name').fill('alice');
    await page.getByLabel('Password').fill('hunter2');
    await page.keyboard.press('Enter');
    await page.getByText('Create a cluster').waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByText('You are logged out.').waitFor();
  });
});
