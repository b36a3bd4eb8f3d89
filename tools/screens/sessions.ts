import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type Certificate, signIn, signInByCard, signOut } from '../../tests/browser/support/steps.ts';
import { SIZES } from './photograph.ts';
import type { People, Shown, Who } from './scene.ts';

/** Password that the server shows for demo accounts; they hold nobody's data. */
export const PASSWORD = 'tsunagu-demo';
/** An authenticator's code works once; the next one is due after so long. */
const CODE_MS = 30_000;
const WANTED = ['polypharmacy', 'dialysis', 'cancer', 'healthy', 'transplant', 'child'];

interface DemoAnswer {
  readonly demo: {
    readonly cards: readonly { readonly key: string; readonly displayName: string; readonly hint: string }[];
  };
}
interface OwnRecord {
  readonly person: { readonly birthDate: string; readonly insured: Omit<Certificate, 'birthDate'> };
}

export function openContext(browser: Browser, url: string): Promise<BrowserContext> {
  return browser.newContext({
    baseURL: url,
    viewport: { width: SIZES[0][0], height: SIZES[0][1] },
    locale: 'ja-JP',
    timezoneId: 'Asia/Tokyo',
  });
}

/** What the hint of a card says that nobody has registered yet. */
const UNREGISTERED =
  /保険者番号 (?<insurerNumber>\d+)、記号 (?<symbol>[^、]*)、番号 (?<number>\d+)、枝番 (?<branch>\d*)、生年月日 (?<birthDate>[\d-]+)/;

/** What the reception asks for, as the demo's patients themselves are told. */
export async function readPeople(page: Page): Promise<People> {
  const { demo } = (await (await page.request.get('/api/session')).json()) as DemoAnswer;
  const people = new Map<string, Shown>();
  for (const { key, displayName, hint } of demo.cards) {
    if (!WANTED.includes(key)) continue;
    const told = UNREGISTERED.exec(hint)?.groups;
    if (told !== undefined) {
      const { insurerNumber = '', symbol = '', number = '', branch = '', birthDate = '' } = told;
      people.set(key, {
        cardName: displayName,
        certificate: { insurerNumber, symbol, number, branch, birthDate },
      });
      continue;
    }
    await signInByCard(page, displayName);
    const answer = await page.request.get('/api/me/record');
    const { person } = (await answer.json()) as OwnRecord;
    people.set(key, {
      cardName: displayName,
      certificate: { ...person.insured, birthDate: person.birthDate },
    });
    await signOut(page);
  }
  return people;
}

const lastCode = new Map<string, number>();

/** Signs in as a scene needs it; waits for the next code where an account signed in a moment ago. */
export async function enter(page: Page, who: Who, people: People): Promise<void> {
  if (who === null) return;
  if (who.startsWith('card:')) {
    const found = people.get(who.slice('card:'.length));
    if (found === undefined) throw new Error(`the demo has no ${who}`);
    await signInByCard(page, found.cardName);
    return;
  }
  const used = lastCode.get(who) ?? 0;
  await page.waitForTimeout(Math.max(0, used + CODE_MS - Date.now()));
  lastCode.set(who, Date.now());
  await signIn(page, who, PASSWORD);
}
