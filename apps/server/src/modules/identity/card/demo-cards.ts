import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Queryable } from '../../../kernel/db/database.ts';
import { AppError } from '../../../kernel/errors/app-error.ts';
import { readSetting } from '../../../kernel/settings/settings.ts';

/** Noted when the demo region was loaded completely. */
const LOADED_AT = 'demo.loaded-at';
const LIST = 'cards.json';

export interface DemoCardDeps {
  readonly db: Queryable;
  /** Where the files of the demo's cards lie. */
  readonly demoCards: string;
}

/** The card of an invented person. */
export interface DemoCard {
  /** Lower-case letters, digits and hyphens. */
  readonly key: string;
  readonly displayName: string;
  /** Japanese: what there is to see. */
  readonly hint: string;
}

const KEY = /^[a-z0-9-]{1,100}$/;
const fileOf = (directory: string, key: string): string => join(directory, `${key}.p12`);

/** Keeps the cards of the demo region: one PKCS#12 file each, and a list of them. */
export async function saveDemoCards(
  directory: string,
  cards: readonly (DemoCard & { readonly file: Uint8Array })[],
): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (const { key, file } of cards) {
    if (!KEY.test(key)) throw new Error(`not a key of a card: ${key}`);
    await writeFile(fileOf(directory, key), file, { mode: 0o600 });
  }
  const list = cards.map(({ key, displayName, hint }) => ({ key, displayName, hint }));
  await writeFile(join(directory, LIST), `${JSON.stringify(list, null, 2)}\n`, { mode: 0o600 });
}

/** The cards of the demo region; none on any other installation. */
export async function listDemoCards({ db, demoCards }: DemoCardDeps): Promise<readonly DemoCard[]> {
  if ((await readSetting(db, LOADED_AT)) === null) return [];
  const text = await readFile(join(demoCards, LIST), 'utf8').catch(() => '[]');
  return parseList(text);
}

const parseList = (text: string): readonly DemoCard[] => JSON.parse(text) as readonly DemoCard[];

/** The file of one of these cards. Throws ROUTE_UNKNOWN. */
export async function readDemoCard(deps: DemoCardDeps, key: string): Promise<Buffer> {
  const known = KEY.test(key) && (await listDemoCards(deps)).some((one) => one.key === key);
  if (!known) throw new AppError('ROUTE_UNKNOWN');
  return readFile(fileOf(deps.demoCards, key));
}
