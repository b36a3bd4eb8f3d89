import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { TEST_NOW } from '../../../apps/server/src/testing/test-runtime.ts';

export interface VisitOptions {
  readonly width?: number;
  readonly height?: number;
  readonly touch?: boolean;
}

/** A person at a browser: one context of its own, and everything that went wrong in it. */
export interface Visit {
  readonly page: Page;
  /** axe finds nothing serious or critical on the page as it stands, and it fits its width. */
  lookAround(): Promise<void>;
  /** Closes the browser's context; nothing may have gone wrong but answers of these statuses. */
  leave(expectedStatuses?: readonly number[]): Promise<void>;
}

type Role = 'button' | 'link' | 'tab' | 'checkbox' | 'radio' | 'row' | 'option';

/** Counts what a person does: every press and every filled field is a step. */
export class Steps {
  readonly page: Page;
  count = 0;

  constructor(page: Page) {
    this.page = page;
  }

  async press(role: Role, name: string | RegExp, exact = false): Promise<void> {
    this.count++;
    const target = this.page.getByRole(role, { name, exact });
    // The control itself lies under its drawn box; the space bar works it as a click on its label does.
    if (role === 'checkbox' || role === 'radio') await target.press('Space');
    else await target.click();
  }

  async fill(name: string | RegExp, text: string): Promise<void> {
    this.count++;
    await this.page.getByRole('textbox', { name }).fill(text);
  }
}

export async function openVisit(browser: Browser, url: string, options: VisitOptions): Promise<Visit> {
  const { width = 1440, height = 900, touch = false } = options;
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height },
    hasTouch: touch,
    isMobile: touch,
    locale: 'ja-JP',
    timezoneId: 'Asia/Tokyo',
  });
  context.setDefaultTimeout(10_000);
  // The clock of the server stands still too.
  await context.clock.setFixedTime(TEST_NOW);
  const page = await context.newPage();
  const faults = watch(page);
  return {
    page,
    lookAround: () => lookAround(page),
    leave: (expected = []) => leave(context, faults, expected),
  };
}

/** Errors of the console (violations of the content security policy are such) and of scripts. */
function watch(page: Page): string[] {
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  return faults;
}

/** Runs in the page. */
const OVERFLOW = 'Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)';

async function lookAround(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const told = grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  expect(told, page.url()).toEqual([]);
  const overflow: unknown = await page.evaluate(OVERFLOW);
  expect(overflow, `${page.url()} is wider than the window by so many pixels`).toBe(0);
}

/** The browser itself writes a line for every refused request; those that a test provokes are named by status. */
async function leave(
  context: BrowserContext,
  faults: readonly string[],
  expected: readonly number[],
): Promise<void> {
  await context.close();
  const unexpected = faults.filter(
    (fault) => !expected.some((status) => fault.includes(`responded with a status of ${status} `)),
  );
  expect(unexpected).toEqual([]);
}
