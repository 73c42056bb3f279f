import type { Browser, BrowserContext, Page } from 'playwright-core';
import { sleep } from '#lib/core/clock';
import { chromiumPath, openBrowser, openContext } from '#support/browser';
import { readOptions } from '#tools/local/options';
import { freePort } from '#tools/local/ports';
import { startStack } from '#tools/local/stack';
import { asking } from './callers.ts';
import { type Bench, figure, median, type Row } from './harness.ts';

type Stack = Awaited<ReturnType<typeof startStack>>;

/** What Chrome's tools call slow 3G: each answer begins 400 ms after it was asked for, and all share 400 kbit/s. */
const SLOW_3G = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };

const LINES = 2000;

const nameOf = (n: number): string => `web-${String(n).padStart(5, '0')}`;

/** So many servers, swept once, so that all of them have a state. */
const fill = async ({ url, lambdaUrl }: Stack, count: number): Promise<void> => {
  const { ask, close } = asking(url);
  for (let from = 0; from < count; from += LINES) {
    const lines = Array.from({ length: Math.min(LINES, count - from) }, (_, i) => {
      const n = from + i;
      return `${nameOf(n)},127.${n % 3}.${Math.floor(n / 250) % 250}.${(n % 250) + 1},web;rack-${n % 40}`;
    });
    const response = await fetch(`${url}/import/servers`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: ['name,ip,tags', ...lines].join('\n'),
    });
    if (!response.ok) throw new Error(await response.text());
  }
  await fetch(`${lambdaUrl}/2015-03-31/functions/muster-local-sweepServers/invocations`, {
    method: 'POST',
    body: '{"byHand":true}',
  });
  const isOver = async (): Promise<boolean> => {
    const { items } = JSON.parse((await ask('GET', '/sweeps?limit=1')).text) as { items: { finished_at: unknown }[] };
    return items.some(({ finished_at }) => finished_at !== null);
  };
  while (!(await isOver())) await sleep(1000);
  close();
};

/** Runs a piece of script in the page and waits for what it promises: milliseconds. */
const timed = async (page: Page, script: string): Promise<number> => Number(await page.evaluate(script));

const UNTIL = `const until = (there) => new Promise((go) => {
  const look = () => (there() ? go() : requestAnimationFrame(look));
  look();
});`;

const slow = async (page: Page): Promise<void> => {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', SLOW_3G);
};

/** From the moment that the address is opened to the first rows. */
const visit = async (context: BrowserContext, url: string): Promise<{ ms: number; page: Page }> => {
  const page = await context.newPage();
  await slow(page);
  await page.goto(`${url}/ui/#/servers`, { waitUntil: 'commit' });
  const ms = await timed(
    page,
    `(async () => { ${UNTIL} await until(() => document.querySelector('.server-row')); return performance.now(); })()`,
  );
  return { ms, page };
};

/** From the press on "Servers" to the first rows, in a page that has not shown them yet. */
const change = async (context: BrowserContext, url: string): Promise<number> => {
  const page = await context.newPage();
  await slow(page);
  await page.goto(`${url}/ui/#/tokens`);
  await page.getByText('Password').waitFor();
  const ms = await timed(
    page,
    `(async () => { ${UNTIL}
      const begun = performance.now();
      document.querySelector('nav a[href="#/servers"]').click();
      await until(() => document.querySelector('.server-row'));
      return performance.now() - begun; })()`,
  );
  await page.close();
  return ms;
};

/** From a letter typed to the one server that it leaves, which was not loaded before. */
const filter = async (page: Page, name: string): Promise<number> => {
  const finder = page.getByLabel('Find by name or address');
  await finder.fill(name.slice(0, -1));
  await page.getByText('All 10 servers').first().waitFor();
  const ms = await timed(
    page,
    `(async () => { ${UNTIL}
      const field = document.querySelector('.finder');
      field.value = ${JSON.stringify(name)};
      const begun = performance.now();
      field.dispatchEvent(new Event('input', { bubbles: true }));
      await until(() => document.querySelector('.main .more, main .more')?.textContent.startsWith('1 server,'));
      return performance.now() - begun; })()`,
  );
  await finder.fill('');
  await page.getByText(/^100 servers loaded/).waitFor();
  return ms;
};

const measure = async (browser: Browser, url: string, count: number, rounds: number): Promise<Row[]> => {
  const [cold, again, within, filtered]: number[][] = [[], [], [], []];
  for (let n = 0; n < rounds; n += 1) {
    const context = await openContext(browser);
    const first = await visit(context, url);
    cold?.push(first.ms);
    await first.page.close();
    const second = await visit(context, url);
    again?.push(second.ms);
    await second.page.close();
    within?.push(await change(context, url));
    await context.close();
  }
  const page = await (await openContext(browser)).newPage();
  await page.goto(`${url}/ui/#/servers`);
  await page.getByText(/^100 servers loaded/).waitFor();
  for (let n = 0; n < rounds * 3; n += 1) filtered?.push(await filter(page, nameOf(Math.floor(count / 2) + n * 37)));
  const row = (what: string, times: number[] | undefined, aimMs?: number): Row => {
    const ms = median(times ?? []);
    return figure(what, 'ms', ms, aimMs === undefined ? undefined : { words: `under ${aimMs} ms`, met: ms < aimMs });
  };
  return [
    row('slow 3G: the first visit, until the first rows', cold),
    row('slow 3G: every later visit, until the first rows', again, 1000),
    row('slow 3G: from another view, until the first rows', within, 1000),
    row('the list filtered to a server that was not loaded', filtered, 150),
  ];
};

export const benches: Bench[] = [
  {
    name: 'The page: a list of 10,000 servers in Chromium',
    async run({ small }) {
      if (chromiumPath() === undefined) return [];
      const count = small ? 1000 : 10_000;
      process.env.SWEEP_RATE = '1 day';
      const stack = await startStack({
        ...readOptions(process.env),
        port: await freePort(),
        lambdaPort: await freePort(),
        dataDir: undefined,
        endpoint: undefined,
      });
      const browser = await openBrowser();
      try {
        await fill(stack, count);
        return await measure(browser, stack.url, count, small ? 1 : 5);
      } finally {
        await browser.close();
        await stack.stop();
      }
    },
  },
];
