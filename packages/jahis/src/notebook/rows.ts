import { formatDay } from '../dates.ts';
import type { Row } from '../print.ts';
import type {
  AuthoredText,
  Notebook,
  NotebookBlock,
  NotebookDrug,
  NotebookGroup,
  NotebookOrigin,
  OtcDrug,
} from './notebook-model.ts';

/** All records of a notebook, in order. @spec prescriptions.md §6.7 */
export function notebookRows(notebook: Notebook): Row[] {
  const { patient, part } = notebook;
  return [
    ...(patient === null ? [] : [patientRow(patient)]),
    ...notebook.notes.map((one): Row => ['2', one.kind, one.text, one.author]),
    ...notebook.otc.flatMap(otcRows),
    ...notebook.memos.map((one): Row => ['4', one.text, day(one.on), one.author]),
    ...notebook.blocks.flatMap(blockRows),
    ...notebook.pharmacists.map(
      (one): Row => ['701', one.name, one.pharmacy, one.contact, day(one.from), day(one.to), one.author],
    ),
    ...(part === null ? [] : [['911', part.dataId, part.count, part.number] as const]),
  ];
}

function day(date: string | null): string | null {
  return date === null ? null : formatDay(date);
}

function patientRow(one: NonNullable<Notebook['patient']>): Row {
  return [
    '1',
    one.name,
    one.sex,
    formatDay(one.birthDate),
    one.postalCode,
    one.address,
    one.phone,
    one.emergencyContact,
    one.bloodGroup,
    one.weight,
    one.kana,
  ];
}

function otcRows(drug: OtcDrug): Row[] {
  return [
    ['3', drug.name, day(drug.from), day(drug.to), drug.author, drug.sequence, drug.jan],
    ...drug.ingredients.map(
      (one): Row => ['31', drug.sequence, one.name, one.codeKind, one.code, one.author],
    ),
  ];
}

function texts(no: string, ones: readonly AuthoredText[]): Row[] {
  return ones.map((one) => [no, one.text, one.author]);
}

function blockRows(block: NotebookBlock): Row[] {
  const { facility, staff } = block;
  const rows: Row[] = [['5', formatDay(block.on), block.author]];
  if (facility !== null) {
    const { name, prefecture, codeKind, code, postalCode, address, phone, author } = facility;
    rows.push(['11', name, prefecture, codeKind, code, postalCode, address, phone, author]);
  }
  if (staff !== null) rows.push(['15', staff.name, staff.contact, staff.author]);
  return [
    ...rows,
    ...block.prescriptions.flatMap(originRows),
    ...texts('401', block.cautions),
    ...block.provided.map((one): Row => ['411', one.text, one.kind, one.author]),
    ...texts('421', block.leftovers),
    ...texts('501', block.remarks),
    ...block.entries.map((one): Row => ['601', one.text, day(one.on)]),
  ];
}

function originRows({ institution, doctors }: NotebookOrigin): Row[] {
  const rows: Row[] = [];
  if (institution !== null) {
    const { name, prefecture, codeKind, code, author } = institution;
    rows.push(['51', name, prefecture, codeKind, code, author]);
  }
  for (const { doctor, groups } of doctors) {
    if (doctor !== null) rows.push(['55', doctor.name, doctor.department, doctor.author]);
    rows.push(...groups.flatMap(groupRows));
  }
  return rows;
}

function groupRows(group: NotebookGroup): Row[] {
  const { rp, usage } = group;
  const rows = group.drugs.flatMap((drug) => drugRows(drug, rp));
  if (usage !== null) {
    const { name, quantity, unit, form, codeKind, code, author } = usage;
    rows.push(['301', rp, name, quantity, unit, form, codeKind, code, author]);
  }
  return [...rows, ...ofRp('311', rp, group.supplements), ...ofRp('391', rp, group.cautions)];
}

function drugRows(drug: NotebookDrug, rp: number): Row[] {
  const { name, amount, unit, codeKind, code, author, generalName, generalCodeKind, generalCode } = drug;
  return [
    ['201', rp, name, amount, unit, codeKind, code, author, generalName, generalCodeKind, generalCode],
    ...ofRp('281', rp, drug.supplements),
    ...ofRp('291', rp, drug.cautions),
  ];
}

function ofRp(no: string, rp: number, ones: readonly AuthoredText[]): Row[] {
  return ones.map((one) => [no, rp, one.text, one.author]);
}
