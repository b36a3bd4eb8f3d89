import type { Month, Visit } from '../../../api/types.ts';

export interface VisitMonth {
  readonly month: Month;
  readonly days: number;
  readonly inpatientDays: number;
  readonly pharmacyDays: number;
  /** Names where the answer has them; the number of visits without a name otherwise. */
  readonly institutions: readonly { readonly name: string; readonly days: number }[];
  readonly unnamed: number;
}

/** Visits by month, newest first. */
export function visitMonths(visits: readonly Visit[]): readonly VisitMonth[] {
  const byMonth = new Map<Month, Visit[]>();
  for (const visit of visits) byMonth.set(visit.month, [...(byMonth.get(visit.month) ?? []), visit]);
  return [...byMonth].sort(([a], [b]) => b.localeCompare(a)).map(([month, list]) => summarise(month, list));
}

function summarise(month: Month, list: readonly Visit[]): VisitMonth {
  const names = new Map<string, number>();
  let unnamed = 0;
  for (const visit of list) {
    if (visit.institution === null) unnamed += 1;
    else names.set(visit.institution.name, (names.get(visit.institution.name) ?? 0) + 1);
  }
  return {
    month,
    days: new Set(list.map((visit) => visit.date)).size,
    inpatientDays: list.filter((visit) => visit.setting === 'inpatient').length,
    pharmacyDays: list.filter((visit) => visit.setting === 'pharmacy').length,
    institutions: [...names].map(([name, days]) => ({ name, days })).sort((a, b) => b.days - a.days),
    unnamed,
  };
}
