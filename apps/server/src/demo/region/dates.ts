/** Calendar arithmetic on ISO dates (`YYYY-MM-DD`) and months (`YYYY-MM`); no time zone, no clock. */
const DAY_MS = 86_400_000;

const epochDay = (date: string): number =>
  Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / DAY_MS;

const fromEpochDay = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

export const addDays = (date: string, days: number): string => fromEpochDay(epochDay(date) + days);

/** Days from `a` to `b`, negative when `b` is earlier. */
export const daysBetween = (a: string, b: string): number => epochDay(b) - epochDay(a);

/** 0 = Sunday … 6 = Saturday. */
export const weekday = (date: string): number => (epochDay(date) + 4) % 7;

export const monthOf = (date: string): string => date.slice(0, 7);

export function addMonths(month: string, count: number): string {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + count;
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`;
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function daysInMonth(month: string): number {
  const year = Number(month.slice(0, 4));
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month.endsWith('-02') && leap ? 29 : (MONTH_DAYS[Number(month.slice(5, 7)) - 1] ?? 31);
}

/** Day of a month, days past its end falling back to the last one. */
export const dayIn = (month: string, day: number): string =>
  `${month}-${String(Math.min(day, daysInMonth(month))).padStart(2, '0')}`;

/** Completed years on a date; a birthday counts from the day itself. */
export function ageOn(birthDate: string, date: string): number {
  const years = Number(date.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return date.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** The date itself, or the Monday after it when it is a Sunday. */
export const workday = (date: string): string => (weekday(date) === 0 ? addDays(date, 1) : date);

/** `YYYYMMDD` or `YYYYMM`, as claims write dates. */
export const compact = (date: string): string => date.slice(0, 4) + date.slice(5, 7) + date.slice(8);

/** True from birth until 31 March after the sixth birthday (未就学者). */
export function isPreschool(birthDate: string, date: string): boolean {
  const sixth = `${Number(birthDate.slice(0, 4)) + 6}${birthDate.slice(4)}`;
  const year = Number(sixth.slice(0, 4)) + (sixth.slice(5) >= '04-02' ? 1 : 0);
  return date < `${year}-04-01`;
}
