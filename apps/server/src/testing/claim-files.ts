import { encodeRecords, type PrintOptions, printClaims, recordFromNames } from '@tsunagu/uke';
import { diseaseCode } from './demo-codes.ts';
import { CLINIC, fullWidth, HOSPITAL, PHARMACY, type TestFacility, type TestPerson } from './people.ts';

/** One SI, IY or CO line. */
export interface LineInput {
  readonly type: 'SI' | 'IY' | 'CO';
  /** 診療識別; '' = as the line above. */
  readonly category: string;
  readonly code: string;
  readonly amount?: string;
  /** How often on which day of the month. */
  readonly days?: Readonly<Record<number, number>>;
  /** Null: the unit goes on with the next line. Default 10. */
  readonly points?: number | null;
  /** CO only. */
  readonly text?: string;
}

export interface MedicalClaimInput {
  readonly person: TestPerson;
  readonly lines: readonly LineInput[];
  readonly inpatient?: boolean;
  /** Lines of a living donor, after TI, TR and TS. */
  readonly donorLines?: readonly LineInput[];
  readonly diseases?: readonly string[];
  /** Cells of RE or HO by column name that replace the computed ones. */
  readonly re?: Readonly<Record<string, string>>;
  readonly ho?: Readonly<Record<string, string>>;
  /** Payer and beneficiary number of a claim without an insurer. */
  readonly publicOnly?: { readonly payerNumber: string; readonly beneficiaryNumber: string };
}

export interface FileInput<Claim> {
  readonly claims: readonly Claim[];
  /** 診療年月 `YYYY-MM`. Default 2026-09. */
  readonly month?: string;
  readonly facility?: TestFacility;
  readonly print?: PrintOptions;
}

