/**
 * A second opinion on claim files for the tests: a small checker of the rules that every generated
 * claim must obey, written without the reader of `@tsunagu/uke`.
 * @spec claims.md §2, §4.4, §5.2, §6.1, §8
 */

const MEDICAL_WIDTHS: Readonly<Record<string, number>> = {
  IR: 10,
  RE: 38,
  HO: 15,
  KO: 12,
  SN: 9,
  JD: 33,
  SY: 8,
  SI: 44,
  IY: 44,
  TO: 48,
  CO: 5,
  TI: 10,
  TR: 18,
  TS: 5,
  GO: 4,
};
const PHARMACY_WIDTHS: Readonly<Record<string, number>> = {
  YK: 9,
  RE: 42,
  HO: 14,
  KO: 10,
  SN: 9,
  JD: 33,
  SH: 10,
  CZ: 71,
  IY: 10,
  TO: 7,
  CO: 3,
  KI: 114,
  GO: 4,
};
const MEDICAL_TYPES = /^(11[1-5]\d|12[1-4][12]|13[1-5][7890]|14[1-5][1-6])$/;
const PHARMACY_TYPES = /^4(1[1-5][02468]|2[1-4]2|3[1-5][80]|4[1-5][246])$/;
const FIRST_DAY: Readonly<Record<string, number>> = { SI: 13, IY: 13, TO: 17 };
const INSURER_OF_ELDERLY = /^\s*39/;

type Cells = readonly string[];

const cell = (cells: Cells, index: number): string => cells[index] ?? '';
const number = (cells: Cells, index: number): number => Number(cell(cells, index));

interface ParsedFile {
  readonly pharmacy: boolean;
  readonly records: readonly Cells[];
  readonly problems: string[];
}

