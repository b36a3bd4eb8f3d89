import { padRecord } from '../../packages/uke/src/index.ts';

export type Rows = string[][];

/** A 医科 file without any finding: two claims, 21 records. All numbers and names are made up. */
export function medicalRows(): Rows {
  const claim1 = [
    ['RE', '1', '1112', '202404', '試験　太郎', '1', '19800101'],
    ['HO', '06990012', '１２', '３４５', '2', '338'],
    ['SN', '1', '01', '', '', '', '01'],
    withDays(['JD', '1'], 2, { 3: 1, 10: 1 }),
    ['SY', '8000001', '20240403', '1', '', '', '01'],
    line(['SI', '12', '1', '112000000', '', '73', '1'], { 3: 1 }),
    line(['SI', '60', '1', '160000000', '', '', '1'], { 3: 1 }),
    line(['SI', '', '1', '160000010', '', '27', '1'], { 3: 1 }),
    ['CO', '21', '1', '810000001', '朝食後'],
    line(['IY', '', '1', '620000001', '3', '', '14'], { 3: 14 }),
    line(['IY', '', '1', '620000002', '1.5', '10', '14'], { 3: 14 }),
    line(['SI', '80', '1', '120000000', '', '68', '1'], { 10: 1 }),
    withDays(['TO', '40', '1', '710000001', '2', '15', '2', '', '', '', '試験用ガーゼ'], 17, { 3: 1, 10: 1 }),
  ];
  const claim2 = [
    ['RE', '2', '1122', '202404', '見本　花子', '2', '19500505'],
    ['HO', '06990012', '１２', '３４６', '1', '300'],
    ['KO', '12990011', '1234567', '', '1', '100'],
    ['SY', '8000002', '20240405', '1', '', '', '01'],
    line(['SI', '11', '2', '111000000', '', '100', '1'], { 5: 1 }),
    line(['SI', '60', '1', '160000000', '', '200', '1'], { 5: 1 }),
  ];
  const rows = [
    ['IR', '1', '13', '1', '9999999', '', '試験医院', '202405', '00'],
    ...claim1,
    ...claim2,
    ['GO', '3', '638', '99'],
  ].map((cells) => padRecord('medical', cells));
  set(rows, 2, 36, 'シケンタロウ');
  return rows;
}

/** The same with an organ donor at another institution behind the recipient's lines: one claim, 16 records. */
export function donorRows(): Rows {
  return [
    ['IR', '1', '13', '1', '9999999', '', '試験医院', '202405', '00'],
    ['RE', '1', '1111', '202404', '試験　太郎', '1', '19800101'],
    ['HO', '06990012', '１２', '３４５', '1', '1030'],
    ['SY', '8000001', '20240403', '1', '', '', '01'],
    line(['SI', '50', '1', '150000000', '', '1000', '1'], { 3: 1 }),
    line(['SI', '', '1', '150000010', '', '30', '1'], { 3: 1 }),
    ['TI', '2', '2', '14', '1', '9999998', '', '見本病院'],
    ['TR', '1', '1992', '202404', '', '2', '19820202'],
    ['TS', '1', '24'],
    ['SY', '8000003', '20240401', '1', '', '', '01'],
    ['SI', '12', '1', '112000000', '', '4', '1'],
    ['TR', '2', '1991', '202404', '', '2', '19820202', '', '20240402'],
    ['TS', '1', '6'],
    ['SY', '8000003', '20240401', '1', '', '', '01'],
    line(['IY', '31', '1', '640000001', '1', '6', '1'], { 2: 1 }),
    ['GO', '1', '1030', '99'],
  ].map((cells) => padRecord('medical', cells));
}

/** A 調剤 file without any finding: one claim, 11 records. */
export function pharmacyRows(): Rows {
  const rows = [
    ['YK', '1', '13', '4', '9999999', '試験薬局', '202405', '00'],
    ['RE', '1', '4118', '202404', '試験　太郎', '1', '19491104', '', '29', '13', '1', '9999998', '試験病院'],
    ['HO', '39990011', '', '00012345', '1', '507'],
    ['SH', '01', '1', '012', '', '4'],
    ['CZ', '1', '20240409', '20240410', '1', '45', '1', '1', '01', '420000000', '86', '', '', '180'],
    ['IY', '1', '610000001', '1'],
    ['SH', '02', '5', '900', '塗布', '146'],
    ['CZ', '1', '20240409', '20240410', '1', '1', '1', '1', '02', '420000000', '10', '', '', '146'],
    ['IY', '1', '660000001', '70'],
    ['KI', '20240410', '1', '1', '410000000', '42', '', '1', '440000000', '1', '43'],
    ['GO', '1', '507', '99'],
  ].map((cells) => padRecord('pharmacy', cells));
  set(rows, 2, 14, '検証　一郎');
  set(rows, 2, 41, 'シケンタロウ');
  return rows;
}

/** Cells of an SI or IY with counts by day of the month. */
export function line(cells: readonly string[], days: Readonly<Record<number, number>>): string[] {
  return withDays(cells, 13, days);
}

function withDays(cells: readonly string[], first: number, days: Readonly<Record<number, number>>): string[] {
  const filled = [...cells];
  while (filled.length < first + 31) filled.push('');
  for (const [day, count] of Object.entries(days)) filled[first + Number(day) - 1] = String(count);
  return filled;
}

/** Sets a column (0-based) of a record (1-based). */
export function set(rows: Rows, record: number, column: number, value: string): void {
  const cells = rows[record - 1];
  if (cells === undefined) throw new RangeError('no such record');
  while (cells.length <= column) cells.push('');
  cells[column] = value;
}
