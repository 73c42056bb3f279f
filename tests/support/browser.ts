import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { pathOf } from './optional-tools.ts';

/**
 * Debian's, Ubuntu's, Fedora's and Google's names for it; `CHROMIUM` has the path of another. The first is one without
 * windows, which draws no frame around each page.
 */
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const ON_A_MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** Where a Chromium is on this machine, or undefined. */
export const chromiumPath = (): string | undefined =>
  [process.env.CHROMIUM, ...NAMES.map(pathOf), ON_A_MAC].find((path) => path && existsSync(path));

export const openBrowser = async (executablePath = chromiumPath()): Promise<Browser> => {
  if (executablePath === undefined) throw new Error('There is no Chromium on this machine; CHROMIUM may name one.');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
};

export const NARROW = { width: 360, height: 740 };
export const WIDE = { width: 1280, height: 900 };

interface ContextOptions {
  viewport?: { width: number; height: number };
  dark?: boolean;
}

/** A browser of its own for one story: nobody is logged in, nothing is kept. */
export const openContext = (
  browser: Browser,
  { viewport = WIDE, dark = false }: ContextOptions = {},
): Promise<BrowserContext> =>
  browser.newContext({
    viewport,
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
  });

/** What a page must never say: errors of scripts, and what the content security policy kept it from doing. */
export const watchErrors = (page: Page): string[] => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) errors.push(message.text());
  });
  return errors;
};
