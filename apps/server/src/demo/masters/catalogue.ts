import { readTable as readTableAt, type TableRow } from '../table.ts';

/** Release dates of the two editions of the act master (YYYYMMDD); the other masters have the first only. */
export const EDITIONS = { first: '20210401', second: '20240601' } as const;

/** An act of the demo tariff. `@spec claims.md §10.2` names the master columns meant. */
export interface DemoAct {
  readonly key: string;
  readonly code: string;
  readonly name: string;
  readonly kana: string;
  /** s.12, in points; in yen where `pointKind` is 1. */
  readonly points: number;
  /** s.11. */
  readonly pointKind: string;
  /** s.13: 0 both, 1 inpatient, 2 outpatient. */
  readonly inOut: string;
  /** s.15 and s.66. */
  readonly sumOutpatient: string;
  readonly sumInpatient: string;
  /** s.68 and s.69. */
  readonly notice1: string;
  readonly notice2: string;
  /** s.85, s.92, s.93, s.94. */
  readonly letter: string;
  readonly number: number;
  readonly branch: number;
  readonly item: number;
  readonly unitCode: string;
  readonly unit: string;
  /** s.19, s.83, s.61, s.49. */
  readonly facilityKind: string;
  readonly shortStay: string;
  readonly specimen: string;
  readonly donor: string;
  /** 診療識別 under which our claims bill it. */
  readonly category: string;
  /** 変更区分 and 変更年月日 of the row. */
  readonly change: string;
  readonly changedOn: string;
}

/** A drug of the demo price list. `@spec claims.md §10.4` */
export interface DemoDrug {
  readonly key: string;
  readonly code: string;
  readonly name: string;
  readonly kana: string;
  readonly unitCode: string;
  readonly unit: string;
  /** Price of one unit in hundredths of a yen. */
  readonly priceSen: number;
  /** y.28: 1 oral, 4 injection, 6 external. */
  readonly form: string;
  readonly generic: string;
  readonly controlled: string;
  readonly biological: string;
  readonly contrast: string;
  readonly priceListCode: string;
  readonly generalCode: string;
  readonly generalName: string;
  readonly ingredient: string;
  readonly purpose: string;
}

export interface DemoDisease {
  readonly key: string;
  readonly code: string;
  readonly name: string;
  readonly kana: string;
  readonly icd10: string;
}

export interface DemoComment {
  readonly key: string;
  readonly code: string;
  readonly pattern: string;
  readonly name: string;
  readonly kana: string;
}

export interface DemoMaterial {
  readonly key: string;
  readonly code: string;
  readonly name: string;
  readonly kana: string;
  readonly unitCode: string;
  readonly unit: string;
  readonly priceSen: number;
}

const readTable = (fileName: string): TableRow[] =>
  readTableAt(new URL(`./data/${fileName}`, import.meta.url));

const sen = (yen: string): number => Math.round(Number(yen) * 100);

const readAct = (cell: TableRow, change: string, changedOn: string): DemoAct => ({
  key: cell('key'),
  code: cell('code'),
  name: cell('name'),
  kana: cell('kana'),
  points: Number(cell('points')),
  pointKind: cell('point_kind'),
  inOut: cell('in_out'),
  sumOutpatient: cell('sum_out'),
  sumInpatient: cell('sum_in'),
  notice1: cell('notice1'),
  notice2: cell('notice2'),
  letter: cell('letter'),
  number: Number(cell('number')),
  branch: Number(cell('branch')),
  item: Number(cell('item')),
  unitCode: cell('unit_code'),
  unit: cell('unit'),
  facilityKind: cell('facility_kind'),
  shortStay: cell('short_stay'),
  specimen: cell('specimen'),
  donor: cell('donor'),
  category: cell('category'),
  change,
  changedOn,
});

