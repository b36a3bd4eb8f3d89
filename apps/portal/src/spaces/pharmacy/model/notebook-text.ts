import type { DispensedGroup, DispensingView, PrescriptionView } from '../../../api/prescription-types.ts';

type Item = string | number | null | undefined;

/** 作成者: who wrote a record; 1 = 医療関係者. */
const BY_STAFF = '1';
/** 出力区分: 1 = from a facility to the patient. */
const HEADER = 'JAHISTC08,1';
const NO_CODE = '1';
/** 剤形 of the notebook by 剤形区分 of the prescription; everything else is 10 その他. @spec prescriptions.md §6.5, §6.7 */
const FORMS: Readonly<Record<string, string>> = {
  '1': '1',
  '2': '3',
  '3': '5',
  '4': '2',
  '5': '4',
  '6': '9',
};
const OTHER_FORM = '10';
const UNITS: Readonly<Record<string, string>> = { '1': '日分', '2': '回分', '4': '日分' };
const OTHER_UNIT = '調剤';
/** 薬品コード種別 that the notebook knows. */
const CODE_KINDS: readonly string[] = ['2', '3', '4', '6'];

/** A comma ends an item, and there is no way to write one inside. */
const record = (...items: readonly Item[]): string =>
  items
    .map((item) =>
      String(item ?? '')
        .replaceAll(',', '，')
        .replaceAll(/[\r\n]+/g, '　'),
    )
    .join(',');

const day = (date: string): string => date.replaceAll('-', '');

function groupRecords(group: DispensedGroup, rp: number): readonly string[] {
  const form = FORMS[group.form] ?? OTHER_FORM;
  return [
    ...group.drugs.flatMap((drug) => {
      const known = drug.code !== null && CODE_KINDS.includes(drug.codeKind);
      return [
        record(
          201,
          rp,
          drug.name,
          drug.amount,
          drug.unit,
          known ? drug.codeKind : NO_CODE,
          known ? drug.code : '',
          BY_STAFF,
        ),
        ...drug.supplements.map(({ text }) => record(281, rp, text, BY_STAFF)),
      ];
    }),
    record(
      301,
      rp,
      group.usage.name,
      group.quantity,
      UNITS[group.form] ?? OTHER_UNIT,
      form,
      NO_CODE,
      '',
      BY_STAFF,
    ),
    ...group.supplements.map(({ text }) => record(311, rp, text, BY_STAFF)),
  ];
}

/**
 * What was handed out, as the patient's notebook reads it: JAHISTC08, category 1, one dispensing block. Lines end with
 * CR LF; to be written in Shift_JIS. @spec prescriptions.md §6.1, §6.7
 */
export function notebookText(view: PrescriptionView, { document }: DispensingView): string {
  const { pharmacy, pharmacist, patient, groups } = document;
  const { institution, doctor, department } = view.document;
  const lines = [
    HEADER,
    record(1, patient.name, patient.sex, day(patient.birthDate), '', '', '', '', '', '', patient.kana),
    record(5, day(document.dispensedOn), BY_STAFF),
    record(
      11,
      pharmacy.name,
      pharmacy.prefecture,
      pharmacy.codeKind,
      pharmacy.code,
      pharmacy.postalCode,
      pharmacy.address,
      pharmacy.phone,
      BY_STAFF,
    ),
    record(15, pharmacist.name, '', BY_STAFF),
    record(51, institution.name, institution.prefecture, institution.codeKind, institution.code, BY_STAFF),
    record(55, doctor.name, department?.name, BY_STAFF),
    ...groups.flatMap((group, at) => groupRecords(group, at + 1)),
  ];
  return lines.map((line) => `${line}\r\n`).join('');
}

/** The end of a file in this family of formats. */
export const END_OF_FILE = '\x1a';
