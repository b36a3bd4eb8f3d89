import { formatDay } from '../dates.ts';
import { finding } from '../findings.ts';
import type { Drug, Finding, Institution, Insurance, Patient, Prescription, RpGroup } from '../model.ts';
import type { Row } from '../print.ts';

/** How the service writes a usage that is in no master. @spec prescriptions.md §6.6 */
const FREE_USAGE_CODE = '0X0XXXXXXXXX0000';
const RECORD_OF_PLACE = { 1: '27', 2: '28', 3: '29', special: '30' } as const;

/** Which of the dialects; `service`: SJ1 or the result, whose words are the same. */
export type Words = 'service' | 'qr';

/** What is left out, by record and item. */
export class Losses {
  readonly findings: Finding[] = [];

  add(record: string, item: number | null): void {
    this.findings.push(finding('LOST_IN_DIALECT', 'lenient', { record, item }));
  }
}

/** All records of a prescription, in order. @spec prescriptions.md §6.3 */
export function rowsOf(p: Prescription, words: Words, losses: Losses): Row[] {
  const service = words === 'service';
  if (!service && p.providedInformation.length > 0) losses.add('301', null);
  if (!service && p.testValues.length > 0) losses.add('302', null);
  return [
    ...institutionRows(p.institution),
    ...(p.department === null
      ? []
      : [['4', p.department.codeKind, p.department.code, p.department.name] as const]),
    ['5', p.doctor.code, p.doctor.kana, p.doctor.name],
    ...patientRows(p.patient),
    ...insuranceRows(p.insurance, words),
    ...p.publicExpenses.map((one): Row => [RECORD_OF_PLACE[one.place], one.payer, one.beneficiary]),
    ...optional('31', p.claimKind),
    ['51', formatDay(p.issuedOn)],
    ...optional('52', p.usableUntil === null ? null : formatDay(p.usableUntil)),
    ...(p.narcotic === null
      ? []
      : [['61', p.narcotic.licence, p.narcotic.address, p.narcotic.phone] as const]),
    ...optional('62', p.leftovers),
    ...(p.split === null ? [] : [['63', p.split.count, p.split.part] as const]),
    ...optional('64', p.refillUses),
    ...p.remarks.map((remark, at) => remarkRow(remark, at + 1, service, losses)),
    ...(p.accessCode === null ? [] : [['82', '1', p.accessCode] as const]),
    ...p.groups.flatMap((group, at) => groupRows(group, at + 1, words, losses)),
    ...(service ? p.providedInformation.map((one, at): Row => ['301', at + 1, one.drug, one.comment]) : []),
    ...(service ? p.testValues.map((one, at): Row => ['302', at + 1, one]) : []),
  ];
}

function optional(no: string, value: string | number | null): Row[] {
  return value === null ? [] : [[no, value]];
}

function remarkRow(
  remark: Prescription['remarks'][number],
  at: number,
  service: boolean,
  losses: Losses,
): Row {
  const known = !service || remark.kind === null || remark.kind === '1' || remark.kind === '2';
  if (!known) losses.add('81', 2);
  return ['81', at, known ? remark.kind : null, remark.text];
}

/** 1–3. */
export function institutionRows(one: Institution): Row[] {
  const rows: Row[] = [['1', one.codeKind, one.code, one.prefecture, one.name]];
  if (one.postalCode !== null || one.address !== null) rows.push(['2', one.postalCode, one.address]);
  if (one.phone !== null || one.fax !== null || one.otherContact !== null) {
    rows.push(['3', one.phone, one.fax, one.otherContact]);
  }
  return rows;
}

/** 11–14. */
export function patientRows(patient: Patient): Row[] {
  return [
    ['11', patient.code, patient.name, patient.kana],
    ['12', patient.sex],
    ['13', formatDay(patient.birthDate)],
    ...optional('14', patient.burdenKind),
  ];
}

/** 21–25. The service writes rates with three digits. @spec prescriptions.md §6.6 */
export function insuranceRows(one: Insurance, words: Words): Row[] {
  const rate = (value: number | null): string | null => {
    return value === null ? null : String(value).padStart(words === 'service' ? 3 : 1, '0');
  };
  return [
    ...optional('21', one.kind),
    ['22', one.insurerNumber],
    ['23', one.symbol, one.number, one.relation, one.branch],
    ...(one.patientRate === null && one.benefitRate === null
      ? []
      : [['24', rate(one.patientRate), rate(one.benefitRate)] as const]),
    ...optional('25', one.occupational),
  ];
}

/** 101–281 of one RP. */
export function groupRows(
  group: Omit<RpGroup, 'drugs' | 'splitQuantity'> &
    Partial<Pick<RpGroup, 'splitQuantity'>> & {
      readonly drugs: readonly Drug[];
    },
  rp: number,
  words: Words,
  losses: Losses,
): Row[] {
  const split = group.splitQuantity ?? null;
  return [
    ['101', rp, group.form, group.formName, group.quantity],
    ...(split === null ? [] : [['102', rp, split.perPart, split.total] as const]),
    usageRow(group, rp, words, losses),
    ...group.supplements.map(
      (one, at): Row => ['181', rp, at + 1, one.kind, one.text, one.usageCode, one.siteCode],
    ),
    ...group.drugs.flatMap((drug, at) => drugRows(drug, rp, at + 1, words, losses)),
  ];
}

/**
 * The service's usage master takes over the JAMI codes, and has a code for free text; the QR form says JAMI or nothing.
 * @spec prescriptions.md §6.1, §6.6
 */
function usageRow(group: Pick<RpGroup, 'usage'>, rp: number, words: Words, losses: Losses): Row {
  const { codeKind, code, name, timesPerDay } = group.usage;
  if (words === 'service') {
    const known = code !== null && codeKind !== '1';
    return ['111', rp, '3', known ? code : FREE_USAGE_CODE, name, timesPerDay];
  }
  if (codeKind !== '3') return ['111', rp, codeKind, code, name, timesPerDay];
  if (code === FREE_USAGE_CODE || code === null) return ['111', rp, '1', null, name, timesPerDay];
  if (code.length === 16) return ['111', rp, '2', code, name, timesPerDay];
  losses.add('111', 3);
  return ['111', rp, '1', null, name, timesPerDay];
}

/** 201–281 of one drug. */
function drugRows(drug: Drug, rp: number, at: number, words: Words, losses: Losses): Row[] {
  const service = words === 'service';
  const category = drug.category ?? (service ? '1' : null);
  const rows: Row[] = [
    ['201', rp, at, category, drug.codeKind, drug.code, drug.name, drug.amount, drug.potency, drug.unit],
  ];
  if (drug.conversion !== null) rows.push(['211', rp, at, drug.conversion]);
  if (drug.uneven !== null) {
    const amounts = [0, 1, 2, 3, 4].map((index) => drug.uneven?.amounts[index] ?? null);
    const codes = [0, 1, 2, 3, 4].map((index) => drug.uneven?.codes[index] ?? null);
    if (service && codes.some((one) => one !== null)) losses.add('221', 8);
    rows.push(['221', rp, at, ...amounts, ...(service ? [] : codes)]);
  }
  if (drug.burden !== null) rows.push(['231', rp, at, ...drug.burden.map((one) => (one ? '1' : null))]);
  if (drug.perDose !== null) rows.push(['241', rp, at, drug.perDose.amount, drug.perDose.timesPerDay]);
  drug.supplements.forEach((one, index) => {
    if (service && one.usageCode !== null) losses.add('281', 6);
    rows.push(['281', rp, at, index + 1, one.kind, one.text, service ? null : one.usageCode]);
  });
  return rows;
}
