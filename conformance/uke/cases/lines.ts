import { padRecord } from '../../../packages/uke/src/index.ts';
import { line, type Rows, set } from '../base-files.ts';
import { type Case, cell, medicalCase } from './case.ts';

/** Groups, units, days and totals of 医科 claims. */
export function lines(): Case[] {
  return [
    medicalCase('ident-first-blank', '5.1', cell(7, 1, ''), [['ident-first-blank', 7, 'SI', 1, 1]], [1]),
    medicalCase('ident-run', '2.3', (rows) => rows.splice(10, 0, ...blankComments(99)), [
      ['ident-run', 109, 'CO', 1, 1],
    ]),
    medicalCase('ident-run-longest', '2.3', (rows) => rows.splice(10, 0, ...blankComments(96)), []),
    medicalCase(
      'unit-open',
      '5.1',
      (rows) => {
        set(rows, 20, 5, '');
        set(rows, 16, 5, '100');
        set(rows, 21, 2, '438');
      },
      [['unit-open', 20, 'SI', 5, 2]],
      [2],
    ),
    medicalCase(
      'unit-uneven',
      '5.1',
      (rows) => {
        set(rows, 11, 6, '7');
        set(rows, 11, 15, '7');
      },
      [['unit-uneven', 12, 'IY', null, 1]],
      [1],
    ),
    medicalCase(
      'day-sum',
      '5.2',
      cell(7, 6, '2'),
      [
        ['day-sum', 7, 'SI', 6, 1],
        ['points-total', 3, 'HO', 5, 1],
      ],
      [1],
    ),
    medicalCase(
      'day-outside-month',
      '5.2',
      (rows) => {
        set(rows, 13, 22, '');
        set(rows, 13, 43, '1');
        set(rows, 14, 26, '');
        set(rows, 14, 47, '1');
        set(rows, 5, 11, '');
        set(rows, 5, 32, '1');
      },
      [
        ['day-outside-month', 13, 'SI', 43, 1],
        ['day-outside-month', 14, 'TO', 47, 1],
      ],
      [1],
    ),
    medicalCase(
      'day-last-of-month',
      '5.2',
      (rows) => {
        set(rows, 20, 17, '');
        set(rows, 20, 42, '1');
        set(rows, 16, 4, '2');
      },
      [],
    ),
    medicalCase(
      'payer-unknown',
      '6.3',
      cell(7, 2, '5'),
      [
        ['payer-unknown', 7, 'SI', 2, 1],
        ['points-total', 3, 'HO', 5, 1],
      ],
      [1],
    ),
    medicalCase(
      'points-total',
      '5.2',
      (rows) => {
        set(rows, 3, 5, '339');
        set(rows, 21, 2, '639');
      },
      [['points-total', 3, 'HO', 5, 1]],
    ),
    medicalCase('points-total-of-public-payer', '5.2', cell(17, 5, '101'), [
      ['points-total', 17, 'KO', 5, 2],
    ]),
    medicalCase('points-yen', '1', (rows) => rows.splice(20, 0, yenLine()), []),
    medicalCase('points-reduced', '5.2', (rows) => rows.splice(20, 0, reducingLine()), [
      ['points-total', 16, 'HO', 5, 2],
    ]),
    medicalCase(
      'points-reduced-subtracted',
      '5.2',
      (rows) => {
        rows.splice(20, 0, reducingLine());
        set(rows, 16, 5, '290');
        set(rows, 22, 2, '628');
      },
      [],
    ),
    medicalCase('days-total', '5.2', cell(3, 4, '3'), [['days-total', 3, 'HO', 4, 1]]),
    medicalCase(
      'jd-mismatch',
      '4.1',
      (rows) => {
        set(rows, 5, 11, '');
        set(rows, 5, 12, '1');
      },
      [['jd-mismatch', 5, 'JD', null, 1]],
    ),
    medicalCase('jd-open', '4.1', cell(5, 11, '9'), []),
    medicalCase('code-prefix', '17', cell(7, 3, '612000000'), [['code-prefix', 7, 'SI', 3, 1]], [1]),
  ];
}

function blankComments(count: number): Rows {
  return Array.from({ length: count }, () => padRecord('medical', ['CO', '', '1', '810000001', '記']));
}

function yenLine(): string[] {
  return padRecord('medical', line(['SI', '97', '1', '197000110', '', '1920', '1'], { 5: 1 }));
}

function reducingLine(): string[] {
  return padRecord('medical', line(['IY', '39', '1', '630010001', '', '10', '1'], { 5: 1 }));
}
