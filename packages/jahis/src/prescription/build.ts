import { type EraMarks, parseDay, parsePartial } from '../dates.ts';
import type {
  Drug,
  Institution,
  Insurance,
  Patient,
  Prescription,
  PublicExpense,
  RpGroup,
  Usage,
} from '../model.ts';
import type { RawRecord } from '../records.ts';

/** Records of a text, found by their number and by what they belong to. */
export interface Found {
  /** Item `item` of the first record `no` of the text; null when empty or absent. */
  head(no: string, item: number): string | null;
  has(no: string): boolean;
  all(no: string): readonly RawRecord[];
}

/** Item of a record, from 1; null when empty. */
export function itemOf(record: RawRecord | undefined, item: number): string | null {
  return record?.fields[item - 1] || null;
}

/** Makes the records of a text findable. */
export function indexRecords(records: readonly RawRecord[]): Found {
  const byNumber = Map.groupBy(records, (record) => record.no);
  return {
    head: (no, item) => itemOf(byNumber.get(no)?.[0], item),
    has: (no) => byNumber.has(no),
    all: (no) => byNumber.get(no) ?? [],
  };
}

/** A whole number; null when it is none. */
export function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** The prescription that the records describe. What a loose text leaves out is an empty string or 0. */
export function buildPrescription(records: readonly RawRecord[]): Prescription {
  const found = indexRecords(records);
  const count = wholeNumber(found.head('63', 1));
  const part = wholeNumber(found.head('63', 2));
  const uses = wholeNumber(found.head('64', 1));
  return {
    institution: buildInstitution(found),
    department: found.has('4')
      ? { codeKind: found.head('4', 1) ?? '1', code: found.head('4', 2), name: found.head('4', 3) ?? '' }
      : null,
    doctor: buildSigner(found),
    patient: buildPatient(found),
    insurance: buildInsurance(found),
    publicExpenses: buildPublicExpenses(found),
    claimKind: found.head('31', 1),
    issuedOn: day(found.head('51', 1)) ?? '',
    usableUntil: day(found.head('52', 1)),
    narcotic: found.has('61')
      ? { licence: found.head('61', 1), address: found.head('61', 2) ?? '', phone: found.head('61', 3) ?? '' }
      : null,
    leftovers: found.head('62', 1),
    split: count === null || part === null ? null : { count, part },
    refillUses: uses !== null && uses >= 2 ? uses : null,
    remarks: found.all('81').map((record) => ({ kind: itemOf(record, 2), text: itemOf(record, 3) ?? '' })),
    accessCode: found.head('82', 2),
    groups: buildGroups(found, buildDrug),
    providedInformation: found
      .all('301')
      .map((record) => ({ drug: itemOf(record, 2) ?? '', comment: itemOf(record, 3) ?? '' })),
    testValues: found.all('302').map((record) => itemOf(record, 2) ?? ''),
  };
}

/** 1–3. */
export function buildInstitution(found: Found): Institution {
  return {
    codeKind: found.head('1', 1) ?? '1',
    code: found.head('1', 2) ?? '',
    prefecture: found.head('1', 3) ?? '',
    name: found.head('1', 4),
    postalCode: found.head('2', 1),
    address: found.head('2', 2),
    phone: found.head('3', 1),
    fax: found.head('3', 2),
    otherContact: found.head('3', 3),
  };
}

/** 5: the doctor, or the pharmacist of a result. */
export function buildSigner(found: Found): Prescription['doctor'] {
  return { code: found.head('5', 1), kana: found.head('5', 2), name: found.head('5', 3) ?? '' };
}

/** 11–14. */
export function buildPatient(found: Found): Patient {
  return {
    code: found.head('11', 1),
    name: found.head('11', 2),
    kana: found.head('11', 3),
    sex: found.head('12', 1) ?? '',
    birthDate: partial(found.head('13', 1)) ?? '',
    burdenKind: found.head('14', 1),
  };
}

/** 21–25. */
export function buildInsurance(found: Found): Insurance {
  return {
    kind: found.head('21', 1),
    insurerNumber: found.head('22', 1),
    symbol: found.head('23', 1),
    number: found.head('23', 2),
    relation: found.head('23', 3),
    branch: found.head('23', 4),
    patientRate: wholeNumber(found.head('24', 1)),
    benefitRate: wholeNumber(found.head('24', 2)),
    occupational: found.head('25', 1),
  };
}

const EXPENSES: readonly (readonly [no: string, place: PublicExpense['place']])[] = [
  ['27', 1],
  ['28', 2],
  ['29', 3],
  ['30', 'special'],
];

