import { type LocalDate, parseLocalDate, parseYearMonth, type YearMonth } from '@tsunagu/ids';
import type { ViewedDrug, ViewedMonth, ViewedTreatment } from '@tsunagu/oqs';
import type { DrugLine, Institution, PersonRecord, TreatmentLine } from '../model/record.ts';

interface MonthsWanted {
  /** `YYYY-MM`, inclusive; null = open. */
  readonly from: string | null;
  readonly to: string | null;
  readonly withTreatments: boolean;
}

type Line = DrugLine | TreatmentLine;

interface Group {
  readonly institution: Institution | null;
  readonly month: YearMonth;
  readonly inpatient: boolean;
  readonly drugs: Map<string, DrugLine[]>;
  readonly treatments: Map<string, TreatmentLine[]>;
}

/** What the interface keeps apart: claims, results of dispensing, and prescriptions that wait. @spec eligibility.md §9.2 */
export function listsOf({ drugs, treatments, prescribed }: PersonRecord, wanted: MonthsWanted) {
  const isClaim = ({ file }: DrugLine): boolean => file.source !== 'prescriptions';
  const claimed = drugs.filter(isClaim);
  const handedOut = claimed.length === drugs.length ? [] : drugs.filter((line) => !isClaim(line));
  return {
    claims: monthsOf({ drugs: claimed, treatments }, wanted),
    dispensing: monthsOf({ drugs: handedOut, treatments: [] }, wanted),
    prescription: monthsOf({ drugs: prescribed, treatments: [] }, wanted).map(asPrescribed),
  };
}

/** Nothing was dispensed: the institution and the days are those of the prescription. */
const asPrescribed = ({
  dispensingInstitutionCode: code,
  dispensingInstitutionName: name,
  dates,
  ...rest
}: ViewedMonth): ViewedMonth => ({
  ...rest,
  ...(code === undefined ? {} : { prescribingInstitutionCode: code }),
  ...(name === undefined ? {} : { prescribingInstitutionName: name }),
  dates: dates.map(({ dispensedOn: _, ...day }) => day),
});

/** Months, in them days, in them drugs and treatments; newest first. */
function monthsOf(
  record: Pick<PersonRecord, 'drugs' | 'treatments'>,
  { from, to, withTreatments }: MonthsWanted,
): ViewedMonth[] {
  const groups = new Map<string, Group>();
  const place = (line: Line): Group | null => {
    const month = parseYearMonth(line.date.slice(0, 7));
    if (month === null || (from !== null && month < from) || (to !== null && month > to)) return null;
    const inpatient = line.setting === 'inpatient';
    const key = `${month}/${line.institution?.code ?? ''}/${inpatient}`;
    let group = groups.get(key);
    if (group === undefined) {
      group = { institution: line.institution, month, inpatient, drugs: new Map(), treatments: new Map() };
      groups.set(key, group);
    }
    return group;
  };
  for (const line of record.drugs) addTo(place(line)?.drugs, line);
  if (withTreatments) for (const line of record.treatments) addTo(place(line)?.treatments, line);
  return [...groups.values()].sort((a, b) => (a.month < b.month ? 1 : -1)).map(toMonth);
}

function addTo<T extends Line>(days: Map<string, T[]> | undefined, line: T): void {
  const lines = days?.get(line.date);
  if (lines === undefined) days?.set(line.date, [line]);
  else lines.push(line);
}

function toMonth({ institution, month, inpatient, drugs, treatments }: Group): ViewedMonth {
  const days = [...new Set([...drugs.keys(), ...treatments.keys()])].sort().reverse();
  return {
    ...(institution === null
      ? {}
      : { dispensingInstitutionCode: institution.code, dispensingInstitutionName: institution.name }),
    month,
    inOut: inpatient ? '1' : '2',
    dates: days.map((day) => {
      const done = treatments.get(day) ?? [];
      const supplied = drugs.get(day) ?? [];
      return {
        ...dateOf('dispensedOn', day),
        ...dateOf('prescribedOn', supplied[0]?.prescribedOn ?? null),
        drugs: supplied.map(toDrug),
        ...(done.length === 0 ? {} : { treatments: done.map(toTreatment) }),
      };
    }),
  };
}

function dateOf<K extends string>(name: K, day: string | null): Partial<Record<K, LocalDate>> {
  const date = day === null ? null : parseLocalDate(day);
  return date === null ? {} : ({ [name]: date } as Record<K, LocalDate>);
}

const toDrug = ({ drug, amount, usage, times }: DrugLine): ViewedDrug => ({
  drugCode: drug.code,
  drugName: drug.name,
  ...(drug.generalName === null ? {} : { ingredientName: drug.generalName }),
  ...(amount === null ? {} : { quantity: amount }),
  ...(drug.unit === null ? {} : { unit: drug.unit }),
  ...(usage === null ? {} : { usageName: usage }),
  times: String(times),
});

const toTreatment = ({ act, quantity, count }: TreatmentLine): ViewedTreatment => ({
  treatmentCode: act.code,
  treatmentName: act.name,
  ...(quantity === null ? {} : { quantity }),
  ...(act.unit === null ? {} : { unit: act.unit }),
  times: String(count),
});
