import { join } from 'node:path';
import type { Page } from 'playwright-core';

export const SIZES = [
  [1440, 900],
  [1024, 768],
  [390, 844],
] as const;
/** Longer pages are cut: what is below repeats itself. */
const MOST_PIXELS_HIGH = 3_000;

/** Run in the page. A window over the page keeps hands off what lies behind it, but not scripts. */
const PRESS = (words: string) => `(() => {
  const found = [...document.querySelectorAll('button')].find((one) => one.textContent.trim() === '${words}');
  found?.click();
  return found !== undefined;
})()`;
const COLOURS = (theme: string) => `document.documentElement.dataset.theme = '${theme}'`;
const REMEMBER = (language: string) =>
  `localStorage.setItem('tsunagu.preferences', JSON.stringify({ language: '${language}' }))`;

/** Pages without a switch are loaded anew in the other language. */
async function speak(page: Page, language: 'ja' | 'en'): Promise<void> {
  if (await page.evaluate(PRESS(language === 'en' ? 'English' : '日本語'))) return;
  await page.evaluate(REMEMBER(language));
  await page.reload();
  await page.getByRole('heading', { level: 1 }).first().waitFor();
}

/** One scene in all sizes, languages and colours, without loading it anew. Returns how many pictures were taken. */
export async function photograph(page: Page, name: string, out: string): Promise<number> {
  let count = 0;
  // The time axis settles after it has been laid out for a new width; other pages are there at once.
  const settleMs = (await page.getByRole('application').count()) > 0 ? 300 : 80;
  for (const language of ['ja', 'en'] as const) {
    if (language === 'en') await speak(page, language);
    for (const theme of ['light', 'contrast'] as const) {
      await page.evaluate(COLOURS(theme));
      for (const [width, height] of SIZES) {
        // Some screens end by themselves when nobody touches anything.
        await page.keyboard.press('Shift');
        await page.setViewportSize({ width, height });
        await page.evaluate('scrollTo(0, 0)');
        const tall = Number(await page.evaluate('document.documentElement.scrollHeight'));
        // A window as high as the page: what is drawn only near the window is on the picture, too.
        await page.setViewportSize({ width, height: Math.max(height, Math.min(tall, MOST_PIXELS_HIGH)) });
        await page.waitForTimeout(settleMs);
        await page.screenshot({ path: join(out, `${name}-${language}-${width}-${theme}.png`) });
        count++;
      }
    }
    await page.evaluate(COLOURS('light'));
  }
  await speak(page, 'ja');
  return count;
}
