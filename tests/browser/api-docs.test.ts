import { expect, test } from 'vitest';
import { hasChromium, UNLESS_SKIPPED } from './support/chromium.ts';
import { signInAs, usePortal } from './support/portal.ts';

const portal = usePortal();

test.skipIf(!hasChromium)(
  `an engineer reads the interface and tries calls, under the portal’s own policy${UNLESS_SKIPPED}`,
  async () => {
    const visit = await portal.visit();
    await signInAs(visit.page, 'city-physician');
    const storageState = await visit.page.context().storageState();
    const { origin } = new URL(visit.page.url());
    // A context whose clock runs: the page waits between steps by it.
    const context = await visit.page.context().browser()?.newContext({ baseURL: origin, storageState });
    if (context === undefined) throw new Error('no browser');
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(String(error)));

    await page.goto('/api-docs');
    await page.getByRole('heading', { level: 1, name: /Tsunagu/ }).waitFor();
    await page.getByRole('link', { name: 'sign-in', exact: true }).click();
    // What only looks is answered with the session of the browser …
    await page.getByRole('button', { name: /現在のセッション/ }).click();
    await page.getByRole('button', { name: 'Try it out' }).click();
    await page.getByRole('button', { name: 'Execute' }).click();
    await page.getByText('city-physician').first().waitFor();
    await page.getByRole('button', { name: /現在のセッション/ }).click();
    // … and what changes something carries the header for it.
    await page.getByRole('button', { name: /画面のロック/ }).click();
    await page.getByRole('button', { name: 'Try it out' }).click();
    const answered = page.waitForResponse((answer) => answer.url().endsWith('/api/session/lock'));
    await page.getByRole('button', { name: 'Execute' }).click();
    expect((await answered).ok()).toBe(true);
    expect(await page.evaluate<string>(`fetch('/api/session').then((it) => it.text())`)).toContain('locked');
    expect(faults).toEqual([]);
    await context.close();
    await visit.leave();
  },
);
