import { readPrescription, writePrescription } from '@tsunagu/jahis';
import { expect, test } from 'vitest';

/** @spec prescriptions.md §11 23: SJ1 → model → QR → model → SJ1; generated documents: packages/jahis/src/dialects.test.ts */
test('a usage of the master becomes one of JAMI, free text stays free text, and both come back', () => {
  const sj1 = (code: string) =>
    [
      'SJ1',
      '1,1,1234567,13,サンプル医院',
      '5,,,見本　一郎',
      '11,,例示　花子,ﾚｲｼﾞ ﾊﾅｺ',
      '12,2',
      '13,19700101',
      '22,06123456',
      '23,１２－３４,５６７８,1,01',
      '24,030,070',
      '51,20260401',
      '101,1,1,,14',
      `111,1,3,${code},１日３回朝昼夕食後　服用,3`,
      '201,1,1,1,2,612170709,ノルバスク錠２．５ｍｇ,3,1,錠',
      '',
    ].join('\n');
  const through = (text: string) => {
    const first = readPrescription(text, { mode: 'strict' }).prescription;
    if (first === null) throw new Error('unreadable');
    const qr = writePrescription(first, 'qr');
    const second = readPrescription(qr.bytes, { mode: 'strict' }).prescription;
    if (second === null) throw new Error('unreadable');
    return { qr: qr.text, losses: qr.losses, back: writePrescription(second, 'sj1').text };
  };
  const coded = through(sj1('1013044400000000'));
  expect(coded).toMatchObject({ losses: [], back: sj1('1013044400000000') });
  expect(coded.qr).toContain('\r\n111,1,2,1013044400000000,');
  expect(coded.qr).toContain('\r\n24,30,70\r\n');
  const free = through(sj1('0X0XXXXXXXXX0000'));
  expect(free).toMatchObject({ losses: [], back: sj1('0X0XXXXXXXXX0000') });
  expect(free.qr).toContain('\r\n111,1,1,,');
});

test('what a dialect cannot say is listed by record and item', () => {
  const qr = [
    'JAHIS10',
    '1,1,1234567,13,サンプル医院',
    '5,,,見本　一郎',
    '11,,例示　花子',
    '12,2',
    '13,19700101',
    '22,06123456',
    '23,12,34,1',
    '51,20260401',
    '81,1,3,分割',
    '101,1,1,,14',
    '111,1,1,,１日２回,2',
    '201,1,1,,1,,見本薬,3,1,錠',
    '221,1,1,1,2,,,,V1NNNNNN',
    '281,1,1,1,7,１回１錠,10110000',
  ].join('\n');
  const { prescription } = readPrescription(qr, { mode: 'strict' });
  if (prescription === null) throw new Error('unreadable');
  const { losses } = writePrescription(prescription, 'sj1');
  const places = losses.map((one) => `${one.level} ${one.rule} ${one.record}.${one.item}`);
  expect(places).toEqual(
    expect.arrayContaining([
      'warning LOST_IN_DIALECT 81.2',
      'warning LOST_IN_DIALECT 221.8',
      'warning LOST_IN_DIALECT 281.6',
      'error INVALID_CODE_VALUE 201.4',
      'error REQUIRED_FIELD_MISSING 201.5',
    ]),
  );
});