function parse(bytes: Uint8Array): ParsedFile {
  const problems: string[] = [];
  if (bytes.at(-1) !== 0x1a) problems.push('no 1A at the end');
  const text = new TextDecoder('shift_jis', { fatal: true }).decode(bytes.subarray(0, -1));
  if (!text.endsWith('\r\n')) problems.push('no CR LF before 1A');
  const lines = text.split('\r\n').slice(0, -1);
  if (lines.some((line) => /[\r\n"]/.test(line))) problems.push('stray line end or quote');
  const records = lines.map((line) => line.split(','));
  const pharmacy = records[0]?.[0] === 'YK';
  const widths = pharmacy ? PHARMACY_WIDTHS : MEDICAL_WIDTHS;
  records.forEach((cells, index) => {
    if (cells.length !== widths[cell(cells, 0)])
      problems.push(`record ${index + 1} ${cells[0]}: ${cells.length} columns`);
  });
  return { pharmacy, records, problems };
}

function splitClaims(records: readonly Cells[]): Cells[][] {
  const claims: Cells[][] = [];
  for (const cells of records.slice(1, -1)) {
    if (cells[0] === 'RE') claims.push([]);
    claims.at(-1)?.push(cells);
  }
  return claims;
}

const byId = (claim: readonly Cells[], id: string): Cells[] => claim.filter((cells) => cells[0] === id);

function checkHead(claim: readonly Cells[], ordinal: number, pharmacy: boolean): string[] {
  const problems: string[] = [];
  const re = claim[0] ?? [];
  const payers = byId(claim, 'HO').length + byId(claim, 'KO').length;
  if (cell(re, 1) !== String(ordinal)) problems.push('RE1 is not the ordinal');
  if (!(pharmacy ? PHARMACY_TYPES : MEDICAL_TYPES).test(cell(re, 2))) problems.push(`RE2 ${cell(re, 2)}`);
  if (byId(claim, 'HO').length !== 1 || cell(re, 2)[2] !== String(payers))
    problems.push('RE2 against payers');
  const [ho = []] = byId(claim, 'HO');
  const [sn = []] = byId(claim, 'SN');
  const elderly = INSURER_OF_ELDERLY.test(cell(ho, 1));
  if (cell(ho, 1).length !== 8) problems.push('HO1 is not 8 wide');
  if (elderly !== (cell(sn, 6) === '')) problems.push('枝番 missing or too much');
  if (byId(claim, 'JD').length !== payers) problems.push('JD per payer');
  for (const ko of byId(claim, 'KO')) {
    if (cell(ko, 4) !== cell(ho, 4) || cell(ko, 5) !== cell(ho, 5)) problems.push('KO differs from HO');
  }
  return problems;
}

const daysIn = (yyyymm: string): number =>
  new Date(Date.UTC(Number(yyyymm.slice(0, 4)), Number(yyyymm.slice(4)), 0)).getUTCDate();

/** Closing points, even units, day sums, totals and days of the lines of one patient. */
function checkLines(
  lines: readonly Cells[],
  month: string,
  expected: { points: number; days: number | null },
) {
  const problems: string[] = [];
  const days = new Set<number>();
  let total = 0;
  let unit = '';
  let ident = '';
  for (const cells of lines) {
    ident = cell(cells, 1) === '' ? ident : cell(cells, 1);
    if (ident === '') problems.push('first 診療識別 blank');
    if (cells[0] === 'CO') {
      if (unit !== '') problems.push('CO inside a unit');
      continue;
    }
    const firstDay = FIRST_DAY[cell(cells, 0)] ?? 0;
    const columns = cells.slice(firstDay, firstDay + 31);
    const sum = columns.reduce((all, value) => all + Number(value), 0);
    if (sum !== number(cells, 6) || sum === 0) problems.push('回数 is not the sum of days');
    columns.forEach((value, index) => {
      if (value !== '') days.add(index + 1);
    });
    const shape = `${cell(cells, 2)}|${columns.join()}`;
    if (unit !== '' && unit !== shape) problems.push('uneven unit');
    unit = cell(cells, 5) === '' ? shape : '';
    if (unit === '' && ident !== '97') total += number(cells, 5) * sum;
  }
  if (unit !== '') problems.push('open unit');
  if (total !== expected.points) problems.push(`points ${expected.points}, lines ${total}`);
  if (expected.days !== null && days.size !== expected.days) problems.push('実日数');
  if ([...days].some((day) => day > daysIn(month))) problems.push('day outside the month');
  return { problems, days };
}

const isLine = (cells: Cells): boolean => ['SI', 'IY', 'TO', 'CO'].includes(cell(cells, 0));

function checkMedical(claim: readonly Cells[]): string[] {
  const donorAt = claim.findIndex((cells) => cells[0] === 'TI');
  const own = donorAt < 0 ? claim : claim.slice(0, donorAt);
  const donor = donorAt < 0 ? [] : claim.slice(donorAt);
  const [re = []] = own;
  const [ho = []] = byId(own, 'HO');
  const month = cell(re, 3);
  const { problems, days } = checkLines(own.filter(isLine), month, {
    points: number(ho, 5),
    days: number(ho, 4),
  });
  const marked = byId(own, 'JD').flatMap((jd) => jd.slice(2).flatMap((v, i) => (v === '1' ? [i + 1] : [])));
  if (marked.some((day) => !days.has(day)) || new Set(marked).size !== days.size) problems.push('JD');
  if (byId(own, 'SY').length === 0) problems.push('no SY');
  const main = byId(own, 'SY').filter((sy) => cell(sy, 6) === '01').length;
  if (main !== 1) problems.push('not one main disease');
  const inpatient = Number(cell(re, 2)[3]) % 2 === 1;
  if (inpatient !== (cell(re, 8) !== '')) problems.push('入院年月日');
  if (donor.length > 0) {
    const [ts = []] = byId(donor, 'TS');
    const check = checkLines(donor.filter(isLine), month, { points: number(ts, 2), days: number(ts, 1) });
    problems.push(...check.problems.map((text) => `donor: ${text}`));
  }
  return problems;
}

function checkPharmacy(claim: readonly Cells[]): string[] {
  const problems: string[] = [];
  const [ho = []] = byId(claim, 'HO');
  const month = cell(claim[0] ?? [], 3);
  let unitPoints = 0;
  let total = 0;
  for (const cells of claim) {
    if (cells[0] === 'SH') unitPoints = number(cells, 5);
    if (cells[0] === 'CZ') {
      if (number(cells, 13) !== unitPoints * number(cells, 5)) problems.push('CZ13');
      if (cell(cells, 3).slice(0, 6) !== month || cell(cells, 2) > cell(cells, 3)) problems.push('CZ dates');
      total += number(cells, 10) + number(cells, 13) + number(cells, 61);
    }
    if (cells[0] === 'KI') total += number(cells, 5) + number(cells, 9) * number(cells, 10);
  }
  if (total !== number(ho, 5)) problems.push(`points ${number(ho, 5)}, blocks ${total}`);
  if (byId(claim, 'KI').length !== number(ho, 4)) problems.push('処方箋受付回数');
  if (byId(claim, 'SH').length === 0) problems.push('no SH');
  if (cell(claim[0] ?? [], 11) === '') problems.push('no prescriber');
  return problems;
}

/** Everything that is wrong with a file, one text per problem; empty when it obeys all rules. */
export function illegalities(bytes: Uint8Array): string[] {
  const { pharmacy, records, problems } = parse(bytes);
  const [go] = records.slice(-1);
  if (go === undefined || go[0] !== 'GO') return [...problems, 'no GO'];
  let payers = 0;
  let points = 0;
  splitClaims(records).forEach((claim, index) => {
    const found = checkHead(claim, index + 1, pharmacy);
    found.push(...(pharmacy ? checkPharmacy(claim) : checkMedical(claim)));
    problems.push(...found.map((text) => `claim ${index + 1}: ${text}`));
    payers += byId(claim, 'HO').length + byId(claim, 'KO').length;
    points += number(byId(claim, 'HO')[0] ?? [], 5);
  });
  if (number(go, 1) !== payers || number(go, 2) !== points || cell(go, 3) !== '99') problems.push('GO');
  return problems;
}
