import { describe, expect, test } from 'vitest';
import { readDispensing } from './dispensing/dispensing.ts';
import { joinNotebookParts } from './notebook/join-parts.ts';
import { readNotebook } from './notebook/notebook.ts';
import { readPrescription } from './prescription/prescription.ts';

/** One rule, one finding, at its place; the sound text has none. @spec prescriptions.md §6.8 */
const SJ1 = `SJ1
1,1,1234567,13,サンプル医院
2,105-0004,東京都港区見本町１－１
5,,,見本　一郎
11,,例示　花子,ﾚｲｼﾞ ﾊﾅｺ
12,2
13,19700101
22,06123456
23,１２－３４,５６７８,1,01
51,20260401
63,3,1
81,1,1,一包化
101,1,1,,42
102,1,14,42
111,1,3,1013044400000000,１日３回朝昼夕食後　服用,3
201,1,1,1,2,612170709,ノルバスク錠２．５ｍｇ,3,1,錠
231,1,1,1
`;

const errorsOf = (text: string): string[] =>
  readPrescription(text, { mode: 'strict' })
    .findings.filter((one) => one.level === 'error')
    .map((one) => [one.rule, one.record, one.item].filter((part) => part !== null).join(' '));

test('the sound text is accepted', () => {
  const { prescription, findings } = readPrescription(SJ1, { mode: 'strict' });
  expect(findings).toEqual([]);
  expect(prescription).toMatchObject({
    split: { count: 3, part: 1 },
    groups: [{ splitQuantity: { perPart: 14, total: 42 } }],
  });
});

describe.each([
  ['a record that is mandatory', /^51,.*\n/m, '', ['MISSING_RECORD 51']],
  ['one of several items', /^2,.*$/m, '2,,', ['REQUIRED_ONE_OF_MISSING 2 1']],
  ['a required item', /^12,2$/m, '12,', ['REQUIRED_FIELD_MISSING 12 1']],
  [
    'an item that others require',
    /^51,/m,
    '25,1\n4,2,,内科\n51,',
    ['CONDITIONAL_REQUIRED_MISSING 4 2', 'INVALID_RECORD_ORDER 4'],
  ],
  ['a code', /^12,2$/m, '12,3', ['INVALID_CODE_VALUE 12 1']],
  ['a day that is none', /20260401/, '20260431', ['INVALID_DATE_FORMAT 51 1']],
  [
    'letters where digits belong',
    /^22,.*$/m,
    '22,Z3',
    ['INVALID_CHARACTERS 22 1', 'INSURER_NUMBER_LENGTH 22 1'],
  ],
  ['a number of another length', /^22,.*$/m, '22,1234567', ['INSURER_NUMBER_LENGTH 22 1']],
  ['superfluous zeros', /ｍｇ,3,/, 'ｍｇ,3.50,', ['INVALID_QUANTITY 201 7']],
  ['a text that is too long', /一包化/, '長'.repeat(51), ['ITEM_TOO_LONG 81 3']],
  ['too many items', /^12,2$/m, '12,2,,5', ['SURPLUS_ITEMS 12 3']],
  ['a record twice', /^12,2$/m, '12,2\n12,2', ['INVALID_RECORD_CARDINALITY 12']],
  ['a record out of order', /^63,3,1\n(81,.*\n)/m, '$163,3,1\n', ['INVALID_RECORD_ORDER 63']],
  ['a record that nobody knows', /^12,2$/m, '12,2\n999,x', ['UNKNOWN_RECORD_NUMBER 999']],
  ['a gap in the remarks', /^81,1/m, '81,2', ['INVALID_NOTE_SEQUENCE 81 1']],
  ['a part beyond the number of parts', /^63,3,1$/m, '63,3,4', ['INVALID_SPLIT_COUNT_RECORD 63 2']],
  ['a total that differs', /^102,1,14,42$/m, '102,1,14,28', ['SPLIT_QUANTITY_MISMATCH 102 3']],
  ['a division without its quantities', /^102,.*\n/m, '', ['CONDITIONAL_REQUIRED_MISSING 102']],
  ['quantities without a division', /^63,.*\n/m, '', ['CONDITIONAL_REQUIRED_MISSING 63']],
  [
    'a record of no RP',
    /^231,1,1,1$/m,
    '231,2,1,1',
    ['MISSING_REFERENCED_RECORD 231 1', 'BURDEN_NOT_FOR_ALL_DRUGS 201'],
  ],
  [
    'a record of no drug',
    /^231,1,1,1$/m,
    '231,1,2,1',
    ['MISSING_REFERENCED_RECORD 231 2', 'BURDEN_NOT_FOR_ALL_DRUGS 201'],
  ],
  ['an RP without usage', /^111,.*\n/m, '', ['MISSING_RP_RECORD 111']],
  ['a placeholder without supplement', /１日３回/, '１日○回', ['USAGE_SUPPLEMENT_MISSING 111 4']],
  ['a name where none belongs', /^101,1,1,,42$/m, '101,1,1,内服,42', ['ITEM_NOT_ALLOWED 101 3']],
  ['an access code of five digits', /^101/m, '82,1,12345\n101', ['ACCESS_CODE_TOO_SHORT 82 2']],
  [
    'compact columns',
    /^1,1,1234567,13,.*$/m,
    '1,1234567,医院',
    ['NON_STANDARD_RECORD_LAYOUT 1', 'REQUIRED_FIELD_MISSING 1 3'],
  ],
] as const)('%s', (_, from, to, errors) => {
  test('is refused strictly and read leniently', () => {
    const text = SJ1.replace(from, to);
    expect(text).not.toBe(SJ1);
    expect(new Set(errorsOf(text))).toEqual(new Set(errors));
    const lenient = readPrescription(text, { mode: 'lenient' });
    expect(lenient.prescription).not.toBeNull();
    expect(lenient.findings.map((one) => one.rule)).toEqual(
      expect.arrayContaining(errors.map((one) => one.split(' ')[0])),
    );
    expect(lenient.findings.every((one) => one.level === 'warning')).toBe(true);
  });
});

