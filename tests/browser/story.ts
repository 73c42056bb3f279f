import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromiumPath, NARROW, openBrowser, openContext, WIDE, watchErrors } from '#support/browser';

const insisted = process.env.MUSTER_INSIST === '1';
const canLook = chromiumPath() !== undefined || insisted;

/** Where the page is on the stack under test. */
export const at = (view: string): string => `${process.env.MUSTER_TEST_URL}/ui/#/${view}`;

interface Looking {
  viewport?: { width: number; height: number };
  dark?: boolean;
}

export type Open = (looking?: Looking) => Promise<Page>;

/**
 * Tests in a real Chromium. On a machine without one they are left out, and say so; with `MUSTER_INSIST=1` that is a
 * failure. No page may meet an error of a script or break its content security policy.
 */
export const inBrowser = (what: string, tests: (open: Open) => void): void => {
  if (!canLook) {
    console.warn(`Left out, for want of a Chromium on this machine: ${what}. CHROMIUM=path names one.`);
    test.todo(`${what} (wants a Chromium)`);
    return;
  }
  describe(what, () => {
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
    tests(async (looking) => {
      const context = await openContext(browser, looking);
      contexts.push(context);
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
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
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(content).toBeLessThanOrEqual(window ?? 0);
};

/** What a page says in passing. */
export const expectSaid = (page: Page, text: RegExp | string): Promise<void> =>
  page.locator('.toast', { hasText: text }).first().waitFor();
