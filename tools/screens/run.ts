import type { Browser, Page } from 'playwright-core';
import { photograph, SIZES } from './photograph.ts';
import type { Scene, Who } from './scene.ts';
import { IDENTITY } from './scenes-identity.ts';
import { INSURER } from './scenes-insurer.ts';
import { OFFICES } from './scenes-offices.ts';
import { PATIENT } from './scenes-patient.ts';
import { PERSON } from './scenes-person.ts';
import { OWN_DRUGS, PHARMACY } from './scenes-pharmacy.ts';
import { PRESCRIBING } from './scenes-prescribing.ts';
import { READER } from './scenes-reader.ts';
import { RECEPTION } from './scenes-reception.ts';
import { enter, openContext, readPeople } from './sessions.ts';

/** In this order: what one area leaves behind fills the pages of the next. */
const SCENES: readonly Scene[] = [
  ...IDENTITY,
  ...RECEPTION,
  ...READER,
  ...PERSON,
  ...INSURER,
  ...PATIENT,
  ...PRESCRIBING,
  ...PHARMACY,
  ...OWN_DRUGS,
  ...OFFICES,
];

export interface Taken {
  readonly pictures: number;
  /** Scenes that could not be shown, with the reason. */
  readonly failed: readonly string[];
}

/** Which scenes are wanted: those whose name contains `only`, the one called `from` and those after it. */
export interface Wanted {
  readonly only: string;
  readonly from: string | undefined;
}

function choose({ only, from }: Wanted): readonly Scene[] {
  const first = from === undefined ? 0 : SCENES.findIndex(({ name }) => name === from);
  if (first < 0) throw new Error(`no scene is called ${from}`);
  return SCENES.slice(first).filter(({ name }) => name.includes(only));
}

/** Takes the wanted scenes. A scene that fails is photographed as it stands, and the next is taken. */
export async function takeAll(
  browser: Browser,
  url: string,
  out: string,
  wanted: Wanted,
  tell: (line: string) => void,
): Promise<Taken> {
  const first = await openContext(browser, url);
  const people = await readPeople(await first.newPage());
  await first.close();
  let pictures = 0;
  const failed: string[] = [];
  let page: Page | null = null;
  let who: Who = null;
  for (const scene of choose(wanted)) {
    try {
      if (page === null || scene.who === null || who !== scene.who) {
        await page?.context().close();
        page = await (await openContext(browser, url)).newPage();
        who = scene.who;
        await enter(page, who, people);
      }
      await page.setViewportSize({ width: SIZES[0][0], height: SIZES[0][1] });
      await scene.show(page, people);
      await page.getByRole('heading', { level: 1, includeHidden: true }).first().waitFor();
      pictures += await photograph(page, scene.name, out);
      tell(scene.name);
    } catch (error) {
      failed.push(`${scene.name}: ${error instanceof Error ? error.message : String(error)}`);
      tell(`${scene.name} FAILED`);
      await page?.screenshot({ path: `${out}/${scene.name}-failed.png` }).catch(() => {});
      await page?.context().close();
      page = null;
    }
    await page?.unrouteAll({ behavior: 'ignoreErrors' });
  }
  await page?.context().close();
  return { pictures, failed };
}