test('the service takes fewer kinds of codes than the QR form', () => {
  const kinds = (dialect: 'sj1' | 'qr', kind: string) => {
    const text = SJ1.replace('201,1,1,1,2,', `201,1,1,1,${kind},`).replace(
      ',3,1013',
      `,${dialect === 'qr' ? 2 : 3},1013`,
    );
    return errorsOf(dialect === 'qr' ? text.replace('SJ1', 'JAHIS10') : text);
  };
  expect(['2', '4', '7'].flatMap((kind) => kinds('sj1', kind))).toEqual([]);
  expect(['1', '3', '6'].map((kind) => kinds('sj1', kind))).toEqual(
    [1, 2, 3].map(() => ['INVALID_CODE_VALUE 201 4']),
  );
  expect(['1', '2', '3', '4', '6', '7'].flatMap((kind) => kinds('qr', kind))).toEqual([]);
});

describe('notebook', () => {
  const TC = `JAHISTC08,1
1,例示　花子,2,19700101
5,20260401,1
11,見本薬局,13,4,9999990,,,,1
51,見本医院,13,1,9999991,1
201,1,見本錠,1,錠,2,612170709,1
301,1,毎食後,3,日分,1,1,,1
`;
  const errors = (text: string) =>
    readNotebook(text, { mode: 'strict' })
      .findings.filter((one) => one.level === 'error')
      .map((one) => `${one.rule} ${one.record}`);

  test.each([
    [/^/, '', []],
    [/^11,.*\n/m, '', ['MISSING_RECORD 11']],
    [/^51,.*\n/m, '', ['MISSING_RECORD 51']],
    [/^301,.*\n/m, '', ['MISSING_RP_RECORD 301']],
    [/^201,.*\n/m, '', ['MISSING_RP_RECORD 201']],
    [/,13,4,9999990/, ',13,,9999990', ['CONDITIONAL_REQUIRED_MISSING 11']],
    [/毎食後/, '', ['CONDITIONAL_REQUIRED_MISSING 301']],
    [/^5,.*\n/m, '', ['MISSING_RECORD 5']],
    [/^5,/m, '31,1,成分,1,,1\n5,', ['MISSING_REFERENCED_RECORD 31']],
    [/$/, '911,20260401000001,2,3\n', ['INVALID_SPLIT_COUNT_RECORD 911']],
    [/^1,.*\n/m, '', []],
    [/08,1/, '08,2', []],
  ] as const)('%s', (from, to, expected) => {
    expect(errors(TC.replace(from, to))).toEqual(expect.arrayContaining([...expected]));
    if (expected.length === 0) expect(errors(TC.replace(from, to))).toEqual([]);
  });

  test('joined parts: equal drugs once, other ones renumbered, nothing of an incomplete one', () => {
    const part = (number: number, drug: string) => {
      const text = `${TC.replace('見本錠', drug)}911,20260401000001,2,${number}\n`;
      const { notebook } = readNotebook(text, { mode: 'strict' });
      if (notebook === null) throw new Error('unreadable');
      return notebook;
    };
    expect(joinNotebookParts([part(2, '乙')])).toMatchObject({ whole: [], waiting: [{ missing: [1] }] });
    const [whole] = joinNotebookParts([part(2, '乙'), part(1, '甲'), part(2, '乙')]).whole;
    const groups = whole?.blocks[0]?.prescriptions[0]?.doctors[0]?.groups ?? [];
    expect(groups.map((one) => [one.rp, one.drugs[0]?.name])).toEqual([
      [1, '甲'],
      [2, '乙'],
    ]);
    expect(whole?.blocks).toHaveLength(1);
  });
});

test('a result without our mark is refused: nobody else’s layout is read as ours', () => {
  const { dispensing, findings } = readDispensing(SJ1, { mode: 'strict' });
  expect(dispensing).toBeNull();
  expect(findings.map((one) => one.rule)).toContain('DISPENSING_MARK_MISSING');
});

test('Shift_JIS, CRLF and 1A are the form of the QR dialect; others are read with a warning', () => {
  const qr = SJ1.replace('SJ1', 'JAHIS10').replace(',3,1013', ',2,1013');
  const rules = (input: string | Uint8Array) =>
    readPrescription(input, { mode: 'strict' }).findings.map((one) => one.rule);
  expect(rules(`${qr.replaceAll('\n', '\r\n')}\u001a`)).toEqual([]);
  expect(rules(new TextEncoder().encode(qr))).toEqual([
    'ENCODING_NOT_OF_DIALECT',
    'LINE_ENDS_NOT_OF_DIALECT',
    'END_MARK_MISSING',
  ]);
  const damaged = Uint8Array.from([
    ...new TextEncoder().encode('JAHIS10\r\n1,1,1234567,13,'),
    0xff,
    0xff,
    10,
  ]);
  expect(rules(damaged)).toContain('INVALID_ENCODING');
});

test('U+0000, which no database takes, is no character of a text', () => {
  const text = SJ1.replace('見本', '見\0本');
  expect(errorsOf(text)).toContain('INVALID_ENCODING');
  const { prescription } = readPrescription(text, { mode: 'lenient' });
  expect(JSON.stringify(prescription)).not.toContain('\\u0000');
});
