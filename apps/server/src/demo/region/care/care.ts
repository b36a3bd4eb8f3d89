import { drugPoints } from '../../drug-points.ts';
import { actsOn, catalogue, type DemoAct, mustGet } from '../../masters/catalogue.ts';
import type { Facility } from '../facilities.ts';

/** A line of a 医科 claim before days are known. */
export interface Line {
  readonly type: 'SI' | 'IY' | 'TO';
  readonly code: string;
  /** 数量データ or 使用量, '' when blank. */
  readonly quantity: string;
  /** TO only: 単価 as a decimal string. */
  readonly unitPrice: string;
}

export interface CommentLine {
  readonly code: string;
  readonly text: string;
}

/** A 点数算定単位 on one day. @spec claims.md §5.1 */
export interface Unit {
  /** 診療識別. */
  readonly category: string;
  readonly lines: readonly Line[];
  /** Points of one time; yen where the category is 97. */
  readonly points: number;
  /** Value of the day column. */
  readonly times: number;
  /** CO record that opens the group. */
  readonly comment: CommentLine | null;
  /** Equal for units that differ in their day only. */
  readonly signature: string;
}

/** 剤形 (SH2) of the prescriptions that occur here. */
export type RxForm = '1' | '3' | '4' | '5';

/** One RP: drugs taken in the same way for the same time. */
export interface Prescription {
  readonly form: RxForm;
  /** 用法コード (SH3); 900 with a text. */
  readonly usage: string;
  /** 用法 in words; shown in the claims as written. */
  readonly usageText: string;
  /** Days, doses or 1, by form. */
  readonly quantity: number;
  /** Key of the drug master and amount per day, per dose or whole. */
  readonly drugs: readonly (readonly [key: string, amount: number])[];
}

export interface Diagnosis {
  readonly key: string;
  readonly startDate: string;
}

/** One day at one institution, ambulant or as part of a stay. */
export interface CareDay {
  readonly facility: Facility;
  readonly date: string;
  /** 入院年月日 of the stay, null for outpatients. */
  readonly admission: string | null;
  readonly units: Unit[];
  readonly diagnoses: Diagnosis[];
  readonly prescriptions: Prescription[];
  /** Living donor treated in the same house during this claim. */
  donor: Donor | null;
}

/** A kidney donor whose treatment stands in the recipient's claim. @spec claims.md §4.3 */
export interface Donor {
  readonly sex: '1' | '2';
  readonly birthDate: string;
  readonly units: readonly Unit[];
  readonly diagnosis: Diagnosis;
}

export const blankLine = (type: Line['type'], code: string): Line => ({
  type,
  code,
  quantity: '',
  unitPrice: '',
});

export const actOn = (date: string, key: string): DemoAct => mustGet(actsOn(date), key);

/** Whether the act master in force on a date has the act. */
export const hasAct = (date: string, key: string): boolean => actsOn(date).has(key);

/** Points of acts that are priced per unit come with a quantity; all others are flat. */
export interface ActOptions {
  readonly quantity?: number;
  readonly times?: number;
  readonly comment?: CommentLine;
  /** For the few acts whose points depend on the case. */
  readonly points?: number;
}

/** Completes a unit with its signature. */
export function unitOf(unit: Omit<Unit, 'signature'>): Unit {
  let signature = `${unit.category}|${unit.points}|${unit.comment?.text ?? ''}`;
  for (const line of unit.lines) signature += `|${line.code}x${line.quantity}`;
  return { ...unit, signature };
}

/** Units without options, which make up most of the claims, by edition of the tariff and acts. */
const plainUnits = new WeakMap<ReadonlyMap<string, DemoAct>, Map<string, Unit>>();

function buildActUnit(
  acts: ReadonlyMap<string, DemoAct>,
  keys: readonly string[],
  options: ActOptions,
): Unit {
  const found = keys.map((key) => mustGet(acts, key));
  const quantity = options.quantity === undefined ? '' : String(options.quantity);
  return unitOf({
    category: found[0]?.category ?? '',
    lines: found.map((act) => ({
      ...blankLine('SI', act.code),
      quantity: act.unit === '' ? '' : quantity,
    })),
    points: options.points ?? found.reduce((sum, act) => sum + act.points, 0),
    times: options.times ?? 1,
    comment: options.comment ?? null,
  });
}

/** A unit of one act, or of a basic act with its add-ons, which must share a unit. */
export function actUnit(date: string, keys: string | readonly string[], options?: ActOptions): Unit {
  const acts = actsOn(date);
  const list = typeof keys === 'string' ? [keys] : keys;
  if (options !== undefined) return buildActUnit(acts, list, options);
  const name = typeof keys === 'string' ? keys : keys.join('+');
  const units = plainUnits.get(acts) ?? new Map<string, Unit>();
  plainUnits.set(acts, units);
  const unit = units.get(name) ?? buildActUnit(acts, list, {});
  units.set(name, unit);
  return unit;
}

/** A unit of drugs given or dispensed together; `times` is the number of days, doses or injections. */
export function drugUnit(
  category: string,
  drugs: readonly (readonly [key: string, amount: number])[],
  times = 1,
  comment: CommentLine | null = null,
): Unit {
  let sen = 0;
  const lines = drugs.map(([key, amount]) => {
    const drug = mustGet(catalogue().drugs, key);
    sen += drug.priceSen * amount;
    return { ...blankLine('IY', drug.code), quantity: String(amount) };
  });
  return unitOf({ category, lines, points: drugPoints(sen), times, comment });
}

/** A unit of one material; 10 yen are a point, rounded half up. */
export function materialUnit(category: string, key: string, amount = 1): Unit {
  const material = mustGet(catalogue().materials, key);
  const line: Line = {
    type: 'TO',
    code: material.code,
    quantity: String(amount),
    unitPrice: String(material.priceSen / 100),
  };
  const points = Math.max(1, Math.round((material.priceSen * amount) / 1000));
  return unitOf({ category, lines: [line], points, times: 1, comment: null });
}

/** A comment of the demo master with its full-width text. */
export const comment = (key: string, text: string): CommentLine => ({
  code: mustGet(catalogue().comments, key).code,
  text,
});

const fullWidth = (digits: string): string =>
  digits.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));

/**
 * GYYMMDD in full-width digits, as comments of pattern 50 carry dates. Covers 平成 and 令和 (from
 * 2019-05-01), which is all that the histories need.
 * @spec claims.md §3, §5.5
 */
export function eraDate(date: string): string {
  const year = Number(date.slice(0, 4));
  const [era, eraYear] = date >= '2019-05-01' ? ['5', year - 2018] : ['4', year - 1988];
  return fullWidth(`${era}${String(eraYear).padStart(2, '0')}${date.slice(5, 7)}${date.slice(8, 10)}`);
}
