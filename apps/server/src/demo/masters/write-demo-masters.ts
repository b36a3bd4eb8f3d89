import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeCp932 } from '@tsunagu/uke';
import {
  catalogue,
  type DemoAct,
  type DemoComment,
  type DemoDisease,
  type DemoDrug,
  type DemoMaterial,
  EDITIONS,
} from './catalogue.ts';

/** A master row before quoting: values by official item number (1-based). @spec claims.md §10 */
type Cells = Readonly<Record<number, string | number>>;

const OPEN_END = '99999999';
const length = (text: string): number => [...text].length;
const padded = (value: number, width: number): string => String(value).padStart(width, '0');

/** Width of a master; items of text type stay blank, the others hold 0 unless set. */
interface MasterLayout {
  readonly width: number;
  readonly blank: readonly number[];
  readonly zeroUpTo: number;
}
type MasterKind = 's' | 'y' | 't' | 'b' | 'c';

const LAYOUTS: Readonly<Record<MasterKind, MasterLayout>> = {
  s: { width: 150, blank: [10, 86, 117], zeroUpTo: 112 },
  y: { width: 40, blank: [29, 37, 38], zeroUpTo: 40 },
  t: { width: 38, blank: [25, 34, 35, 36], zeroUpTo: 36 },
  b: { width: 46, blank: [12, 14, 15, 17, 18, 23], zeroUpTo: 38 },
  c: { width: 30, blank: [], zeroUpTo: 20 },
};

function row(kind: MasterKind, cells: Cells): string {
  const { width, blank, zeroUpTo } = LAYOUTS[kind];
  const values: string[] = [];
  for (let item = 1; item <= width; item += 1) {
    const filler = item <= zeroUpTo && !blank.includes(item) ? '0' : '';
    values.push(`"${cells[item] ?? filler}"`);
  }
  return values.join(',');
}

/** 医科診療行為. 項番 is two digits wide until 2023 and three since. */
function actRow(act: DemoAct, itemWidth: number): string {
  return row('s', {
    1: act.change,
    2: 'S',
    3: act.code,
    4: length(act.name),
    5: act.name,
    6: length(act.kana),
    7: act.kana,
    8: act.unitCode === '' ? '0' : act.unitCode,
    9: length(act.unit),
    10: act.unit,
    11: act.pointKind,
    12: act.points.toFixed(2),
    13: act.inOut,
    15: act.sumOutpatient,
    18: '1',
    19: act.facilityKind,
    32: OPEN_END,
    49: act.donor,
    61: act.specimen,
    66: act.sumInpatient,
    68: act.notice1,
    69: act.notice2,
    83: act.shortStay,
    85: act.letter,
    87: act.changedOn,
    88: OPEN_END,
    90: '2',
    92: padded(act.number, 3),
    93: padded(act.branch, 2),
    94: padded(act.item, itemWidth),
    113: act.name,
  });
}

/** 医薬品. */
function drugRow(drug: DemoDrug): string {
  return row('y', {
    1: '3',
    2: 'Y',
    3: drug.code,
    4: length(drug.name),
    5: drug.name,
    6: length(drug.kana),
    7: drug.kana,
    8: drug.unitCode,
    9: length(drug.unit),
    10: drug.unit,
    11: '1',
    12: (drug.priceSen / 100).toFixed(2),
    14: drug.controlled,
    16: drug.biological,
    17: drug.generic,
    20: drug.contrast,
    28: drug.form,
    30: EDITIONS.first,
    31: OPEN_END,
    32: drug.priceListCode,
    33: drug.code,
    35: drug.name,
    36: EDITIONS.first,
    37: drug.generalCode,
    38: drug.generalName,
    39: drug.generalName === '' ? '0' : '1',
  });
}

/** 特定器材. */
function materialRow(material: DemoMaterial): string {
  return row('t', {
    1: '3',
    2: 'T',
    3: material.code,
    4: length(material.name),
    5: material.name,
    6: length(material.kana),
    7: material.kana,
    8: material.unitCode,
    9: length(material.unit),
    10: material.unit,
    11: '1',
    12: (material.priceSen / 100).toFixed(2),
    28: EDITIONS.first,
    29: '00000000',
    30: OPEN_END,
    37: material.name,
  });
}

/** 傷病名. */
function diseaseRow(disease: DemoDisease): string {
  return row('b', {
    1: '3',
    2: 'B',
    3: disease.code,
    4: disease.code,
    5: length(disease.name),
    6: disease.name,
    7: length(disease.name),
    8: disease.name,
    9: length(disease.kana),
    10: disease.kana,
    11: disease.code.padStart(8, '0'),
    13: 'DEMO',
    16: disease.icd10,
    19: '00',
    21: '00',
    22: EDITIONS.first,
    24: OPEN_END,
    40: disease.name,
    43: '00',
    44: '00',
  });
}

/** コメント. */
function commentRow(comment: DemoComment): string {
  return row('c', {
    1: '3',
    2: 'C',
    3: '8',
    4: comment.pattern,
    5: comment.code.slice(3),
    6: length(comment.name),
    7: comment.name,
    8: length(comment.kana),
    9: comment.kana,
    21: EDITIONS.first,
    22: OPEN_END,
    23: comment.code,
    24: Number(comment.code.slice(4)) * 10,
  });
}

/** File name and rows of every demo master, in the order in which they are to be imported. */
function demoMasterFiles(): { readonly name: string; readonly rows: readonly string[] }[] {
  const { actEditions, drugs, diseases, comments, materials } = catalogue();
  const sorted = (rows: Iterable<string>): string[] => [...rows].sort();
  const render = <T>(map: ReadonlyMap<string, T>, print: (value: T) => string): string[] =>
    sorted([...map.values()].map(print));
  return [
    ...actEditions.map(({ releasedOn, acts }) => ({
      name: `s_ALL${releasedOn}.csv`,
      rows: render(acts, (act) => actRow(act, releasedOn < EDITIONS.second ? 2 : 3)),
    })),
    { name: `y_ALL${EDITIONS.first}.csv`, rows: render(drugs, drugRow) },
    { name: `t_ALL${EDITIONS.first}.csv`, rows: render(materials, materialRow) },
    { name: `b_${EDITIONS.first}.txt`, rows: render(diseases, diseaseRow) },
    { name: `c_ALL${EDITIONS.first}.csv`, rows: render(comments, commentRow) },
  ];
}

/**
 * Writes the demo masters into `dir` (created if missing) in the layout of the issuer: cp932, every
 * value quoted, CR LF, no header. Returns the paths in the order in which they are to be imported.
 * @spec claims.md §10.1
 */
export async function writeDemoMasters(dir: string): Promise<string[]> {
  await mkdir(dir, { recursive: true });
  const paths: string[] = [];
  for (const { name, rows } of demoMasterFiles()) {
    const path = join(dir, name);
    await writeFile(path, encodeCp932(rows.map((line) => `${line}\r\n`).join('')));
    paths.push(path);
  }
  return paths;
}
