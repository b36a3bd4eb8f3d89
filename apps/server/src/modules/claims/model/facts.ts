import type { Claim, DayCount, DispensingBlock, MedicalClaim, MedicalLine } from '@tsunagu/uke';

/**
 * The clinical content of a claim as it is stored: positional arrays, because a country stores two billion a year.
 * Diseases are left out on purpose: they never reach a record view.
 * @spec claims.md §5.7, §13
 */
export type Facts = MedicalFacts | PharmacyFacts;

export interface MedicalFacts {
  readonly k: 'm';
  /** Drugs: IY lines of the patient. */
  readonly m: readonly DrugFact[];
  /** Acts: SI lines of the patient, those in yen left out. */
  readonly a: readonly ActFact[];
  /** Days of the month on which anything was done, ascending. */
  readonly v: readonly number[];
}

/** Days and counts in turn: `[3, 1, 17, 2]` = once on the 3rd, twice on the 17th. */
type Days = readonly number[];
type DrugFact = readonly [
  record: number,
  category: string,
  code: string,
  amount: string | null,
  days: Days,
  usage: string,
];
type ActFact = readonly [record: number, category: string, code: string, quantity: string | null, days: Days];

export interface PharmacyFacts {
  readonly k: 'p';
  readonly r: readonly BlockFact[];
}

type BlockFact = readonly [
  form: string,
  usageCode: string,
  usageText: string,
  dispensings: readonly (readonly [
    record: number,
    prescribedOn: string,
    dispensedOn: string,
    quantity: number,
  ])[],
  drugs: readonly (readonly [record: number, code: string, amount: string | null])[],
];

/** 診療識別 of meals and their co-payments, in yen: no acts. @spec claims.md §1 (4) */
const MEALS = '97';
/** 内服, 屯服, 外用: groups whose leading free text is the 用法. @spec claims.md §5.5 */
const GROUPS_WITH_USAGE = new Set(['21', '22', '23']);
/** Comments of pattern 10, among them the issuer's 810000001. @spec claims.md §5.5 */
const FREE_TEXT = /^810/;

export function factsOf(claim: Claim): Facts {
  return claim.kind === 'medical' ? medicalFacts(claim) : { k: 'p', r: claim.blocks.map(blockFact) };
}

function medicalFacts(claim: MedicalClaim): MedicalFacts {
  const drugs: DrugFact[] = [];
  const acts: ActFact[] = [];
  let visited = 0;
  const usage = usageByGroup(claim.lines);
  for (const line of claim.lines) {
    if (line.type === 'CO') continue;
    for (const [day] of line.days) visited |= 1 << day;
    const days = flatten(line.days);
    if (line.type === 'IY') {
      drugs.push([line.record, line.category, line.code, line.quantity, days, usage?.get(line.group) ?? '']);
    } else if (line.type === 'SI' && line.category !== MEALS) {
      acts.push([line.record, line.category, line.code, line.quantity, days]);
    }
  }
  const days: number[] = [];
  for (let day = 1; day <= 31; day++) if (visited & (1 << day)) days.push(day);
  return { k: 'm', m: drugs, a: acts, v: days };
}

function flatten(days: readonly DayCount[]): number[] {
  const flat: number[] = [];
  for (const [day, count] of days) flat.push(day, count);
  return flat;
}

function usageByGroup(lines: readonly MedicalLine[]): Map<number, string> | null {
  let texts: Map<number, string> | null = null;
  const begun = new Set<number>();
  for (const line of lines) {
    if (line.type === 'IY') begun.add(line.group);
    if (line.type !== 'CO' || !FREE_TEXT.test(line.code) || !GROUPS_WITH_USAGE.has(line.category)) continue;
    if (begun.has(line.group)) continue;
    texts ??= new Map();
    const text = line.comments[0]?.text ?? '';
    const before = texts.get(line.group);
    texts.set(line.group, before === undefined ? text : `${before} ${text}`);
  }
  return texts;
}

const blockFact = (block: DispensingBlock): BlockFact => [
  block.form,
  block.usageCode,
  block.usageText,
  block.dispensings.map((one) => [one.record, one.prescribedOn, one.dispensedOn, one.quantity]),
  block.drugs.map((one) => [one.record, one.code, one.amount]),
];
