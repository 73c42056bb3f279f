import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { NARROW, openBrowser, openContext, WIDE, watchErrors } from '#support/browser';
import { describeWith } from '#support/tools';

/** Where the page is on the stack under test. */
export const at = (view: string): string => `${process.env.MUSTER_TEST_URL}/ui/#/${view}`;

export interface Looks {
  viewport?: { width: number; height: number };
  dark?: boolean;
  /** Colours are the reader's own. */
  forced?: boolean;
}

export type Open = (looks?: Looks) => Promise<Page>;

/**
 * Tests in a real Chromium; on a machine without one they are skipped. No page may meet an error of a script or break its
 * content security policy.
 */
export const inBrowser = (what: string, tests: (open: Open) => void): void => {
  describeWith('chromium')(what, () => {
    let browser: Browser;
    let errors: string[] = [];
    const contexts: BrowserContext[] = [];
    beforeAll(async () => {
      browser = await openBrowser();
    });
    afterEach(async () => {
      await Promise.all(contexts.splice(0).map((context) => context.close()));
      expect(errors.splice(0)).toEqual([]);
    });
    afterAll(() => browser?.close());
    tests(async ({ forced = false, ...looks } = {}) => {
      const context = await openContext(browser, looks);
      contexts.push(context);
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      if (forced) await page.emulateMedia({ forcedColors: 'active' });
      errors = watchErrors(page);
      return page;
    });
  });
};

export const WIDTHS = [
  ['360 px wide', NARROW],
  ['1280 px wide', WIDE],
] as const;

/** Nothing sticks out of the window to the side. */
export const expectNoOverflow = async (page: Page): Promise<void> => {
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
};

/** Waits until an expression is true in the page, whose policy allows no other way to ask again and again. */
export const expectTrue = async (page: Page, expression: string): Promise<void> => {
  for (let left = 600; left > 0 && !(await page.evaluate(expression)); left -= 1) await page.waitForTimeout(50);
  expect({ expression, is: await page.evaluate(expression) }).toEqual({ expression, is: true });
};

/** What a page says in passing. */
export const expectSaid = (page: Page, text: RegExp | string): Promise<void> =>
  page.locator('.toast', { hasText: text }).first().waitFor();

/** Presses Tab until what is wanted has the focus. */
export const tabTo = async (page: Page, name: string): Promise<void> => {
  for (let i = 0; i < 80; i += 1) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(
      `(() => { const e = document.activeElement; return (e.labels?.[0]?.textContent ?? e.ariaLabel ?? e.textContent).trim(); })()`,
    );
    if (found === name) return;
  }
  throw new Error(`Tab does not lead to ${name}.`);
};

/** Goes to a button by the Tab key, and presses it. */
export const pressOn = async (page: Page, name: string): Promise<void> => {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
};