const compact = (date: string): string => date.replaceAll('-', '');
const nextMonth = (month: string): string => {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}01` : `${year}${String(number + 1).padStart(2, '0')}`;
};

const header = (kind: 'medical' | 'pharmacy', facility: TestFacility, month: string): string[] =>
  recordFromNames(kind, kind === 'medical' ? 'IR' : 'YK', {
    reviewBody: '1',
    prefecture: facility.code.slice(0, 2),
    tariffTable: facility.code.slice(2, 3),
    institutionCode: facility.code.slice(3),
    institutionName: facility.name,
    billingMonth: nextMonth(month),
    volume: '00',
  });

const insurance = (
  kind: 'medical' | 'pharmacy',
  person: TestPerson,
  days: number,
  points: number,
  changed = {},
): string[] =>
  recordFromNames(kind, 'HO', {
    insurerNumber: person.insurerNumber,
    symbol: person.symbol,
    number: person.number,
    days: String(days),
    points: String(points),
    ...changed,
  });

const confirmation = (kind: 'medical' | 'pharmacy', { branch }: TestPerson): string[] =>
  recordFromNames(kind, 'SN', { payerKind: '1', confirmation: '01', branch });

function lineRecord(line: LineInput): string[] {
  if (line.type === 'CO') {
    return recordFromNames('medical', 'CO', {
      category: line.category,
      burden: '1',
      code: line.code,
      text: fullWidth(line.text ?? ''),
    });
  }
  const days = line.days ?? { 1: 1 };
  const { points = 10 } = line;
  const cells = recordFromNames('medical', line.type, {
    category: line.category,
    burden: '1',
    code: line.code,
    quantity: line.amount ?? '',
    points: points === null ? '' : String(points),
    times: String(timesOf(line)),
  });
  for (const [day, count] of Object.entries(days)) cells[12 + Number(day)] = String(count);
  return cells;
}

const timesOf = ({ days = { 1: 1 } }: LineInput): number =>
  Object.values(days).reduce((sum, count) => sum + count, 0);
const pointsOf = (lines: readonly LineInput[]): number =>
  lines
    .filter((line) => line.type !== 'CO' && line.category !== '97')
    .reduce((sum, line) => sum + (line.points === undefined ? 10 : (line.points ?? 0)) * timesOf(line), 0);

function medicalClaim(claim: MedicalClaimInput, claimNo: number, month: string): string[][] {
  const { person, lines, inpatient = false, publicOnly, donorLines = [] } = claim;
  const days = new Set(
    lines.flatMap((line) => (line.type === 'CO' ? [] : Object.keys(line.days ?? { 1: 1 }))),
  );
  const points = pointsOf(lines);
  const disease = (code: string, main: boolean) =>
    recordFromNames('medical', 'SY', {
      diseaseCode: code,
      startDate: '20200401',
      outcome: '1',
      main: main ? '01' : '',
    });
  return [
    recordFromNames('medical', 'RE', {
      claimNo: String(claimNo),
      claimType: `1${publicOnly === undefined ? '1' : '2'}1${inpatient ? '1' : '2'}`,
      careMonth: compact(month),
      name: person.name,
      sex: person.sex,
      birthDate: compact(person.birthDate),
      admissionDate: inpatient ? `${compact(month)}01` : '',
      kana: person.kana,
      ...claim.re,
    }),
    ...(publicOnly === undefined
      ? [insurance('medical', person, days.size, points, claim.ho), confirmation('medical', person)]
      : [
          recordFromNames('medical', 'KO', {
            ...publicOnly,
            days: String(days.size),
            points: String(points),
          }),
        ]),
    ...(claim.diseases ?? [diseaseCode('hypertension')]).map((code, index) => disease(code, index === 0)),
    ...lines.map(lineRecord).map((cells) => {
      if (publicOnly !== undefined) cells[2] = '5';
      return cells;
    }),
    ...(donorLines.length === 0
      ? []
      : [
          recordFromNames('medical', 'TI', { organ: '1', place: '1' }),
          recordFromNames('medical', 'TR', {
            claimNo: '1',
            claimType: '1991',
            careMonth: compact(month),
            sex: '1',
            birthDate: '19700101',
            admissionDate: `${compact(month)}01`,
          }),
          recordFromNames('medical', 'TS', { days: '1', points: String(pointsOf(donorLines)) }),
          disease(diseaseCode('hypertension'), true),
          ...donorLines.map(lineRecord),
        ]),
  ];
}

/** A 医科 file (RECEIPTC) with its GO. */
export function medicalFile({
  claims,
  month = '2026-09',
  facility = HOSPITAL,
  print = {},
}: FileInput<MedicalClaimInput>): Uint8Array {
  const rows = claims.map((claim, index) => medicalClaim(claim, index + 1, month));
  return Buffer.concat([...printClaims('medical', header('medical', facility, month), rows, print)]);
}

export interface PrescriptionInput {
  /** 剤形: 1 oral, 3 as needed, 5 external. */
  readonly form: string;
  readonly usageCode?: string;
  readonly usageText?: string;
  /** When the block was dispensed, and for how many days, doses or times. */
  readonly dispensings: readonly {
    readonly prescribedOn: string;
    readonly dispensedOn: string;
    readonly quantity: number;
  }[];
  readonly drugs: readonly { readonly code: string; readonly amount: string }[];
}

export interface PharmacyClaimInput {
  readonly person: TestPerson;
  readonly blocks: readonly PrescriptionInput[];
  readonly prescriber?: TestFacility;
}

/** 単位薬剤料 of every block. */
const UNIT_POINTS = 4;

function pharmacyClaim(
  { person, blocks, prescriber = CLINIC }: PharmacyClaimInput,
  claimNo: number,
  month: string,
): string[][] {
  const re = recordFromNames('pharmacy', 'RE', {
    claimNo: String(claimNo),
    claimType: '4112',
    careMonth: compact(month),
    name: person.name,
    sex: person.sex,
    birthDate: compact(person.birthDate),
    prescriberPrefecture: prescriber.code.slice(0, 2),
    prescriberTable: prescriber.code.slice(2, 3),
    prescriberCode: prescriber.code.slice(3),
    prescriberName: prescriber.name,
    kana: person.kana,
  });
  re[14] = '試験　医師';
  const quantity = blocks.flatMap((block) => block.dispensings).reduce((sum, one) => sum + one.quantity, 0);
  return [
    re,
    insurance('pharmacy', person, 1, UNIT_POINTS * quantity),
    confirmation('pharmacy', person),
    ...blocks.flatMap((block, index) => prescriptionRecords(block, index)),
  ];
}

function prescriptionRecords(block: PrescriptionInput, index: number): string[][] {
  const number = String(index + 1).padStart(2, '0');
  const dispensing = ({ prescribedOn, dispensedOn, quantity }: PrescriptionInput['dispensings'][number]) =>
    recordFromNames('pharmacy', 'CZ', {
      doctorNo: '1',
      prescribedOn: compact(prescribedOn),
      dispensedOn: compact(dispensedOn),
      receptionNo: '1',
      quantity: String(quantity),
      burden: '1',
      calculation: '1',
      targetNo: number,
      code: '420000910',
      points: '0',
      drugPoints: String(UNIT_POINTS * quantity),
    });
  return [
    recordFromNames('pharmacy', 'SH', {
      prescriptionNo: number,
      form: block.form,
      usageCode: block.usageCode ?? '018',
      usageText: block.usageText ?? '',
      unitPoints: String(UNIT_POINTS),
    }),
    ...block.dispensings.map(dispensing),
    ...block.drugs.map(({ code, amount }) =>
      recordFromNames('pharmacy', 'IY', { burden: '1', code, amount }),
    ),
  ];
}

/** A 調剤 file (RECEIPTY) with its GO. */
export function pharmacyFile({
  claims,
  month = '2026-09',
  facility = PHARMACY,
  print = {},
}: FileInput<PharmacyClaimInput>): Uint8Array {
  const rows = claims.map((claim, index) => pharmacyClaim(claim, index + 1, month));
  return Buffer.concat([...printClaims('pharmacy', header('pharmacy', facility, month), rows, print)]);
}

/** Cells as they are, for files that break the rules. */
export const rawFile = (rows: readonly (readonly string[])[], print: PrintOptions = {}): Uint8Array =>
  encodeRecords(rows, print);
