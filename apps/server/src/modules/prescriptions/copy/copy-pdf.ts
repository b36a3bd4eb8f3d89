import { formatWareki, parseLocalDate } from '@tsunagu/ids';
import { type QrMatrix, symbolsOf } from '@tsunagu/jahis/qr';
import { printAccessLine } from '../model/access-line.ts';
import type { PrescriptionView } from '../view.ts';
import { CONTENT_WIDTH, MARGIN, openSheet, type Sheet } from './sheet.ts';
import words from './words.json' with { type: 'json' };

const BODY = 10;
const SMALL = 8;
const LABEL_WIDTH = 110;
const SYMBOL_SIDE = 92;
const GAP = 6;

const DAYS = '1';
const TIMES = '2';

const filled = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));

const day = (date: string): string => {
  const [year = '', month = '', dayOfMonth = ''] = date.split('-');
  const parts = [`${year}年`, month && `${Number(month)}月`, dayOfMonth && `${Number(dayOfMonth)}日`];
  return parts.join('');
};

/** In both calendars; a birth date may be known in part. */
function birthDay(date: string): string {
  const whole = parseLocalDate(date);
  return whole === null ? day(date) : `${day(date)}（${formatWareki(whole)}）`;
}

/**
 * 処方内容（控え） as PDF, A4: what the patient takes along, with the access code and its symbol; says that it is no
 * prescription. @spec prescriptions.md §1, §3, §9 (EPSsiPIR06)
 */
export function copyPdf(view: PrescriptionView, now: Date): Promise<Buffer> {
  const sheet = openSheet(words.title, now);
  let y = heading(sheet, view);
  for (const [label, text] of factsOf(view)) y = fact(sheet, y, label, text);
  y = drugs(sheet, y + GAP, view);
  y = sheet.room(y, 2 * SMALL);
  sheet.write(`${words.id} ${view.prescriptionId}`, { x: MARGIN, y: y + GAP, width: CONTENT_WIDTH }, SMALL);
  return sheet.bytes();
}

function heading(sheet: Sheet, { accessCode, document }: PrescriptionView): number {
  const width = CONTENT_WIDTH - SYMBOL_SIDE - 2 * GAP;
  let y = sheet.write(words.title, { x: MARGIN, y: MARGIN, width }, 18);
  y = sheet.write(words.noOriginal, { x: MARGIN, y: y + GAP, width }, BODY);
  y = sheet.write(words.code, { x: MARGIN, y: y + GAP, width }, BODY);
  y = sheet.write(accessCode ?? words.codeEnded, { x: MARGIN, y, width }, 24);
  y = sheet.write(words.howTo, { x: MARGIN, y, width }, SMALL);
  if (accessCode !== null)
    sheet.symbol(symbolOf(accessLineOf(document, accessCode)), MARGIN + width + 2 * GAP, MARGIN, SYMBOL_SIDE);
  return Math.max(y, MARGIN + SYMBOL_SIDE) + 2 * GAP;
}

function symbolOf(text: string): QrMatrix {
  const [matrix] = symbolsOf(new TextEncoder().encode(text));
  if (matrix === undefined) throw new Error('a line without a symbol');
  return matrix;
}

const accessLineOf = ({ insurance, patient }: PrescriptionView['document'], accessCode: string): string =>
  printAccessLine({
    insurerNumber: insurance.insurerNumber ?? '',
    symbol: insurance.symbol ?? '',
    number: insurance.number ?? '',
    branch: insurance.branch ?? '',
    birthDate: patient.birthDate,
    accessCode,
  });

function factsOf({ document, issuedOn, usableUntil, institution }: PrescriptionView) {
  const { patient, insurance, doctor } = document;
  const numbers = [insurance.insurerNumber, insurance.symbol, insurance.number, insurance.branch];
  return [
    [words.name, [patient.name, patient.kana?.normalize('NFKC')].filter(Boolean).join('　')],
    [words.born, birthDay(patient.birthDate)],
    [words.numbers, numbers.filter(Boolean).join('・')],
    [words.issued, day(issuedOn)],
    [words.until, filled(words.untilDay, { day: day(usableUntil) })],
    [words.institution, `${document.institution.name ?? institution.name}　${doctor.name}`],
  ] as const;
}

function fact(sheet: Sheet, from: number, label: string, text: string): number {
  const width = CONTENT_WIDTH - LABEL_WIDTH;
  const y = sheet.room(from, sheet.heightOf(text, width, BODY) + GAP);
  sheet.line(MARGIN, y, MARGIN + CONTENT_WIDTH, y);
  sheet.write(label, { x: MARGIN, y: y + GAP / 2, width: LABEL_WIDTH }, SMALL);
  return sheet.write(text, { x: MARGIN + LABEL_WIDTH, y: y + GAP / 2, width }, BODY) + GAP / 2;
}

function drugs(sheet: Sheet, from: number, view: PrescriptionView): number {
  sheet.line(MARGIN, from, MARGIN + CONTENT_WIDTH, from);
  let y = sheet.write(words.drugs, { x: MARGIN, y: from + GAP / 2, width: CONTENT_WIDTH }, SMALL) + GAP / 2;
  for (const text of drugLines(view)) {
    const width = CONTENT_WIDTH - 2 * GAP;
    y = sheet.room(y, sheet.heightOf(text, width, BODY));
    y = sheet.write(text, { x: MARGIN + 2 * GAP, y, width }, BODY);
  }
  sheet.line(MARGIN, y + GAP, MARGIN + CONTENT_WIDTH, y + GAP);
  return y + GAP;
}

/** What is prescribed, a line each, as a form would have it. */
export function drugLines({ document, currentUse }: PrescriptionView): string[] {
  const lines = document.groups.flatMap((group, index) => [
    ...group.drugs.flatMap((drug, at) => [
      `${at === 0 ? `${index + 1}）` : '　　'}${drug.name}　${drug.amount}${drug.unit}`,
      ...drug.supplements.map(({ text }) => `　　　${text}`),
    ]),
    `　　${group.usage.name}　${quantityOf(group.form, group.quantity)}`,
    ...group.supplements.map(({ text }) => `　　　${text}`),
  ]);
  if (document.refillUses !== null)
    lines.push(filled(words.refill, { n: document.refillUses, use: currentUse }));
  if (document.split !== null) lines.push(filled(words.split, { ...document.split }));
  lines.push(words.end);
  for (const { drug, comment } of document.providedInformation)
    lines.push(`${words.provided}　${drug}　${comment}`);
  for (const value of document.testValues) lines.push(`${words.testValues}　${value}`);
  return lines;
}

const quantityOf = (form: string, n: number): string =>
  filled(form === DAYS ? words.days : form === TIMES ? words.times : words.either, { n });