const readDrug = (cell: TableRow): DemoDrug => ({
  key: cell('key'),
  code: cell('code'),
  name: cell('name'),
  kana: cell('kana'),
  unitCode: cell('unit_code'),
  unit: cell('unit'),
  priceSen: sen(cell('price_yen')),
  form: cell('form'),
  generic: cell('generic'),
  controlled: cell('controlled'),
  biological: cell('biological'),
  contrast: cell('contrast'),
  priceListCode: cell('price_list_code'),
  generalCode: cell('general_code'),
  generalName: cell('general_name'),
  ingredient: cell('ingredient'),
  purpose: cell('purpose'),
});

const byKey = <T extends { readonly key: string }>(rows: readonly T[]): ReadonlyMap<string, T> =>
  new Map(rows.map((row) => [row.key, row]));

function secondEdition(first: readonly DemoAct[]): DemoAct[] {
  const changes = readTable(`acts-${EDITIONS.second}-changes.csv`);
  const touched = new Set(changes.map((cell) => cell('code')));
  const added = changes.filter((cell) => cell('change') !== '9');
  return [
    ...first.filter((act) => !touched.has(act.code)).map((act) => ({ ...act, change: '0' })),
    ...added.map((cell) => readAct(cell, cell('change'), EDITIONS.second)),
  ];
}

/** The demo masters by key. The act master stands in both editions, later ones last. */
export interface Catalogue {
  readonly actEditions: readonly {
    readonly releasedOn: string;
    readonly acts: ReadonlyMap<string, DemoAct>;
  }[];
  readonly drugs: ReadonlyMap<string, DemoDrug>;
  readonly diseases: ReadonlyMap<string, DemoDisease>;
  readonly comments: ReadonlyMap<string, DemoComment>;
  readonly materials: ReadonlyMap<string, DemoMaterial>;
}

function readCatalogue(): Catalogue {
  const first = readTable(`acts-${EDITIONS.first}.csv`).map((cell) => readAct(cell, '3', EDITIONS.first));
  return {
    actEditions: [
      { releasedOn: EDITIONS.first, acts: byKey(first) },
      { releasedOn: EDITIONS.second, acts: byKey(secondEdition(first)) },
    ],
    drugs: byKey(readTable(`drugs-${EDITIONS.first}.csv`).map(readDrug)),
    diseases: byKey(
      readTable(`diseases-${EDITIONS.first}.csv`).map((cell) => ({
        key: cell('key'),
        code: cell('code'),
        name: cell('name'),
        kana: cell('kana'),
        icd10: cell('icd10'),
      })),
    ),
    comments: byKey(
      readTable(`comments-${EDITIONS.first}.csv`).map((cell) => ({
        key: cell('key'),
        code: cell('code'),
        pattern: cell('pattern'),
        name: cell('name'),
        kana: cell('kana'),
      })),
    ),
    materials: byKey(
      readTable(`materials-${EDITIONS.first}.csv`).map((cell) => ({
        key: cell('key'),
        code: cell('code'),
        name: cell('name'),
        kana: cell('kana'),
        unitCode: cell('unit_code'),
        unit: cell('unit'),
        priceSen: sen(cell('price_yen')),
      })),
    ),
  };
}

let cached: Catalogue | undefined;

/** Reads the source tables once. */
export function catalogue(): Catalogue {
  cached ??= readCatalogue();
  return cached;
}

/** Value under `key`, or an error that names the key: a missing one is a mistake in a condition module. */
export function mustGet<T>(map: ReadonlyMap<string, T>, key: string): T {
  const value = map.get(key);
  if (value === undefined) throw new Error(`the demo masters have no ${key}`);
  return value;
}

const isoDate = (compact: string): string =>
  `${compact.slice(0, 4)}-${compact.slice(4, 6)}-${compact.slice(6, 8)}`;

let secondFrom: string | undefined;

/** Edition of the act master in force on an ISO date. */
export function actsOn(date: string): ReadonlyMap<string, DemoAct> {
  const { actEditions } = catalogue();
  secondFrom ??= isoDate(EDITIONS.second);
  const inForce = date >= secondFrom ? actEditions[1] : actEditions[0];
  if (inForce === undefined) throw new Error('the demo masters have no edition');
  return inForce.acts;
}
