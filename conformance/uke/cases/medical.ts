import { padRecord } from '../../../packages/uke/src/index.ts';
import { type Rows, set } from '../base-files.ts';
import { type Case, cell, medicalCase, swap } from './case.ts';

const CLAIM_2_RECORD = 15;

/** Records and cells of 医科 claims. */
export function medical(): Case[] {
  return [
    medicalCase('record-unknown', '2.3', (rows) => rows.splice(6, 0, ['ZZ', '1']), [
      ['record-unknown', 7, 'ZZ', null, 1],
    ]),
    medicalCase('record-without-id', '2.3', (rows) => rows.splice(6, 0, ['memo']), [
      ['record-unknown', 7, '', null, 1],
    ]),
    medicalCase('record-order', '2.3', swap(3, 4), [['record-order', 4, 'HO', null, 1]], [1]),
    medicalCase(
      'record-outside-claim',
      '2.3',
      (rows) => rows.splice(1, 0, padRecord('medical', ['SJ', '01', '記'])),
      [['record-order', 2, 'SJ', null, null]],
    ),
    medicalCase(
      'record-duplicate',
      '2.3',
      (rows) => rows.splice(3, 0, [...(rows[2] ?? [])]),
      [['record-duplicate', 4, 'HO', null, 1]],
      [1],
    ),
    medicalCase('date-wareki', '3', cell(2, 6, '3550101'), [['date-wareki', 2, '', null, 1]]),
    medicalCase('date-invalid', '3', cell(2, 6, '19800230'), [['date-invalid', 2, 'RE', 6, 1]], [1]),
    medicalCase('date-wareki-invalid', '3', cell(2, 6, '3640108'), [['date-invalid', 2, 'RE', 6, 1]], [1]),
    medicalCase('date-leap-day', '3', cell(2, 6, '19800229'), []),
    medicalCase('birth-after-care', '17', cell(2, 6, '20240501'), [['birth-after-care', 2, 'RE', 6, 1]]),
    medicalCase('birth-on-last-day', '17', cell(2, 6, '20240410'), []),
    medicalCase('field-required', '4', cell(11, 3, ''), [['field-required', 11, 'IY', 3, 1]], [1]),
    medicalCase('field-required-name', '4', cell(2, 4, ''), [['field-required', 2, 'RE', 4, 1]]),
    medicalCase('field-code', '6.4', cell(2, 5, '3'), [['field-code', 2, 'RE', 5, 1]], [1]),
    medicalCase('field-code-soft', '6.5', cell(2, 11, '50'), [['field-code', 2, 'RE', 11, 1]]),
    medicalCase('field-code-list', '6.5', cell(2, 11, '2629'), []),
    medicalCase('field-mode', '3', cell(3, 4, '2a'), [['field-mode', 3, 'HO', 4, 1]]),
    medicalCase('field-mode-mixed', '3', cell(3, 2, '１２-'), [['field-mode', 3, 'HO', 2, 1]]),
    medicalCase('field-too-long', '3', cell(10, 4, 'あ'.repeat(39)), [['field-too-long', 10, 'CO', 4, 1]]),
    medicalCase('field-full-length', '3', cell(10, 4, 'あ'.repeat(38)), []),
    medicalCase('field-fixed-length', '3', cell(3, 1, '138057'), [['field-fixed-length', 3, 'HO', 1, 1]]),
    medicalCase('field-padded-with-spaces', '3', cell(3, 1, '  138057'), []),
    medicalCase('field-leading-zero', '3', cell(3, 5, '0338'), [['field-leading-zero', 3, 'HO', 5, 1]]),
    medicalCase('field-trailing-space', '3', cell(2, 13, 'A12 '), [['field-trailing-space', 2, 'RE', 13, 1]]),
    medicalCase('field-decimals', '3', cell(12, 4, '1.500001'), [['field-too-long', 12, 'IY', 4, 1]]),
    medicalCase('text-extension-char', '2.2', cell(2, 4, '髙試　太郎'), [
      ['text-extension-char', 2, 'RE', null, 1],
    ]),
    medicalCase('claim-type-payers', '6.1', cell(2, 2, '1122'), [['claim-type-payers', 2, 'RE', 2, 1]], [1]),
    medicalCase('claim-type-unknown', '6.1', cell(2, 2, '1162'), [['field-code', 2, 'RE', 2, 1]], [1]),
    medicalCase('claim-no-disease', '17', (rows) => rows.splice(5, 1), [
      ['claim-no-disease', 2, 'RE', null, 1],
    ]),
    medicalCase('claim-number', '2.1', cell(CLAIM_2_RECORD, 1, '5'), [['claim-number', 15, 'RE', 1, 2]]),
    medicalCase('claim-no-line', '2.3', claimWithoutLines, [['claim-no-line', 15, 'RE', null, 2]], [2]),
    medicalCase('uncoded-name', '4.2', cell(6, 1, '0000999'), [['uncoded-name', 6, 'SY', 5, 1]]),
    medicalCase(
      'uncoded-with-name',
      '4.2',
      (rows) => {
        set(rows, 6, 1, '0000999');
        set(rows, 6, 5, '試験用傷病名');
      },
      [],
    ),
    medicalCase('duplicate-claim', '5.8', duplicateClaim, [['duplicate-claim', 15, 'RE', null, 2]]),
    medicalCase('public-only', '6.1', publicOnly, []),
  ];
}

function claimWithoutLines(rows: Rows): void {
  rows.splice(18, 2);
  set(rows, 16, 4, '0');
  set(rows, 16, 5, '0');
  set(rows, 17, 5, '0');
  set(rows, 19, 2, '338');
}

/** Claim 2 becomes one of the person of claim 1, whose SN must then agree as well. */
function duplicateClaim(rows: Rows): void {
  const [first, insurance] = [rows[1] ?? [], rows[2] ?? []];
  rows[14] = first.map((value, column) => (column === 1 ? '2' : column === 2 ? '1122' : value));
  set(rows, 16, 3, insurance[3] ?? '');
  rows.splice(17, 0, [...(rows[3] ?? [])]);
}

/** Claim 2 without its insurer: the public payer alone pays both acts. */
function publicOnly(rows: Rows): void {
  set(rows, 15, 2, '1212');
  set(rows, 17, 5, '300');
  set(rows, 19, 2, '5');
  set(rows, 20, 2, '5');
  set(rows, 21, 1, '2');
  rows.splice(15, 1);
}
