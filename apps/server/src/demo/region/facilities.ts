import { withCheckDigit } from '../people/insurers.ts';
import { FAMILY_NAMES, givenNames } from '../people/names.ts';
import { readTable } from '../table.ts';

export type FacilityKind = 'hospital' | 'clinic' | 'pharmacy';

/** An institution of the demo region. */
export interface Facility {
  readonly key: string;
  /** 10 digits = prefecture 2 + tariff table 1 + institution 7, the latter always 99xxxxx. */
  readonly code: string;
  readonly prefecture: string;
  /** 1 医科, 4 調剤. */
  readonly tariffTable: '1' | '4';
  readonly institutionCode: string;
  readonly kind: FacilityKind;
  readonly name: string;
  readonly nameEn: string;
  readonly department: string;
  /** Drugs are dispensed in the house instead of by a pharmacy. */
  readonly inHouse: boolean;
  readonly doctor: string;
}

const PREFECTURE = '13';

const parseKind = (text: string): FacilityKind => {
  if (text === 'hospital' || text === 'clinic' || text === 'pharmacy') return text;
  throw new Error('unknown kind of facility');
};

function doctorName(serial: number): string {
  const family = FAMILY_NAMES[(serial * 7) % FAMILY_NAMES.length];
  const givens = givenNames(serial % 2 === 0 ? '1' : '2', 1975);
  const given = givens[serial % givens.length];
  return `${family?.name ?? ''}　${given?.name ?? ''}`;
}

export const FACILITIES: readonly Facility[] = readTable(
  new URL('./data/facilities.csv', import.meta.url),
).map((cell) => {
  const kind = parseKind(cell('kind'));
  const serial = Number(cell('serial'));
  const tariffTable = kind === 'pharmacy' ? '4' : '1';
  const institutionCode = withCheckDigit(`99${String(serial).padStart(4, '0')}`);
  return {
    key: cell('key'),
    code: `${PREFECTURE}${tariffTable}${institutionCode}`,
    prefecture: PREFECTURE,
    tariffTable,
    institutionCode,
    kind,
    name: cell('name'),
    nameEn: cell('name_en'),
    department: cell('departments'),
    inHouse: cell('in_house') === '1',
    doctor: doctorName(serial),
  };
});

const BY_KEY = new Map(FACILITIES.map((facility) => [facility.key, facility]));

/** The facility under a key of `facilities.csv`; an unknown key is a mistake in the code. */
export function facility(key: string): Facility {
  const found = BY_KEY.get(key);
  if (found === undefined) throw new Error(`no facility ${key}`);
  return found;
}

/** Clinics (or hospitals) of a department, in the order of the table. */
export const facilitiesFor = (department: string): readonly Facility[] =>
  FACILITIES.filter((entry) => entry.department === department && entry.kind !== 'pharmacy');

export const PHARMACIES: readonly Facility[] = FACILITIES.filter((entry) => entry.kind === 'pharmacy');
