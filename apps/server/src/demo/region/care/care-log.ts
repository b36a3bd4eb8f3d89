import { addDays } from '../dates.ts';
import type { Facility } from '../facilities.ts';
import {
  type ActOptions,
  actUnit,
  blankLine,
  type CareDay,
  type CommentLine,
  type Donor,
  drugUnit,
  hasAct,
  materialUnit,
  type Prescription,
  type Unit,
  unitOf,
} from './care.ts';

type Drugs = readonly (readonly [key: string, amount: number])[];

/** What the condition modules write on: one day at one institution. All methods return the day itself. */
export interface Day {
  readonly date: string;
  readonly facility: Facility;
  readonly because: (disease: string, startDate: string) => Day;
  /** One unit: an act, or a basic act followed by its add-ons. */
  readonly act: (keys: string | readonly string[], options?: ActOptions) => Day;
  /** One unit per act. */
  readonly acts: (...keys: readonly string[]) => Day;
  /** Drugs used in the house under a 診療識別 (31–33 injections, 40, 50, 54, 70 …). */
  readonly drugs: (category: string, drugs: Drugs, times?: number, comment?: CommentLine) => Day;
  readonly material: (category: string, key: string, amount?: number) => Day;
  readonly prescribe: (prescription: Prescription) => Day;
  readonly donor: (donor: Donor) => Day;
}

export interface CareLog {
  /** The outpatient day at an institution; several conditions meet on the same one. */
  readonly visit: (facility: Facility, date: string) => Day;
  /**
   * A stay with ward fee and three meals a day. `short` leaves out the ward fee (短期滞在手術等基本料
   * stands for it). Days after `lastDate` are cut off.
   */
  readonly stay: (
    facility: Facility,
    from: string,
    days: number,
    ward?: 'ward-acute' | 'ward-chronic' | 'short',
  ) => Day[];
  readonly days: () => CareDay[];
}

function openDay(care: CareDay): Day {
  const { date, facility } = care;
  const day: Day = {
    date,
    facility,
    because: (key, startDate) => {
      if (!care.diagnoses.some((known) => known.key === key))
        care.diagnoses.push({ key, startDate: startDate < date ? startDate : date });
      return day;
    },
    act: (keys, options) => {
      care.units.push(actUnit(date, keys, options));
      return day;
    },
    acts: (...keys) => {
      for (const key of keys) care.units.push(actUnit(date, key));
      return day;
    },
    drugs: (category, drugs, times, comment) => {
      care.units.push(drugUnit(category, drugs, times, comment ?? null));
      return day;
    },
    material: (category, key, amount) => {
      care.units.push(materialUnit(category, key, amount));
      return day;
    },
    prescribe: (prescription) => {
      care.prescriptions.push(prescription);
      return day;
    },
    donor: (donor) => {
      care.donor = donor;
      return day;
    },
  };
  return day;
}

const wardCodes = { 'ward-acute': '190620012', 'ward-chronic': '190640007' } as const;

const wardCodeUnit = (code: string): Unit =>
  unitOf({ category: '90', lines: [blankLine('SI', code)], points: 0, times: 1, comment: null });

/** The care of one person between two dates; what falls outside is dropped. */
export function createCareLog(firstDate: string, lastDate: string): CareLog {
  const cares: CareDay[] = [];
  const outpatient = new Map<string, Day>();
  const openCare = (facility: Facility, date: string, admission: string | null): Day => {
    const care: CareDay = {
      facility,
      date,
      admission,
      units: [],
      diagnoses: [],
      prescriptions: [],
      donor: null,
    };
    if (firstDate <= date && date <= lastDate) cares.push(care);
    return openDay(care);
  };

  return {
    visit: (facility, date) => {
      const key = `${facility.key} ${date}`;
      const known = outpatient.get(key);
      if (known !== undefined) return known;
      const day = openCare(facility, date, null);
      outpatient.set(key, day);
      return day;
    },
    stay: (facility, from, days, ward = 'ward-acute') =>
      Array.from({ length: days }, (_, index) => {
        const day = openCare(facility, addDays(from, index), from);
        if (ward !== 'short') {
          day.act(ward);
          const care = cares.at(-1);
          // Ward codes of the bed-function report are SI lines without points and no acts.
          if (care !== undefined && care.date === day.date) care.units.push(wardCodeUnit(wardCodes[ward]));
        }
        return hasAct(day.date, 'meal') ? day.act('meal', { times: 3 }) : day;
      }),
    days: () => cares,
  };
}
