import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { NARROW, openBrowser, openContext } from '#support/browser';
import { sampleDevices, sampleFleet, sampleMachines, samplePools, sampleServers } from '#support/sample-fleet';
import { startServiceManager } from '#support/service-manager';
import { startEngine } from '#tools/local/engine';
import { readOptions } from '#tools/local/options';
import { freePort } from '#tools/local/ports';
import { LOCAL_TABLE, startStack } from '#tools/local/stack';

const OUT = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));

interface Shot {
  name: string;
  view: string;
  /** What stands there when all is drawn. */
  sign: string;
  dark?: boolean;
  narrow?: boolean;
  wall?: boolean;
  before?: (page: Page) => Promise<void>;
}

const SHOTS: Shot[] = [
  { name: 'overview', view: '', sign: 'mail-relay' },
  { name: 'overview-wall', view: '', sign: 'mail-relay', wall: true },
  { name: 'fleet', view: 'fleet?find=web-', sign: 'web-7' },
  { name: 'fleet-narrow', view: 'fleet?find=web-', sign: 'web-7', narrow: true },
  { name: 'device-dark', view: 'fleet/52:54:00:aa:00:02', sign: 'Steps', dark: true },
  { name: 'rule', view: 'rules/web', sign: 'Would match' },
  {
    name: 'search',
    view: 'fleet',
    sign: 'rack 1, slot 1',
    before: async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('web');
    },
  },
  { name: 'servers', view: 'servers', sign: 'vpn-singapore' },
  { name: 'server', view: 'servers/edge-mumbai', sign: 'Changes of state' },
  { name: 'server-year-dark', view: 'servers/edge-mumbai?range=year', sign: 'Changes of state', dark: true },
  {
    name: 'pool',
    view: 'pools/rack-1',
    sign: '65 of 126 allocated',
    before: (page) => page.getByLabel('Find an address').fill('10.0.1.4'),
  },
  { name: 'pool-map', view: 'pools/campus', sign: 'In use, the fullest first' },
  { name: 'devices-narrow', view: 'devices', sign: 'Failed', narrow: true },
  { name: 'machines-dark', view: 'machines', sign: 'All 27 machines', dark: true },
];

const DESK = { width: 1180, height: 760 };
const WALL = { width: 2560, height: 1080 };

/** The stack in memory, with sample data; nothing is swept while the pictures are taken. */
const startSampleStack = async () => {
  const manager = await startServiceManager();
  await fetch(`${manager.url}/behave?ip=10.0.1.4`, { method: 'PUT', body: '{"statuses":[404]}' });
  await fetch(`${manager.url}/behave?ip=10.0.1.6`, { method: 'PUT', body: '{"statuses":[503]}' });
  const engine = await startEngine('embedded', undefined);
  Object.assign(process.env, {
    DYNAMODB_ENDPOINT: engine.endpoint,
    TABLE_NAME: LOCAL_TABLE,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    SERVICE_MANAGER_URL: manager.url,
    PORT: String(await freePort()),
    LAMBDA_PORT: String(await freePort()),
    MUSTER_DATA: ':memory:',
    SWEEP_RATE: '1 day',
    AUTH: 'open',
  });
  const stack = await startStack(readOptions(process.env));
  await samplePools(stack.url);
  await sampleDevices(stack.url);
  await sampleMachines(stack.url);
  await sampleServers(stack.url);
  await sampleFleet(stack.url);
  return {
    url: stack.url,
    stop: async () => {
      await stack.stop();
      await engine.stop();
      await manager.stop();
    },
  };
};

const take = async (url: string): Promise<void> => {
  const browser = await openBrowser();
  for (const { name, view, sign, dark = false, narrow = false, wall = false, before } of SHOTS) {
    const context = await openContext(browser, { viewport: narrow ? NARROW : wall ? WALL : DESK, dark });
    const page = await context.newPage();
    await page.goto(`${url}/ui/#/${view}`);
    await page.getByText(sign).first().waitFor();
    await before?.(page);
    await page.waitForTimeout(1500);
    await page.screenshot({ path: `${OUT}${name}.png` });
    console.log(`docs/screenshots/${name}.png`);
    await context.close();
  }
  await browser.close();
};

const main = async (): Promise<void> => {
  mkdirSync(OUT, { recursive: true });
  const { url, stop } = await startSampleStack();
  try {
    await take(url);
  } finally {
    await stop();
  }
};

/** `npm run screenshots` */
main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