function buildPublicExpenses(found: Found): PublicExpense[] {
  return EXPENSES.filter(([no]) => found.has(no)).map(([no, place]) => ({
    place,
    payer: found.head(no, 1) ?? '',
    beneficiary: found.head(no, 2),
  }));
}

const GROUP_RECORDS = ['101', '102', '111', '181'];
/** 251 is of dispensing results only. */
const DRUG_RECORDS = ['201', '211', '221', '231', '241', '251', '281'];

/** An RP whose drugs may carry more than those of a prescription. */
export type GroupOf<D> = Omit<RpGroup, 'drugs'> & { readonly drugs: readonly D[] };

/**
 * The RPs by their numbers; a drug without its RP still makes one. `drugOf` makes a drug of the records that are its
 * own.
 */
export function buildGroups<D>(found: Found, drugOf: (own: Found) => D): GroupOf<D>[] {
  return partsBy(found, [...GROUP_RECORDS, ...DRUG_RECORDS], 1).map((own) => buildGroup(own, drugOf));
}

/** The records of the numbers, apart by the value of an item, in the order of that value. */
function partsBy(found: Found, numbers: readonly string[], item: number): Found[] {
  const records = numbers.flatMap((no) => found.all(no));
  const parts = Map.groupBy(records, (record) => Number(itemOf(record, item) ?? '0'));
  return [...parts.entries()].sort(([a], [b]) => a - b).map(([, own]) => indexRecords(own));
}

function buildGroup<D>(found: Found, drugOf: (own: Found) => D): GroupOf<D> {
  const perPart = wholeNumber(found.head('102', 2));
  const quantity = wholeNumber(found.head('101', 4)) ?? 0;
  return {
    form: found.head('101', 2) ?? '',
    formName: found.head('101', 3),
    quantity,
    splitQuantity:
      perPart === null ? null : { perPart, total: wholeNumber(found.head('102', 3)) ?? quantity },
    usage: buildUsage(found),
    supplements: found.all('181').map((record) => ({
      kind: itemOf(record, 3),
      text: itemOf(record, 4) ?? '',
      usageCode: itemOf(record, 5),
      siteCode: itemOf(record, 6),
    })),
    drugs: partsBy(found, DRUG_RECORDS, 2).map(drugOf),
  };
}

function buildUsage(found: Found): Usage {
  return {
    codeKind: found.head('111', 2) ?? '1',
    code: found.head('111', 3),
    name: found.head('111', 4) ?? '',
    timesPerDay: wholeNumber(found.head('111', 5)),
  };
}

/** 201–281 of one drug. */
export function buildDrug(found: Found): Drug {
  const code = found.head('201', 5);
  const uneven = found.all('221').find((record) => itemOf(record, 3) !== null);
  const burden = found.all('231')[0];
  return {
    category: found.head('201', 3),
    codeKind: found.head('201', 4) ?? codeKindOf(code),
    code,
    name: found.head('201', 6) ?? '',
    amount: found.head('201', 7) ?? '',
    potency: found.head('201', 8) ?? '1',
    unit: found.head('201', 9) ?? '',
    conversion: found.head('211', 3),
    uneven: uneven === undefined ? null : buildUneven(uneven),
    burden:
      burden === undefined || burden.fields.length > 6
        ? null
        : [3, 4, 5, 6].map((item) => itemOf(burden, item) === '1'),
    perDose: buildPerDose(found),
    supplements: found.all('281').map((record) => ({
      kind: itemOf(record, 4),
      text: itemOf(record, 5) ?? '',
      usageCode: itemOf(record, 6),
    })),
  };
}

function buildPerDose(found: Found): Drug['perDose'] {
  const amount = found.head('241', 3);
  return amount === null ? null : { amount, timesPerDay: wholeNumber(found.head('241', 4)) };
}

/** As many amounts as are written, codes for each of them. */
function buildUneven(record: RawRecord): Drug['uneven'] {
  const amounts = [3, 4, 5, 6, 7].map((item) => itemOf(record, item) ?? '');
  const codes = [8, 9, 10, 11, 12].map((item) => itemOf(record, item));
  let count = 5;
  while (count > 0 && amounts[count - 1] === '' && codes[count - 1] === null) count--;
  return { amounts: amounts.slice(0, count), codes: codes.slice(0, count) };
}

/** A text that leaves out the kind of a code is read by the length of the code. */
function codeKindOf(code: string | null): string {
  if (code === null) return '1';
  return code.length === 9 ? '2' : code.length === 12 ? '4' : '';
}

const ERAS: EraMarks = 'digit';

function day(text: string | null): string | null {
  return text === null ? null : parseDay(text, ERAS);
}

function partial(text: string | null): string | null {
  return text === null ? null : parsePartial(text, ERAS);
}
