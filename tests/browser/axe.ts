import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { at, expectNoOverflow, type Open } from './story.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds, in a line each: in the whole page or in a part, by all of its rules or by some. */
export const findings = async (page: Page, part?: string, rules?: readonly string[]): Promise<string[]> => {
  if (!(await page.evaluate(`'axe' in window`))) await page.evaluate(AXE);
  const where = part === undefined ? 'document' : JSON.stringify(part);
  const options = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) };
  return (await page.evaluate(`axe.run(${where}, ${JSON.stringify(options)}).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 160))))`)) as string[];
};

interface Look {
  viewport?: { width: number; height: number };
  dark?: boolean;
  forced?: boolean;
}

/** How people look at the page. */
export const LOOKS: readonly (readonly [string, Look])[] = [
  ['390 px wide', { viewport: { width: 390, height: 844 } }],
  ['1280 px wide', {}],
  ['1280 px wide in the dark', { dark: true }],
  ['1280 px wide in forced colours', { forced: true }],
  ['2560 px wide', { viewport: { width: 2560, height: 1440 } }],
];

/** A view as it is looked at, once the sign is there: axe finds nothing, and nothing sticks out. */
export const expectAccessible = async (
  open: Open,
  look: Look,
  view: string,
  sign: string,
  before?: (page: Page) => Promise<void>,
): Promise<void> => {
  const page = await open(look);
  if (look.forced) await page.emulateMedia({ forcedColors: 'active' });
  await page.goto(at(view));
  await page.getByText(sign).first().waitFor();
  await before?.(page);
  expect(await findings(page)).toEqual([]);
  await expectNoOverflow(page);
};
