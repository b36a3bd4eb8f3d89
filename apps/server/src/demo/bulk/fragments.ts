import { actsOn, catalogue } from '../masters/catalogue.ts';

export const DAYS_SUPPLIED = 14;
/** Visits fall on days that every month has. */
export const LAST_VISIT_DAY = 28;

const dayColumns = (day: number, count: number): string => {
  const columns = new Array<string>(31).fill('');
  columns[day - 1] = String(count);
  return columns.join(',');
};

/** An act line of one visit, ready to be written for each day of the month. */
export interface ActFragment {
  readonly category: number;
  readonly points: number;
  /** Index = day of the month. */
  readonly lines: readonly string[];
}

/** A drug line in two parts around its points, which only the last line of a unit carries. */
export interface DrugFragment {
  /** Price of the daily amount in hundredths of a yen. */
  readonly priceSen: number;
  readonly firstHead: string;
  readonly nextHead: string;
}

export interface Fragments {
  readonly revisit: ActFragment;
  /** Acts by ascending 診療識別. */
  readonly acts: readonly ActFragment[];
  readonly drugs: readonly DrugFragment[];
  /** What follows the points of a drug line supplied on a day; index = day of the month. */
  readonly drugTails: readonly string[];
  readonly diseases: readonly string[];
}

const BLANK_COMMENTS = ',,,,,,';
const days = Array.from({ length: LAST_VISIT_DAY + 1 }, (_, day) => Math.max(day, 1));

function actFragment(category: string, code: string, points: number): ActFragment {
  const head = `SI,${category},1,${code},,${points},1${BLANK_COMMENTS},`;
  return { category: Number(category), points, lines: days.map((day) => `${head}${dayColumns(day, 1)}\r\n`) };
}

/**
 * Pre-rendered lines of the acts, drugs and diseases that an ordinary outpatient visit can show.
 * @param careMonth `YYYYMM`
 */
export function createFragments(careMonth: string): Fragments {
  const tariff = actsOn(`${careMonth.slice(0, 4)}-${careMonth.slice(4)}-01`);
  const acts = [...tariff.values()].filter(
    (act) =>
      act.inOut !== '1' &&
      act.notice2 === '1' &&
      act.pointKind === '3' &&
      act.points > 0 &&
      act.points < 3000 &&
      act.unit === '' &&
      act.specimen === '0' &&
      !['11', '12', '21', '23', '25', '50', '54'].includes(act.category),
  );
  const revisit = tariff.get('revisit');
  if (revisit === undefined) throw new Error('the demo masters have no fee for a repeated visit');
  const drugs = [...catalogue().drugs.values()].filter((drug) => drug.form === '1');
  const tail = `,${DAYS_SUPPLIED}${BLANK_COMMENTS},`;
  return {
    revisit: actFragment(revisit.category, revisit.code, revisit.points),
    acts: acts
      .map((act) => actFragment(act.category, act.code, act.points))
      .sort((a, b) => a.category - b.category),
    drugs: drugs.flatMap((drug) =>
      [1, 2, 3].map((amount) => ({
        priceSen: drug.priceSen * amount,
        firstHead: `IY,21,1,${drug.code},${amount},`,
        nextHead: `IY,,1,${drug.code},${amount},`,
      })),
    ),
    drugTails: days.map((day) => `${tail}${dayColumns(day, DAYS_SUPPLIED)}\r\n`),
    diseases: [...catalogue().diseases.values()].map((disease) => `SY,${disease.code},`),
  };
}
